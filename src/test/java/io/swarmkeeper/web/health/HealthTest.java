package io.swarmkeeper.web.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Scorecard;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.collector.CollectorStatistics;
import io.swarmkeeper.collector.Connection;
import io.swarmkeeper.engine.InMemorySwarm;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** Each word that balancers are told, with its status, as text and as JSON. */
class HealthTest {

    private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

    private Instant now = START;
    private final InstantSource time = () -> now;
    private final Clock clock = time.withZone(ZoneOffset.UTC);
    private final InMemorySwarm swarm = new InMemorySwarm(clock);
    private final Memory memory = new Memory();
    private final Profiles profiles = new Profiles();
    private MockMvc web = web("50%");

    /** Only what is in memory: whoever asks this one for a reading of the engine fails the test. */
    private static final class Memory implements Collector {
        private Optional<Snapshot> latest = Optional.empty();

        @Override
        public Optional<Snapshot> latest() {
            return latest;
        }

        @Override
        public Snapshot fresh() {
            throw new AssertionError("a balancer's question must not cost a reading of the engine");
        }

        @Override
        public void tasksChanged() {
            throw new AssertionError("not asked for here");
        }

        @Override
        public Connection connection() {
            return new Connection.Connected(START);
        }

        @Override
        public CollectorStatistics statistics() {
            throw new AssertionError("not asked for here");
        }
    }

    /** Counts how often it is asked what a service is. */
    private static final class Profiles implements Analysis {
        private int asked;

        @Override
        public Findings latest() {
            return Findings.none(START);
        }

        @Override
        public Findings analyse(Snapshot snapshot) {
            throw new AssertionError("not asked for here");
        }

        @Override
        public Scorecard scorecard() {
            throw new AssertionError("not asked for here");
        }

        @Override
        public ServiceProfile profile(Service service, Snapshot snapshot) {
            asked++;
            return ServiceProfile.of(service, snapshot);
        }
    }

    private MockMvc web(String minAvailable) {
        HealthSettings settings = new HealthSettings(Duration.ofSeconds(30), minAvailable);
        return MockMvcBuilders.standaloneSetup(new HealthController(new SwarmHealth(memory, profiles, settings, clock)))
                .build();
    }

    @BeforeEach
    void threeNodesAndAShop() {
        swarm.node("m1").leader().add();
        swarm.node("w1").add();
        swarm.node("w2").add();
        swarm.service("web").image("shop/web:1").replicas(4).add();
        swarm.service("db").image("postgres:16").add();
        swarm.service("paused").image("postgres:16").replicas(0).add();
        swarm.service("cleanup").image("redis:7").job(1, 1).add();
        look();
    }

    /** All tasks run, and the collector has seen it. */
    private void look() {
        swarm.converge();
        memory.latest = Optional.of(swarm.snapshot());
    }

    private MockHttpServletResponse ask(String path, String accept) throws Exception {
        return web.perform(get("/health/swarm" + path).header("Accept", accept))
                .andReturn()
                .getResponse();
    }

    private void says(String path, int status, String word) throws Exception {
        MockHttpServletResponse text = ask(path, "*/*");
        assertThat(text.getStatus()).as(path).isEqualTo(status);
        assertThat(text.getContentType()).isEqualTo("text/plain;charset=UTF-8");
        assertThat(text.getContentAsString()).isEqualTo(word + "\n");
        assertThat(text.getHeader("Cache-Control")).isEqualTo("no-store");
        MockHttpServletResponse json = ask(path, "application/json");
        assertThat(json.getStatus()).as(path).isEqualTo(status);
        assertThat(json.getContentType()).isEqualTo("application/json");
        assertThat(json.getContentAsString()).isEqualTo("{\"status\":\"" + word + "\"}");
    }

    @Test
    void withoutItsCacheASwarmTakesTrafficUnlessALabelSaysOtherwise() throws Exception {
        swarm.service("cache").image("redis:7").add();
        swarm.crash("cache", 1);
        look();
        says("/cache", 503, "too-few-tasks");
        says("", 200, "ok");
        swarm.strangerEdits("cache", s -> s.withObjectProperty("Labels").put("swarmkeeper.critical", "true"));
        look();
        says("", 503, "critical-service-down");
    }

    @Test
    void whatRunsIsOk() throws Exception {
        says("", 200, "ok");
        says("/web", 200, "ok");
        says("/db", 200, "ok");
        says("/" + swarm.idOf("db"), 200, "ok");
    }

    @Test
    void beforeAnythingWasSeenThereIsNoSnapshot() throws Exception {
        memory.latest = Optional.empty();
        says("", 503, "no-snapshot");
        says("/web", 503, "no-snapshot");
        says("/nothing", 503, "no-snapshot");
    }

    @Test
    void aPictureOlderThanThirtySecondsIsStale() throws Exception {
        now = START.plusSeconds(30);
        says("", 200, "ok");
        now = START.plusSeconds(30).plusMillis(1);
        says("", 503, "stale");
        says("/web", 503, "stale");
    }

