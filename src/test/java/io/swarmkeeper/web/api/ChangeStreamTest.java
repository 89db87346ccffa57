package io.swarmkeeper.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.Patience;
import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.web.Caller;
import io.swarmkeeper.web.Caller.Answer;
import io.swarmkeeper.web.OwnWebServer;
import io.swarmkeeper.web.WebServerTest;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.Token;
import io.swarmkeeper.web.access.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /changes/{id}/events} over the wire, from the request to the proof. */
@OwnWebServer
@TestPropertySource(properties = {"swarmkeeper.change.bake=1s"})
@Import(WebServerTest.Twin.class)
@Timeout(120)
class ChangeStreamTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @LocalServerPort
    int port;

    @Autowired
    Accounts accounts;

    @Autowired
    Tokens tokens;

    @Autowired
    Collector collector;

    @Autowired
    Analysis analysis;

    @Autowired
    ChangeStreams streams;

    private final List<HttpResponse<InputStream>> open = new ArrayList<>();
    private Caller operator;
    private Caller approver;

    @BeforeEach
    void twoPeople() throws Exception {
        collector.fresh();
        operator = person("stream-operator", Role.OPERATOR);
        approver = person("stream-approver", Role.APPROVER);
    }

    @AfterEach
    void hangUp() throws Exception {
        for (HttpResponse<InputStream> response : open) {
            response.body().close();
        }
    }

    private Caller person(String name, Role role) {
        if (accounts.find(name).isEmpty()) {
            accounts.create(name, Caller.PASSWORD, role, "test");
        }
        return Caller.stranger(port).as(name, Caller.PASSWORD);
    }

    /** One event as it came over the line. */
    private record Event(String name, int id, JsonNode change) {
        String state() {
            return change.path("state").asString();
        }
    }

    private HttpResponse<InputStream> listen(Caller caller, long change) {
        HttpResponse<InputStream> response = caller.open("/api/v1/changes/" + change + "/events");
        open.add(response);
        return response;
    }

    private static BufferedReader reader(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** The next event, or null at the end of the stream. */
    private static Event next(BufferedReader lines) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isEmpty()) {
                String[] pair = line.split(":", 2);
                fields.merge(pair[0], pair[1].strip(), (a, b) -> a + "\n" + b);
            } else if (fields.containsKey("data")) {
                return new Event(
                        fields.get("event"), Integer.parseInt(fields.get("id")), JSON.readTree(fields.get("data")));
            } else {
                fields.clear();
            }
        }
        return null;
    }

    private long request(String service) {
        Answer asked = operator.post(
                "/api/v1/changes",
                "{\"action\":\"set-resources\",\"subject\":{\"kind\":\"service\",\"name\":\"%s\"},\"reason\":\"as planned\"}"
                        .formatted(service));
        assertThat(asked.status()).as(asked.text()).isEqualTo(201);
        return asked.json().path("id").asLong();
    }

    @Test
    void everyMoveIsHeardInItsOrderAndTheStreamEndsWithTheChange() throws Exception {
        long id = request("shop_db");
        HttpResponse<InputStream> response = listen(operator, id);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        BufferedReader lines = reader(response);
        Event first = next(lines);
        assertThat(first.state()).isEqualTo("requested");
        assertThat(approver.post("/api/v1/changes/" + id + "/approval", "{\"reason\":\"fine\"}")
                        .status())
                .isEqualTo(200);
        List<Event> heard = new ArrayList<>(List.of(first));
        for (Event event = next(lines); event != null; event = next(lines)) {
            heard.add(event);
        }
        assertThat(heard.stream().map(Event::state).distinct())
                .containsExactly("requested", "approved", "applying", "baking", "succeeded");
        assertThat(heard).allSatisfy(e -> assertThat(e.name()).isEqualTo("change"));
        assertThat(heard).extracting(Event::id).isSorted();
        Event last = heard.getLast();
        assertThat(last.change())
                .isEqualTo(operator.get("/api/v1/changes/" + id).json());
        assertThat(last.change().path("finished").asBoolean()).isTrue();
        assertThat(analysis.latest().all().stream()
                        .filter(f -> f.code() == FindingCode.NO_RESOURCE_LIMITS)
                        .map(f -> f.subject().name()))
                .doesNotContain("shop_db");
        Patience.until("all streams have ended", () -> streams.count() == 0);

        BufferedReader late = reader(listen(operator, id));
        assertThat(next(late).state()).isEqualTo("succeeded");
        assertThat(next(late)).isNull();
    }

    @Test
    void whoIsSignedOutHearsNothingMore() throws Exception {
        Caller viewer = person("stream-viewer", Role.VIEWER);
        long id = request("shop_web");
        BufferedReader lines = reader(listen(viewer, id));
        assertThat(next(lines).state()).isEqualTo("requested");
        accounts.changePassword("stream-viewer", "another-horse-10", "test");
        assertThat(operator.post("/api/v1/changes/" + id + "/cancellation", "{\"reason\":\"never mind\"}")
                        .status())
                .isEqualTo(200);
        assertThat(next(lines)).isNull();
    }

    @Test
    void whoseTokenOrSessionHasEndedHearsNothingMore() throws Exception {
        person("stream-leaver", Role.VIEWER);
        Token.Issued issued = tokens.create("stream-leaver", "test", Optional.empty(), "test");
        String session = Caller.stranger(port).signIn("stream-leaver", Caller.PASSWORD);
        String csrf = "SWARMKEEPER-CSRF=1c9a0ee5-4f0e-4c1a-9d43-3b0d31a7f6b2";
        Caller browser = Caller.stranger(port).with("Cookie", session + "; " + csrf);
        long id = request("shop_web");
        BufferedReader byToken = reader(listen(Caller.stranger(port).withToken(issued.secret()), id));
        BufferedReader bySession = reader(listen(browser, id));
        assertThat(next(byToken).state()).isEqualTo("requested");
        assertThat(next(bySession).state()).isEqualTo("requested");

        tokens.revoke(issued.token().id(), "test");
        assertThat(browser.form("/logout", "_csrf=" + Caller.masked(csrf)).status())
                .isEqualTo(302);
        assertThat(operator.post("/api/v1/changes/" + id + "/cancellation", "{\"reason\":\"never mind\"}")
                        .status())
                .isEqualTo(200);
        assertThat(next(byToken)).isNull();
        assertThat(next(bySession)).isNull();
    }

    @Test
    void onlySoManyStreamsAreOpenAndOneThatEndsMakesRoom() throws Exception {
        long id = request("shop_web");
        for (int i = 0; i < ChangeStreams.MOST_STREAMS; i++) {
            assertThat(listen(operator, id).statusCode()).isEqualTo(200);
        }
        assertThat(operator.get("/api/v1/changes/" + id + "/events").code()).isEqualTo("too-many-streams");
        assertThat(operator.post("/api/v1/changes/" + id + "/cancellation", "{\"reason\":\"never mind\"}")
                        .status())
                .isEqualTo(200);
        Patience.until("all streams have ended", () -> streams.count() == 0);
        assertThat(next(reader(listen(operator, id))).state()).isEqualTo("cancelled");
    }

    @Test
    void aChangeThatIsNoneHasNoStream() {
        assertThat(operator.get("/api/v1/changes/4711/events").code()).isEqualTo("not-found");
        assertThat(Caller.stranger(port).get("/api/v1/changes/4711/events").code())
                .isEqualTo("unauthenticated");
    }
}
