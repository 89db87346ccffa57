package io.swarmkeeper.telemetry;

import static io.swarmkeeper.swarm.ClusterBuilder.NOW;

import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.wire.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** An intake in front of a Swarm of two nodes, with a clock of its own. */
abstract class IntakeFixture {

    static final long MIB = 1L << 20;

    final List<String> trips = new ArrayList<>();
    Intake intake = intake();
    Instant now = NOW;

    Intake intake() {
        return intake(new KillLedger(id -> Optional.empty()));
    }

    Intake intake(KillLedger kills) {
        return new Intake(
                Duration.ofSeconds(30),
                Duration.ofHours(3),
                kills,
                (source, trip, own) -> trips.add(source + ">" + trip.peerNodeId() + (own ? " own" : "")));
    }

    static Snapshot shop() {
        return shopOn("front");
    }

    /** @param network what its network is called */
    static Snapshot shopOn(String network) {
        return new ClusterBuilder()
                .node("w1", 4, 8)
                .node("w2", 4, 8)
                .network(new Network(
                        "front", network, "overlay", "swarm", false, false, false, false, List.of(), Map.of(), Map.of(),
                        NOW))
                .service(
                        "web",
                        s -> s.replicas(2)
                                .virtualIp("front", "10.1.0.2/24")
                                .runningAt("w1", Map.of("front", List.of("10.1.0.10/24")))
                                .runningAt("w2", Map.of("front", List.of("10.1.0.11/24"))))
                .service(
                        "db",
                        s -> s.virtualIp("front", "10.1.0.3/24")
                                .runningAt("w2", Map.of("front", List.of("10.1.0.12/24"))))
                .build();
    }

    @BeforeEach
    void aSwarmOfTwo() {
        intake.snapshot(shop(), NOW);
    }

    boolean take(String node, String boot, long sequence, Samples samples) {
        return take(intake, node, boot, samples.build(sequence, now));
    }

    boolean take(Intake into, String node, String boot, Sample sample) {
        return into.take(Samples.agent(node), boot, sample, now, "agents", now);
    }

    Measurements picture() {
        return intake.picture(true, List.of(), List.of(), now).orElseThrow();
    }

    static Samples.Container task(String task, String service, double cores, long mib) {
        return Samples.container("c-" + task).of(task, service).cores(cores).memory(mib * MIB, 0L, mib * MIB);
    }
}
