package io.swarmkeeper.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.Patience;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.telemetry.AgentState.Standing;
import io.swarmkeeper.telemetry.FakeAgent.Fault;
import io.swarmkeeper.wire.Proof;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Finds real HTTP servers by a name whose addresses the test chooses. */
class AgentsTest {

    private final FakeAgent agent = new FakeAgent("w1", FakeAgent.TOKEN);
    private final List<String> addresses = new CopyOnWriteArrayList<>(List.of("127.0.0.1"));
    private final AtomicInteger taskChanges = new AtomicInteger();
    private final Intake intake = new Intake(
            Duration.ofSeconds(5),
            Duration.ofHours(3),
            new KillLedger(id -> Optional.empty()),
            (source, trip, own) -> {});
    private final AgentClient client = new AgentClient(
            new Proof(FakeAgent.TOKEN), Duration.ofSeconds(4), Duration.ofSeconds(4), Clock.systemUTC());
    private final Agents agents = new Agents(
            AskingTest.settings(agent.address().getPort()),
            client,
            intake,
            this::resolve,
            taskChanges::incrementAndGet,
            Clock.systemUTC());

    private InetAddress[] resolve(String name) throws UnknownHostException {
        if (addresses.isEmpty()) {
            throw new UnknownHostException(name);
        }
        return addresses.stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }

    private void start() {
        intake.snapshot(new ClusterBuilder().node("w1", 4, 8).build(), Instant.now());
        agents.start();
    }

    @AfterEach
    void close() {
        agents.close();
        client.close();
        agent.close();
    }

    private Optional<AgentState> only() {
        List<AgentState> states = agents.states(Instant.now());
        return states.size() == 1 ? Optional.of(states.getFirst()) : Optional.empty();
    }

    private void until(Standing standing) {
        Patience.until(
                () -> standing + ", but " + agents.states(Instant.now()),
                () -> only().filter(s -> s.standing() == standing).isPresent());
    }

    @Test
    void anAgentIsHeardThenSilentThenHeardAgain() {
        start();
        until(Standing.HEARD);
        AgentState state = only().orElseThrow();
        assertThat(state.nodeId()).contains("w1");
        assertThat(state.version()).isEqualTo("0.1.0");
        assertThat(state.lastWord()).isPresent();
        agent.fault = Fault.HANG;
        Patience.until(
                () -> "silent, and why; " + agents.states(Instant.now()),
                () -> only().filter(s -> s.standing() == Standing.SILENT)
                        .filter(s -> s.troubles().equals(List.of("It did not answer within 4 s")))
                        .isPresent());
        agent.fault = Fault.NONE;
        until(Standing.HEARD);
        agent.fault = Fault.UNPROVEN;
        until(Standing.FOREIGN);
    }

    @Test
    void anAgentThatAnswersButMeasuresNothingIsSaidTo() {
        agent.samples.add(Samples.sample()
                .trouble("cannot read /proc")
                .build(1, Instant.now().minusSeconds(20)));
        start();
        until(Standing.NO_SAMPLES); // although it says that it has only just started
        assertThat(only().orElseThrow().troubles().getFirst()).startsWith("Its newest sample is of ");
        assertThat(only().orElseThrow().troubles().getLast()).isEqualTo("cannot read /proc");
        agent.samples.add(Samples.sample().build(2, Instant.now()));
        until(Standing.HEARD);
        assertThat(only().orElseThrow().troubles()).isEmpty();
    }

    @Test
    void anAgentThatMeasuresOnceAMinuteIsHeardAllTheTime() {
        agent.up = Duration.ofMinutes(10);
        agent.samples.add(Samples.sample().seconds(60).build(1, Instant.now().minusSeconds(55)));
        start();
        until(Standing.HEARD);
        assertThat(only().orElseThrow().troubles()).isEmpty();
    }

    @Test
    void anAgentThatNeverToldASampleIsNotTakenForOneThatWatches() {
        agent.up = Duration.ofMinutes(1);
        start();
        until(Standing.NO_SAMPLES);
        assertThat(only().orElseThrow().troubles()).containsExactly("No sample of it has come yet");
    }

    @Test
    void aNameThatCannotBeResolvedTakesNobodyAwayAndOneThatMovedDoes() {
        start();
        until(Standing.HEARD);
        addresses.clear();
        Patience.until("the trouble", () -> !agents.troubles().isEmpty());
        assertThat(agents.troubles().getFirst()).startsWith("127.0.0.1 is no name that can be resolved here");
        assertThat(only().orElseThrow().standing()).isEqualTo(Standing.HEARD);
        addresses.add("127.0.0.2");
        Patience.until(
                "it is gone",
                () -> agents.states(Instant.now()).stream()
                        .anyMatch(s -> s.troubles().contains("It is not there any more")));
        Patience.until(
                "it is silent",
                () -> agents.states(Instant.now()).stream()
                        .anyMatch(s -> s.nodeId().isPresent() && s.standing() == Standing.SILENT));
    }

    @Test
    void nobodyIsAskedBeforeTheSwarmWasRead() throws Exception {
        agents.start();
        Thread.sleep(1500);
        assertThat(agent.asked).isEmpty();
        intake.snapshot(new ClusterBuilder().node("w1", 4, 8).build(), Instant.now());
        until(Standing.HEARD);
    }

    @Test
    void eventsAboutTasksArePassedOnAtOnceAndOthersNot() {
        start();
        Patience.until("a listener", () -> agent.streams.get() == 1);
        agent.tell("{\"type\":\"beat\",\"atMillis\":1,\"containerId\":\"\",\"taskId\":\"\",\"serviceId\":\"\"}");
        agent.tell("{\"type\":\"die\",\"atMillis\":1,\"containerId\":\"c\",\"taskId\":\"\",\"serviceId\":\"\"}");
        agent.tell(
                "{\"type\":\"die\",\"atMillis\":1,\"containerId\":\"c\",\"taskId\":\"t\",\"serviceId\":\"s\",\"exitCode\":1}");
        Patience.until("the death", () -> taskChanges.get() > 0);
        agent.tell("{\"type\":\"health\",\"atMillis\":1,\"containerId\":\"c\",\"taskId\":\"t\",\"serviceId\":\"s\"}");
        Patience.until("the health", () -> taskChanges.get() == 2);
        agent.tell("no JSON");
        Patience.until("another try after a broken stream", () -> agent.streams.get() == 2);
    }

    @Test
    void whatIsSilentForTooLongIsOpenedAnew() {
        AtomicInteger changes = new AtomicInteger();
        Following following = new Following(agent.address(), client, changes::incrementAndGet, Duration.ofMillis(300));
        Thread thread = Thread.ofVirtual().start(following);
        Patience.until("a second stream", () -> {
            following.watch();
            return agent.streams.get() >= 2;
        });
        thread.interrupt();
    }
}
