package io.swarmkeeper.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.Patience;
import io.swarmkeeper.audit.AuditEntry;
import io.swarmkeeper.audit.AuditLog.AuditFailedException;
import io.swarmkeeper.audit.InMemoryAuditLog;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Masking;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.telemetry.FakeAgent.Fault;
import io.swarmkeeper.telemetry.HealthProbes.Request;
import io.swarmkeeper.wire.HealthProbe;
import io.swarmkeeper.wire.HealthProbe.RedisPing;
import io.swarmkeeper.wire.ProbeAnswer;
import io.swarmkeeper.wire.ProbeRun;
import io.swarmkeeper.wire.Proof;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Asks a real HTTP server that keeps the protocol, or does not. */
class AgentHealthProbesTest {

    private static final String CONTAINER = "0123456789abcdef".repeat(4);
    private static final String TASK = "ns17bvuapgstb3z6ijld5zid6";
    private static final HealthProbe PING = new RedisPing(6379);

    private final FakeAgent agent = new FakeAgent("w1", FakeAgent.TOKEN);
    private final Snapshot shop = new ClusterBuilder()
            .node("w1", 4, 8)
            .service("cache", s -> s.runningOn("w1"))
            .service("own", s -> s.runningOn("w1").label("swarmkeeper.role", "server"))
            .build();
    private final Intake intake = new Intake(
            Duration.ofSeconds(5),
            Duration.ofHours(3),
            new KillLedger(id -> Optional.empty()),
            (source, trip, own) -> {});
    private final AgentClient client = new AgentClient(
            new Proof(FakeAgent.TOKEN), Duration.ofSeconds(20), Duration.ofSeconds(20), Clock.systemUTC());
    private final Agents agents = new Agents(
            AskingTest.settings(agent.address().getPort()),
            client,
            intake,
            InetAddress::getAllByName,
            () -> {},
            Clock.systemUTC());
    private final InMemoryAuditLog audit = new InMemoryAuditLog();
    private final AgentErrands errands =
            new AgentErrands(new AgentLine(Optional.of(agents), Optional.of(client)), audit, Clock.systemUTC());
    private final HealthProbes probes = new AgentHealthProbes(errands);

    @AfterEach
    void close() {
        agents.close();
        client.close();
        agent.close();
    }

    private void heard() {
        intake.snapshot(shop, Instant.now());
        agents.start();
        Patience.until(
                "the agent is heard", () -> agents.contact("w1", Instant.now()).isPresent());
    }

    private Request request(String service, String containerId) {
        Service found = shop.findServiceByIdOrName(service).orElseThrow();
        Task task = shop.tasksOf(found.id()).getFirst();
        Task running = new Task(
                TASK,
                task.serviceId(),
                task.slot(),
                task.nodeId(),
                task.state(),
                task.desiredState(),
                task.stateSince(),
                task.message(),
                task.error(),
                task.exitCode(),
                containerId,
                task.image(),
                task.reservations(),
                task.hostPorts(),
                task.addresses(),
                task.templateHash(),
                task.createdAt(),
                task.updatedAt());
        return new Request(found, running, PING, 2, 1, "olga");
    }

    private ProbeResult run() throws InterruptedException {
        return probes.run(request("cache", CONTAINER));
    }

    private static ProbeAnswer answer(ProbeRun... runs) {
        return new ProbeAnswer(PING.command(1), List.of(runs));
    }

    private static ProbeRun run(Integer exitCode, String output) {
        return new ProbeRun(System.currentTimeMillis(), 12, exitCode, output);
    }

    @Test
    void whatEachRunDidIsToldWithItsSecretsHiddenAndWrittenDownBeforeAndAfter() throws Exception {
        agent.clockAhead = Duration.ofHours(1);
        heard();
        agent.probes = asked -> {
            assertThat(audit.newest(1).getFirst().action()).as("before").isEqualTo("health-probe.run");
            assertThat(asked.challenge()).isEqualTo(FakeAgent.CHALLENGE);
            assertThat(asked.containerId()).isEqualTo(CONTAINER);
            assertThat(asked.taskId()).isEqualTo(TASK);
            assertThat(asked.probe()).isEqualTo(PING);
            long hourAhead = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
            return answer(new ProbeRun(hourAhead, 12, 0, "PONG\n"), run(1, "redis://u:hunter2@cache:6379 password=x9"));
        };
        ProbeResult result = run();
        assertThat(result.passed()).isFalse();
        assertThat(result.command()).startsWith("redis-cli");
        assertThat(result.runs().getFirst().output()).isEqualTo("PONG\n");
        assertThat(result.runs().getFirst().at())
                .as("by our clock")
                .isBetween(Instant.now().minusSeconds(20), Instant.now().plusSeconds(5));
        assertThat(result.runs().getLast().exitCode()).contains(1);
        assertThat(result.runs().getLast().output())
                .contains(Masking.MASK)
                .doesNotContain("hunter2")
                .doesNotContain("x9");
        assertThat(agent.asked.stream().filter(t -> t.contains("probe")))
                .singleElement()
                .asString()
                .startsWith("POST /health-probe?");
        List<AuditEntry> entries = audit.list(0, 10);
        assertThat(entries).extracting(AuditEntry::action).containsExactly("health-probe.run", "health-probe.ran");
        assertThat(entries).extracting(AuditEntry::actor).containsOnly("olga");
        assertThat(entries).extracting(AuditEntry::subject).containsOnly("service cache");
        assertThat(entries.getFirst().detail())
                .containsEntry("template", "redis-ping")
                .containsEntry("port", "6379")
                .containsEntry("runs", "2")
                .containsEntry("task", TASK)
                .containsEntry("container", CONTAINER)
                .containsEntry("node", "w1");
        assertThat(entries.getLast().detail())
                .containsEntry("exit codes", "0, 1")
                .containsEntry("slowest", "12 ms");
        assertThat(entries.toString()).doesNotContain("hunter2").doesNotContain("PONG");
    }