    @Test
    void withoutAMajorityOfReachableManagersThereIsNoQuorum() throws Exception {
        swarm.node("m2").manager().add();
        swarm.node("m3").manager().add();
        look();
        says("", 200, "ok");
        unreachable("m2");
        says("", 200, "ok");
        unreachable("m3");
        says("", 503, "no-quorum");
        // What runs goes on running: a service has no need of managers.
        says("/web", 200, "ok");
    }

    private void unreachable(String hostname) {
        swarm.editNode(hostname, n -> n.withObject("/ManagerStatus").put("Reachability", "unreachable"));
        look();
    }

    @Test
    void halfOfTheManagersIsNoMajority() throws Exception {
        swarm.node("m2").manager().add();
        look();
        says("", 200, "ok");
        unreachable("m2");
        says("", 503, "no-quorum");
    }

    @Test
    void aCriticalServiceWithoutARunningTaskIsDown() throws Exception {
        swarm.crash("db", 1);
        swarm.failTask("db", 1, 1);
        look();
        says("", 503, "critical-service-down");
        says("/db", 503, "too-few-tasks");
        says("/web", 200, "ok");
        swarm.heal("db");
        look();
        says("", 200, "ok");
    }

    /** The orchestrator wants no task of it any more, as it wants none of what is scaled to nothing on purpose. */
    @Test
    void aGlobalGatewayWithoutANodeIsDownToo() throws Exception {
        swarm.service("edge")
                .image("traefik:3")
                .global()
                .constraint("node.hostname == w1")
                .add();
        look();
        says("", 200, "ok");
        swarm.strangerEdits(
                "edge",
                spec -> spec.withObject("/TaskTemplate/Placement")
                        .putArray("Constraints")
                        .add("node.hostname == gone"));
        swarm.converge();
        look();
        says("/edge", 503, "too-few-tasks");
        says("", 503, "critical-service-down");
    }

    @Test
    void theLabelDecidesWhatIsCritical() throws Exception {
        swarm.crash("web", 1);
        for (int slot = 1; slot <= 4; slot++) {
            swarm.failTask("web", slot, 1);
        }
        look();
        says("", 200, "ok");
        swarm.strangerEdits("web", spec -> spec.withObject("/Labels").put("swarmkeeper.critical", "true"));
        look();
        says("", 503, "critical-service-down");
        swarm.crash("db", 1);
        swarm.failTask("db", 1, 1);
        swarm.strangerEdits("web", spec -> spec.withObject("/Labels").put("swarmkeeper.critical", "false"));
        swarm.strangerEdits("db", spec -> spec.withObject("/Labels").put("swarmkeeper.critical", "false"));
        look();
        says("", 200, "ok");
    }

    @Test
    void aServiceNeedsHalfOfItsTasksAndAtLeastOne() throws Exception {
        swarm.crash("web", 1);
        swarm.failTask("web", 1, 1);
        swarm.failTask("web", 2, 1);
        look();
        says("/web", 200, "ok");
        swarm.failTask("web", 3, 1);
        look();
        says("/web", 503, "too-few-tasks");
        says("/paused", 503, "too-few-tasks");
        says("/cleanup", 200, "ok");
    }

    /** Swarm holds a task at starting until its health check has passed. */
    @Test
    void aTaskThatIsNotHealthyYetDoesNotCount() throws Exception {
        Snapshot seen = swarm.snapshot();
        String task = seen.tasksOf(swarm.idOf("db")).getFirst().id();
        swarm.taskState(task, Task.State.STARTING, "");
        memory.latest = Optional.of(swarm.snapshot());
        says("/db", 503, "too-few-tasks");
    }

    @Test
    void anUnknownServiceIsSaidToBeOneAlsoWhenThePictureIsOld() throws Exception {
        says("/nothing", 404, "unknown-service");
        now = START.plusSeconds(300);
        says("/nothing", 404, "unknown-service");
    }

    @ParameterizedTest(name = "{0} of {1} wanted are {2}")
    @CsvSource({
        "50%, 1, 1",
        "50%, 2, 1",
        "50%, 3, 2",
        "50%, 5, 3",
        "0%, 4, 1",
        "100%, 3, 3",
        "1%, 300, 3",
        "2, 4, 2",
        "2, 1, 1",
        "0, 3, 1",
        "9, 3, 3",
        "50%, 0, 1"
    })
    void minAvailableIsANumberOrAShareRoundedUp(String minAvailable, long wanted, long needed) {
        assertThat(new HealthSettings(Duration.ofSeconds(30), minAvailable).needed(wanted))
                .isEqualTo(needed);
    }

    @Test
    void aNumberThatIsSetCountsForEveryService() throws Exception {
        web = web("4");
        says("/web", 200, "ok");
        swarm.crash("web", 1);
        swarm.failTask("web", 1, 1);
        look();
        says("/web", 503, "too-few-tasks");
        says("/db", 200, "ok");
    }

    /** Asked every second by many: what a service is, is worked out once for each snapshot. */
    @Test
    void aThousandQuestionsCostNoReadingAndOneLookAtEachService() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            says("", 200, "ok");
        }
        assertThat(profiles.asked).isEqualTo(3); // the job is not looked at
        look();
        says("", 200, "ok");
        assertThat(profiles.asked).isEqualTo(6);
    }
}
