package io.swarmkeeper.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.engine.InMemorySwarm;
import io.swarmkeeper.web.Caller;
import io.swarmkeeper.web.Caller.Answer;
import io.swarmkeeper.web.WebServerTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Stack files over the wire. */
@WebServerTest
class StackFilesTest {

    private static final String REVIEW = "/api/v1/stack-files/review";
    private static final String OPTIMIZATION = "/api/v1/stack-files/optimization";
    private static final String FILE = "services:\n  redis:   # cache\n    image: redis:7\n";

    @LocalServerPort
    int port;

    @Autowired
    InMemorySwarm swarm;

    @Autowired
    Collector collector;

    private Caller admin;

    @BeforeEach
    void signIn() {
        admin = Caller.admin(port);
    }

    @Test
    void whatALabelOfTheFileExemptsIsInfo() {
        String day = LocalDate.now(ZoneOffset.UTC).plusDays(30).toString();
        String file = FILE
                + "    deploy:\n      labels: {swarmkeeper.exempt.single-replica: \"%s;one is enough\"}\n"
                        .formatted(day);
        assertThat(severity(send(REVIEW, FILE), "single-replica")).isEqualTo("critical");
        assertThat(severity(send(REVIEW, file), "single-replica")).isEqualTo("info");
    }

    private static String severity(Answer review, String code) {
        for (JsonNode finding : review.json().path("findings")) {
            if (finding.path("code").asString().equals(code)) {
                return finding.path("severity").asString();
            }
        }
        throw new AssertionError("no " + code + " in " + review.text());
    }

    @Test
    void findingsCarryTheirPlaces() {
        Answer answer = send(REVIEW, FILE);
        assertThat(answer.status()).isEqualTo(200);
        JsonNode image = null;
        for (JsonNode finding : answer.json().path("findings")) {
            image = finding.path("code").asString().equals("mutable-image-tag") ? finding : image;
        }
        assertThat(image).isNotNull();
        assertThat(image.path("line").asInt()).isEqualTo(3);
        assertThat(image.path("column").asInt()).isEqualTo(5);
        assertThat(image.path("severity").asString()).isEqualTo("info");
        assertThat(image.path("subject").asString()).isEqualTo("redis");
    }

    @Test
    void theCuredFileIsTheFileAndItsCures() {
        Answer all = send(OPTIMIZATION, FILE);
        assertThat(all.header("Content-Type")).isEqualTo("application/yaml");
        assertThat(all.header("Swarmkeeper-Faults")).isEqualTo("0");
        assertThat(all.text()).startsWith(FILE).contains("redis-cli").contains("failure_action: rollback");

        assertThat(send(OPTIMIZATION + "?only=logging", FILE).text())
                .isEqualTo(FILE
                        + "    logging:\n"
                        + "      driver: json-file\n"
                        + "      options:\n"
                        + "        max-size: \"10m\"\n"
                        + "        max-file: \"3\"\n");
        assertThat(send(OPTIMIZATION + "?only=logging&without=logging", FILE).text())
                .isEqualTo(FILE);
        JsonNode told = send(OPTIMIZATION + "?format=json&only=replicas,resources", FILE)
                .json();
        assertThat(told.path("refused").get(0).path("what").asString()).startsWith("it keeps state (image redis)");
        assertThat(told.path("done").get(0).path("line").asInt()).isEqualTo(2);
        assertThat(told.path("reserved").path("memoryBytes").asLong()).isEqualTo(2L << 30);
        assertThat(told.path("yaml").asString()).contains("memory: 4G");
    }

