package io.swarmkeeper.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.web.Caller;
import io.swarmkeeper.web.Caller.Answer;
import io.swarmkeeper.web.WebServerTest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A change put into the stack file that deploys its service, over the wire. */
@WebServerTest
class ChangeFilesTest {

    private static final String FILE = """
        services:
          web:   # the shop's
            image: nginx:1.27
            deploy:
              replicas: 2
              resources:
                limits:
                  cpus: '0.50'  # half of one
                  memory: '64M'
        """;

    @LocalServerPort
    int port;

    private Caller admin;
    private long id;

    @BeforeEach
    void request() {
        admin = Caller.admin(port);
        Answer asked = admin.post("/api/v1/changes", """
            {"action": "set-resources", "subject": {"kind": "service", "name": "shop_web"}, "reason": "it needs more",
             "parameters": {"limitMemoryBytes": 134217728, "reservationMemoryBytes": 67108864, "reservationCpuNano": 0}}
            """);
        assertThat(asked.status()).as(asked.text()).isEqualTo(201);
        id = asked.json().path("id").asLong();
    }

    @AfterEach
    void cancel() {
        assertThat(admin.post("/api/v1/changes/%d/cancellation".formatted(id), "{}")
                        .status())
                .isEqualTo(200);
    }

    private Answer send(Caller caller, String query, String yaml) {
        return caller.with("Content-Type", "application/yaml")
                .send("POST", "/api/v1/changes/%d/stack-file%s".formatted(id, query), BodyPublishers.ofString(yaml));
    }

    @Test
    void theFileComesBackWithExactlyTheChange() {
        Answer patched = send(admin, "", FILE);
        assertThat(patched.header("Content-Type")).isEqualTo("application/yaml");
        assertThat(patched.header("Change-State")).isEqualTo("requested");
        assertThat(patched.text())
                .isEqualTo(FILE.replace("64M", "128M") + "        reservations:\n          memory: 64M\n");
        assertThat(send(admin, "", patched.text()).text()).isEqualTo(patched.text());
        assertThat(send(admin, "?format=diff", patched.text()).text()).isEmpty();
    }

    @Test
    void theDiffIsAskedForByFormatOrByAccept() {
        Answer diff = send(admin, "?format=diff", FILE);
        assertThat(diff.header("Content-Type")).startsWith("text/x-diff");
        assertThat(diff.text())
                .startsWith("--- a/docker-compose.yml\n+++ b/docker-compose.yml\n@@ ")
                .contains("\n-          memory: '64M'\n+          memory: '128M'\n");
        assertThat(send(admin.with("Accept", "text/x-diff"), "", FILE).text()).isEqualTo(diff.text());
        assertThat(send(admin, "?format=json", FILE).code()).isEqualTo("invalid-parameter");
    }

    @Test
    void whatCannotBePatchedSaysWhyAndWhere() {
        Answer other = send(admin, "", "services:\n  db:\n    image: a\n  api:\n    image: a\n");
        assertThat(other.code()).isEqualTo("invalid-body");
        assertThat(other.json().path("detail").asString())
                .isEqualTo("line 1, column 1: there is no service web in the file; there are db, api.");
        Answer variable = send(admin, "", FILE.replace("'64M'", "${MEMORY:-64M}"));
        assertThat(variable.json().path("line").asInt()).isEqualTo(9);
        assertThat(variable.json().path("detail").asString())
                .contains("limits.memory of web comes from a variable: make it 128M where its value is kept");
        assertThat(send(admin, "", "services:\n\tweb:\n").code()).isEqualTo("invalid-body");
        assertThat(admin.post("/api/v1/changes/%d/stack-file".formatted(id), "{}")
                        .code())
                .isEqualTo("unsupported-media-type");
        Answer nobody = admin.with("Content-Type", "application/yaml")
                .send("POST", "/api/v1/changes/4711/stack-file", BodyPublishers.ofString(FILE));
        assertThat(nobody.code()).isEqualTo("not-found");
    }
}