    @Test
    void onlyAllRunsThatWereWantedPass() throws Exception {
        heard();
        agent.probes = asked -> answer(run(0, ""), run(0, ""));
        assertThat(run().passed()).isTrue();
        agent.probes = asked -> answer(run(0, ""));
        assertThat(run().passed()).isFalse();
        agent.probes = asked -> answer(run(0, ""), run(null, ""));
        assertThat(run().passed()).isFalse();
        assertThat(audit.newest(1).getFirst().detail()).containsEntry("exit codes", "0, none in time");
    }

    @Test
    void nothingIsAskedThatCannotBeWrittenDown() {
        heard();
        audit.broken = true;
        assertThatThrownBy(this::run).isInstanceOf(AuditFailedException.class);
        assertThat(agent.asked).noneMatch(t -> t.contains("probe"));
    }

    @Test
    void ourOwnServicesAndTasksThatDoNotRunAreRefused() {
        heard();
        assertThatThrownBy(() -> probes.run(request("own", CONTAINER)))
                .isInstanceOf(ProbeRefusedException.class)
                .hasMessageContaining("does not operate on itself");
        assertThatThrownBy(() -> probes.run(request("cache", "")))
                .isInstanceOf(ProbeRefusedException.class)
                .hasMessageContaining("is not running");
        assertThat(agent.asked).noneMatch(t -> t.contains("probe"));
    }

    @Test
    void theAgentsRefusalIsPassedOnAndWrittenDown() {
        heard();
        agent.refusal = "another probe is running on this node";
        assertThatThrownBy(this::run)
                .isInstanceOf(ProbeRefusedException.class)
                .hasMessage("The agent of node w1 refuses: another probe is running on this node");
        assertThat(audit.newest(1).getFirst().action()).isEqualTo("health-probe.failed");
    }

    @Test
    void anAnswerThatMakesNoSenseIsNotBelieved() {
        heard();
        agent.probes = asked -> new ProbeAnswer(List.of("redis-cli", "flushall"), List.of(run(0, "")));
        assertThatThrownBy(this::run)
                .isInstanceOf(AgentUnavailableException.class)
                .hasMessageContaining("its answer makes no sense: command");
        agent.probes = asked -> answer();
        assertThatThrownBy(this::run).hasMessageContaining("runs is 0");
        agent.probes = asked -> answer(run(0, ""), run(0, ""), run(0, ""));
        assertThatThrownBy(this::run).hasMessageContaining("runs is 3");
        agent.probes = asked -> answer(run(0, "x".repeat(5000)));
        assertThatThrownBy(this::run).hasMessageContaining("length of output is 5000");
        agent.probes = asked -> answer(run(0, ""));
        agent.text = t -> "{\"half\":";
        assertThatThrownBy(this::run).hasMessageContaining("is no whole JSON");
        agent.text = t -> t;
        agent.fault = Fault.UNPROVEN;
        assertThatThrownBy(this::run).hasMessage("The agent of node w1 did not prove that it knows the token");
        agent.fault = Fault.STATUS_500;
        assertThatThrownBy(this::run).hasMessageContaining("gives no challenge, but HTTP status 500");
        assertThat(audit.newest(1).getFirst().action()).isEqualTo("health-probe.failed");
    }

    @Test
    void anAgentThatIsNotHeardIsNotAsked() {
        intake.snapshot(shop, Instant.now());
        assertThatThrownBy(this::run)
                .isInstanceOf(AgentUnavailableException.class)
                .hasMessageContaining("is not heard");
        HealthProbes unasked = new AgentHealthProbes(
                new AgentErrands(new AgentLine(Optional.empty(), Optional.empty()), audit, Clock.systemUTC()));
        assertThatThrownBy(() -> unasked.run(request("cache", CONTAINER)))
                .isInstanceOf(AgentUnavailableException.class)
                .hasMessageContaining("No token is set");
        assertThat(audit.list(0, 10)).isEmpty();
    }
}
