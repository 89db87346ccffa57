package io.swarmkeeper.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import io.swarmkeeper.engine.InMemorySwarm;
import io.swarmkeeper.swarm.ImageFacts;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SingleReadingTest {

    private static final ImageFacts FACTS = new ImageFacts(Optional.empty(), List.of("/data"), List.of());

    private final InMemorySwarm swarm = InMemorySwarm.ofThree().convergeAlways();

    @Test
    void hasAllThatThereIs() throws Exception {
        swarm.network("net", "10.0.1.0/24");
        for (int i = 0; i < 45; i++) {
            swarm.image("image:" + i, FACTS);
            swarm.service("s" + i).image("image:" + i).replicas(2).add();
        }

        Snapshot read = SingleReading.read(swarm, Clock.systemUTC());

        Snapshot there = swarm.snapshot();
        assertThat(read.complete()).isTrue();
        assertThat(read.cluster()).isEqualTo(there.cluster());
        assertThat(read.nodes()).isEqualTo(there.nodes());
        assertThat(read.services()).isEqualTo(there.services());
        assertThat(read.tasks()).isEqualTo(there.tasks());
        assertThat(read.networks()).isEqualTo(there.networks());
        assertThat(read.images()).hasSize(45).containsEntry("image:44", FACTS);
    }

    @Test
    void doesWithoutAnImageThatCannotBeRead() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            swarm.image(name, FACTS);
            swarm.service(name).image(name).add();
        }
        swarm.brokenImage("b", Reason.ENGINE_ERROR);

        Snapshot read = SingleReading.read(swarm, Clock.systemUTC());

        assertThat(read.images()).containsOnlyKeys("a", "c");
        assertThat(read.services()).hasSize(3);
    }

    @Test
    void saysWhyThereIsNone() {
        swarm.fault.failNext("tasks", Reason.NO_QUORUM);
        assertThatThrownBy(() -> SingleReading.read(swarm, Clock.systemUTC()))
                .isInstanceOfSatisfying(
                        SwarmUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NO_QUORUM));
    }
}