    @Test
    void volumesGoWhereTheCallerSays() {
        String stored = "services:\n  db:\n    image: postgres:16\n    volumes: [pg:/var/lib/postgresql/data]\n"
                + "    deploy: {placement: {constraints: [node.hostname == n1]}}\nvolumes:\n  pg: {}\n";
        String only = OPTIMIZATION + "?only=volumes";
        assertThat(send(only, stored).text()).isEqualTo(stored);
        assertThat(send(only + "&storage=database=/mnt/fast-ssd,cache=/mnt/b", stored)
                        .text())
                .endsWith("      device: /mnt/fast-ssd/pg\n");
        JsonNode told = send(only + "&format=json&storage=database%3D%2Fmnt%2Ffast-ssd,cache=/mnt/b", stored)
                .json();
        assertThat(told.path("done").get(0).path("service").asString()).isEqualTo("pg");
        assertThat(told.path("done").get(0).path("line").asInt()).isEqualTo(7);
        assertThat(told.path("refused").get(0).path("what").asString()).isEqualTo("no service of the file is a cache");

        Answer wrong = send(only + "&storage=disk=/a", stored);
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.code()).isEqualTo("invalid-parameter");
        assertThat(wrong.json().path("parameter").asString()).isEqualTo("storage");
        assertThat(wrong.json().path("detail").asString())
                .startsWith("storage: \"disk\" is no class of storage; there are");
        assertThat(send(only + "&storage=", stored).code()).isEqualTo("invalid-parameter");
        assertThat(send(OPTIMIZATION + "?only=logging&storage=cache=/a", stored)
                        .json()
                        .path("detail")
                        .asString())
                .isEqualTo("storage: it is for cure volumes, which is left out.");
    }

    /** No agent looks at this Swarm: what it says is that nothing was measured, and whose services it looked for. */
    @Test
    void theRunningStackThatSizesAFileIsNamedByTheCallerOrTheFile() {
        String told = OPTIMIZATION + "?format=json&only=resources";
        String web = FILE.replace("redis:   ", "web:   ");
        assertThat(send(told, web).json().path("stack").isNull()).isTrue();
        JsonNode named = send(told + "&stack=shop", web).json();
        assertThat(named.path("stack").asString()).isEqualTo("shop");
        assertThat(named.path("done").get(0).path("what").asString())
                .endsWith(", not measured: nothing of it was measured");
        JsonNode byItself = send(told, "name: shop\n" + FILE).json();
        assertThat(byItself.path("stack").asString()).isEqualTo("shop");
        assertThat(byItself.path("done").get(0).path("what").asString())
                .endsWith(", not measured: stack shop has no such service, or it is a job");
        Answer unknown = send(told + "&stack=shops", web);
        assertThat(unknown.code()).isEqualTo("invalid-parameter");
        assertThat(unknown.json().path("detail").asString())
                .isEqualTo("stack: found \"shops\", expected one that runs: shop.");
    }

    /** Jobs are not measured; that is no reason not to know their stack. */
    @Test
    void aStackOfNothingButJobsIsOneThatRuns() throws Exception {
        swarm.service("nightly_dump")
                .stack("nightly")
                .image("postgres:16")
                .job(1, 1)
                .add();
        try {
            collector.fresh();
            String told = OPTIMIZATION + "?format=json&only=resources";
            String dump = "services:\n  dump:\n    image: nothing/of-the-kind:1\n";
            Answer named = send(told + "&stack=nightly", dump);
            assertThat(named.status()).isEqualTo(200);
            assertThat(named.json().path("stack").asString()).isEqualTo("nightly");
            assertThat(named.json().path("done").get(0).path("what").asString())
                    .endsWith(", not measured: stack nightly has no such service, or it is a job");
            assertThat(send(told, "name: nightly\n" + dump).json().path("stack").asString())
                    .isEqualTo("nightly");
        } finally {
            swarm.removeService("nightly_dump");
            collector.fresh();
        }
    }

    @Test
    void badFilesAreToldWithTheirPlace() {
        for (String path : new String[] {REVIEW, OPTIMIZATION}) {
            Answer answer = send(path, "services:\n\tredis:\n");
            assertThat(answer.code()).isEqualTo("invalid-body");
            assertThat(answer.json().path("line").asInt()).isEqualTo(2);
            assertThat(answer.json().path("detail").asString())
                    .isEqualTo("line 2, column 1: not YAML: a tab; YAML indents with spaces.");
            assertThat(send(path, "").code()).isEqualTo("invalid-body");
            assertThat(send(path, "[".repeat(100_000)).code()).isEqualTo("invalid-body");
            assertThat(send(path, "a: " + "x".repeat(2 << 20)).code()).isEqualTo("body-too-large");
            assertThat(admin.post(path, "{}").code()).isEqualTo("unsupported-media-type");
            assertThat(admin.post(path, "{}").json().path("detail").asString()).contains("application/yaml");
        }
        assertThat(send(OPTIMIZATION + "?only=disks", FILE).code()).isEqualTo("invalid-parameter");
        assertThat(send(OPTIMIZATION + "?format=xml", FILE).code()).isEqualTo("invalid-parameter");
    }

    @Test
    void whatRunsIsComparedWithTheFile() {
        String web = "services:\n  web:\n    image: nothing/of-the-kind:1\n";
        assertThat(send(REVIEW, web).text()).doesNotContain("stack-drift");
        for (String asked : new String[] {"shop", ""}) {
            JsonNode findings = send(REVIEW + "?stack=" + asked, web).json().path("findings");
            assertThat(findings.values().stream()
                            .filter(f -> f.path("code").asString().equals("stack-drift"))
                            .map(f -> f.path("title").asString()))
                    .anyMatch(t -> t.startsWith("web: image is nothing/of-the-kind:1 here and "))
                    .anyMatch(t -> t.equals("db runs in stack shop and is not in this file"));
            assertThat(findings.toString()).doesNotContain("hunter2");
        }
        Answer unknown = send(REVIEW + "?stack=nothing", web);
        assertThat(unknown.code()).isEqualTo("invalid-parameter");
        assertThat(unknown.json().path("detail").asString())
                .contains("There is no stack nothing; there are ")
                .contains("shop");
    }

    @Test
    void aRunningStackIsTakenAway() {
        String path = "/api/v1/stacks/shop/stack-file";
        Answer file = admin.get(path);
        assertThat(file.status()).isEqualTo(200);
        assertThat(file.header("Content-Type")).isEqualTo("application/yaml");
        assertThat(file.text())
                .startsWith("# Stack shop as it ran at ")
                .contains("\nservices:\n", "\n  web:\n", "hunter2");
        JsonNode findings = send(REVIEW + "?stack=shop", file.text()).json().path("findings");
        assertThat(findings.toString()).doesNotContain("stack-drift").doesNotContain("unknown-field");

        JsonNode json = admin.get(path + "?format=json").json();
        assertThat(json.path("stack").asString()).isEqualTo("shop");
        assertThat(json.path("yaml").asString()).contains("\nservices:\n");
        assertThat(json.path("unsaid").isArray()).isTrue();
        assertThat(admin.get(path + "?format=xml").code()).isEqualTo("invalid-parameter");
        Answer unknown = admin.get("/api/v1/stacks/nothing/stack-file");
        assertThat(unknown.code()).isEqualTo("not-found");
        assertThat(unknown.json().path("detail").asString())
                .startsWith("There is no stack \"nothing\"; there are ")
                .contains("shop");
        assertThat(admin.get("/api/v1/audit?after=0&limit=1000").text()).contains("stack.exported");
    }

    /** Neither what the server was started with nor what lies on its disk is anybody's business. */
    @Test
    void theServersOwnEnvironmentStaysOut() {
        JsonNode findings = send(REVIEW, "services:\n  a:\n    image: ${PATH}\n    env_file: /etc/passwd\n")
                .json()
                .path("findings");
        assertThat(findings.toString()).contains("variable-unset").doesNotContain(System.getenv("PATH"));
    }

    private Answer send(String path, String yaml) {
        return admin.with("Content-Type", "application/yaml").send("POST", path, BodyPublishers.ofString(yaml));
    }
}
