package io.swarmkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.Patience;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.collector.Connection;
import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import io.swarmkeeper.engine.InMemorySwarm;
import io.swarmkeeper.web.Caller.Answer;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** A server that finds no engine, then finds one, then loses it: every address says so, none fails. */
@OwnWebServer
@TestPropertySource(
        properties = {
            "swarmkeeper.collector.first-pause=50ms",
            "swarmkeeper.collector.longest-pause=200ms",
            "swarmkeeper.health.stale-after=1s"
        })
@Import(NoEngineTest.Broken.class)
class NoEngineTest {

    private static final String FOUND = "The in-memory Swarm was told to fail";

    @TestConfiguration
    static class Broken {
        @Bean
        @Primary
        InMemorySwarm broken() {
            InMemorySwarm swarm = new WebServerTest.Twin().twin();
            swarm.fault.breakAll(Reason.NO_SOCKET);
            return swarm;
        }
    }

    @LocalServerPort
    int port;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mapping;

    @Autowired
    Accounts accounts;

    @Autowired
    Collector collector;

    @Autowired
    InMemorySwarm swarm;

    @BeforeEach
    void ownAdmin() {
        accounts.create("walker", Caller.PASSWORD, Role.ADMIN, "test");
    }

    @Test
    void everyAddressSaysWhyThereIsNoSwarmAndGoesOnWithTheLastOneOnceThereWasOne() throws Exception {
        Patience.until("the engine is lost", () -> collector.connection() instanceof Connection.Lost);
        assertThat(new RouteWalk(mapping, port, "walker").withoutEngine("no-socket", FOUND))
                .isEmpty();
        Caller admin = Caller.admin(port);
        for (String list : new String[] {
            "cluster", "nodes", "services", "tasks", "networks", "volumes", "findings", "scorecard", "report"
        }) {
            assertThat(admin.get("/api/v1/" + list).code()).as(list).isEqualTo("swarm-unavailable");
        }
        for (String kept :
                new String[] {"changes", "exemptions", "audit", "audit/verification", "accounts", "tokens"}) {
            assertThat(admin.get("/api/v1/" + kept).status()).as(kept).isEqualTo(200);
        }
        assertThat(admin.post("/api/v1/changes", "{\"findingId\":\"f-1\",\"reason\":\"because\"}")
                        .code())
                .isEqualTo("swarm-unavailable");
        Caller author = admin.with("Content-Type", "application/yaml");
        String file = "services: {web: {image: nginx:1}}\n";
        String cure = "/api/v1/stack-files/optimization";
        assertThat(author.send("POST", cure + "?stack=shop", BodyPublishers.ofString(file))
                        .code())
                .isEqualTo("swarm-unavailable");
        assertThat(author.send("POST", cure, BodyPublishers.ofString(file)).status())
                .isEqualTo(200);
        assertThat(Caller.stranger(port).get("/actuator/health/readiness").status())
                .isEqualTo(200);

        swarm.fault.repair();
        Patience.until("the engine is found", () -> collector.connection() instanceof Connection.Connected);
        assertThat(admin.get("/api/v1/services").status()).isEqualTo(200);

        swarm.fault.breakAll(Reason.TIMEOUT);
        Patience.until("the engine is lost", () -> collector.connection() instanceof Connection.Lost);
        Answer last = admin.get("/api/v1/services");
        assertThat(last.json()).hasSize(2);
        Thread.sleep(1_100);
        assertThat(Long.parseLong(admin.get("/api/v1/services").header("Age"))).isGreaterThanOrEqualTo(1);
        assertThat(new RouteWalk(mapping, port, "walker").withoutEngine("timeout", FOUND))
                .isEmpty();
    }
}
