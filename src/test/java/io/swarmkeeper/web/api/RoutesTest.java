package io.swarmkeeper.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.engine.InMemorySwarm;
import io.swarmkeeper.web.Caller;
import io.swarmkeeper.web.Caller.Answer;
import io.swarmkeeper.web.WebServerTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What the API answers, over the wire. */
@WebServerTest
class RoutesTest {

    @LocalServerPort
    int port;

    @Autowired
    Collector collector;

    @Autowired
    InMemorySwarm swarm;

    Caller admin;

    @BeforeEach
    void seeTheSwarm() throws Exception {
        collector.fresh();
        admin = Caller.admin(port);
    }

    @ParameterizedTest
    @CsvSource({
        "/cluster, get",
        "/nodes, get",
        "/services, get",
        "/tasks, get",
        "/networks, get",
        "/volumes, get",
        "/findings, get",
        "/exemptions, post",
        "/exemptions/{id}, delete",
        "/scorecard, get",
        "/changes, post",
        "/changes, get",
        "/changes/{id}, get",
        "/changes/{id}/events, get",
        "/changes/{id}/approval, post",
        "/changes/{id}/rejection, post",
        "/changes/{id}/cancellation, post",
        "/changes/{id}/acceptance, post",
        "/changes/{id}/undo, post",
        "/audit, get",
        "/audit/verification, get",
        "/accounts, get",
        "/accounts, post",
        "/accounts/{name}, put",
        "/accounts/{name}, delete",
        "/tokens, post",
        "/tokens/{id}, delete",
        "/report, get",
        "/coverage, get",
        "/agents, get",
        "/latency, get",
        "/flows, get",
        "/oom-kills, get",
        "/stack-files/review, post",
        "/stack-files/optimization, post",
        "/stacks/{name}/stack-file, get",
    })
    void everyCallIsDescribed(String path, String method) {
        JsonNode call = admin.get("/v3/api-docs")
                .json()
                .path("paths")
                .path("/api/v1" + path)
                .path(method);
        assertThat(call.path("summary").asString()).isNotEmpty();
    }

    @Test
    void aServiceCarriesWhatItsFindingsAreMadeOf() {
        JsonNode web = named(admin.get("/api/v1/services").json(), "shop_web");
        assertThat(web.path("stack").asString()).isEqualTo("shop");
        assertThat(web.path("mode").asString()).isEqualTo("replicated");
        assertThat(web.path("replicas").toString()).isEqualTo("{\"running\":2,\"desired\":2}");
        assertThat(web.path("limits").toString()).isEqualTo("{\"cpuNano\":500000000,\"memoryBytes\":67108864}");
        assertThat(web.path("reservations").toString()).isEqualTo("{\"cpuNano\":null,\"memoryBytes\":null}");
        assertThat(web.path("networks").toString()).isEqualTo("[\"shop_net\"]");
        JsonNode db = named(admin.get("/api/v1/services").json(), "shop_db");
        assertThat(db.path("stateful").path("value").asBoolean()).isTrue();
        assertThat(admin.get("/api/v1/services").text()).doesNotContain("hunter2");
    }

    @Test
    void whoHasTheListAlreadyIsToldSo() {
        Answer first = admin.get("/api/v1/services");
        assertThat(first.header("Snapshot-Complete")).isEqualTo("true");
        Answer again = admin.with("If-None-Match", first.header("ETag")).get("/api/v1/services");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.text()).isEmpty();
    }

    @Test
    void aPackedListIsTheSameList() throws IOException {
        Answer plain = admin.get("/api/v1/services");
        Answer packed = admin.with("Accept-Encoding", "gzip").get("/api/v1/services");
        assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
        try (GZIPInputStream in =
                new GZIPInputStream(new ByteArrayInputStream(packed.response().body()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain.text());
        }
    }

    @Test
    void reportsComeInEveryFormat() {
        assertThat(admin.get("/api/v1/report").json().path("findings").isArray())
                .isTrue();
        assertThat(admin.get("/api/v1/report?format=md").text()).startsWith("#");
        assertThat(admin.get("/api/v1/report?format=sarif")
                        .json()
                        .path("version")
                        .asString())
                .isEqualTo("2.1.0");
        assertThat(admin.get("/api/v1/report?format=junit").text()).contains("<testsuites");
    }

    @Test
    void balancersGetOneWordWithoutLogin() {
        Caller balancer = Caller.stranger(port);
        assertThat(balancer.get("/health/swarm/shop_web").text()).isEqualTo("ok\n");
        assertThat(balancer.get("/health/swarm/nope").status()).isEqualTo(404);
        assertThat(balancer.get("/health/swarm/nope").text()).isEqualTo("unknown-service\n");
        assertThat(balancer.with("Accept", "application/json")
                        .get("/health/swarm/shop_web")
                        .text())
                .isEqualTo("{\"status\":\"ok\"}");
    }

    @Test
    void theSeriesOfAServiceGoesWithTheService() throws Exception {
        swarm.service("short_lived").replicas(1).add();
        swarm.converge();
        collector.fresh();
        assertThat(admin.get("/actuator/prometheus").text())
                .contains("service_replica_count{service=\"short_lived\"} 1.0")
                .contains("swarmkeeper_snapshot_age_seconds ")
                .contains("swarmkeeper_engine_reads_total{part=\"tasks\"} ")
                .contains("swarmkeeper_changes{state=\"failed\"} 0.0");
        swarm.removeService("short_lived");
        collector.fresh();
        assertThat(admin.get("/actuator/prometheus").text()).doesNotContain("short_lived");
    }

    private static JsonNode named(JsonNode list, String name) {
        for (JsonNode one : list) {
            if (one.path("name").asString().equals(name)) {
                return one;
            }
        }
        throw new AssertionError("no " + name + " in " + list);
    }
}
