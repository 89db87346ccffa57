package io.swarmkeeper.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.engine.InMemorySwarm;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrakeTest {

    private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");

    private final InMemorySwarm swarm = InMemorySwarm.ofThree();
    private final String web = swarm.service("web").replicas(2).add();
    private final String db = swarm.service("db").add();
    private Instant now = START;
    private final Brake brake = new Brake(Duration.ofSeconds(30), Duration.ofMinutes(10), () -> now);

    @BeforeEach
    void seeItWell() {
        swarm.converge();
        brake.observe(swarm.snapshot());
    }

    private void after(Duration time) {
        now = now.plus(time);
        brake.observe(swarm.snapshot());
    }

    @Test
    void aQuietSwarmHoldsNothing() {
        after(Duration.ofMinutes(1));
        assertThat(brake.since(START, web)).isEmpty();
        assertThat(brake.holding(web)).isEmpty();
    }

    @Test
    void aLostNodeStopsAtOnceAndIsForgottenWhenItComesBack() {
        swarm.loseNode("w1");
        after(Duration.ofSeconds(1));
        assertThat(brake.since(START, web)).containsExactly("node w1 is down");
        assertThat(brake.holding(web)).containsExactly("node w1 is down");
        assertThat(brake.since(now.plusSeconds(1), web))
                .as("a change that began later knew of it")
                .isEmpty();
        swarm.returnNode("w1");
        after(Duration.ofSeconds(1));
        assertThat(brake.since(START, web)).isEmpty();
    }

    @Test
    void anOldLossNoLongerHoldsNewChanges() {
        swarm.loseNode("w1");
        after(Duration.ofSeconds(1));
        now = now.plus(Duration.ofMinutes(11));
        assertThat(brake.holding(web)).isEmpty();
        assertThat(brake.since(START, web)).containsExactly("node w1 is down");
    }

    @Test
    void aNodeThatWasDownAllAlongIsNoNews() {
        swarm.loseNode("w1");
        Brake fresh = new Brake(Duration.ofSeconds(30), Duration.ofMinutes(10), () -> now);
        fresh.observe(swarm.snapshot());
        assertThat(fresh.since(START, web)).isEmpty();
    }

    @Test
    void aRestartedServerIsToldWhichNodesWereReady() {
        String w1 = swarm.snapshot().nodes().stream()
                .filter(n -> n.hostname().equals("w1"))
                .findFirst()
                .orElseThrow()
                .id();
        swarm.loseNode("w1");
        Brake fresh = new Brake(Duration.ofSeconds(30), Duration.ofMinutes(10), () -> now);
        fresh.remember(Set.of(w1));
        fresh.observe(swarm.snapshot());
        assertThat(fresh.since(START, web)).containsExactly("node w1 is down");
    }

    @Test
    void aServiceMustBeShortForAWhileAndNeverHoldsItself() {
        swarm.failTask("db", 1, 1);
        after(Duration.ofSeconds(1));
        assertThat(brake.since(START, web)).as("it may just restart").isEmpty();
        now = now.plusSeconds(30); // no snapshot comes while nothing changes
        assertThat(brake.since(START, web)).containsExactly("service db lost tasks that it wants");
        assertThat(brake.since(START, db))
                .as("its own cure must not wait for itself")
                .isEmpty();
        swarm.converge();
        after(Duration.ofSeconds(1));
        assertThat(brake.since(START, web)).isEmpty();
    }

    @Test
    void whatSomebodyIsAtWorkOnDoesNotCount() {
        swarm.strangerEdits(
                "db",
                s -> s.withObjectProperty("Mode")
                        .withObjectProperty("Replicated")
                        .put("Replicas", 5));
        after(Duration.ofSeconds(1));
        now = now.plusSeconds(60);
        assertThat(brake.since(START, web)).isEmpty();
    }

    @Test
    void withoutQuorumNothingMoves() {
        swarm.editNode("m1", n -> n.withObjectProperty("ManagerStatus").put("Reachability", "unreachable"));
        after(Duration.ofSeconds(1));
        assertThat(brake.holding(web)).containsExactly("only 0 of 1 managers answer: no quorum");
    }
}
