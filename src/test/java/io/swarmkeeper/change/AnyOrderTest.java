package io.swarmkeeper.change;

import static io.swarmkeeper.change.Bench.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import io.swarmkeeper.remediation.SpecHash;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever goes wrong, in whatever order: the live spec ends as the saved one or the planned one and never as anything
 * else, the change comes to rest, and no spec is written over itself.
 */
class AnyOrderTest {

    static List<Long> seeds() {
        return new Random(20261124).longs(40).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theLiveSpecIsTheSavedOrThePlannedOne(long seed) {
        Random random = new Random(seed);
        try (Bench bench = new Bench()) {
            bench.settings = Bench.settings(true, Duration.ofMillis(15));
            bench.restart();
            String saved = SpecHash.of(bench.liveSpec());
            String planned = SpecHash.of(bench.liveSpec()
                    .replace("\"Resources\":{}", "\"Resources\":{\"Limits\":{\"MemoryBytes\":67108864}}"));
            Change asked = bench.request();
            bench.milestones = point -> {
                if (random.nextInt(3) == 0) {
                    misfortune(bench, random);
                }
            };
            bench.changes.approve(asked.id(), ANN, "go");
            for (int round = 0; round < 400 && !isAtRest(bench, asked.id()); round++) {
                Bench.sleep(4);
                if (random.nextInt(12) == 0) {
                    bench.swarm.fault.repair();
                }
                if (random.nextInt(40) == 0) {
                    bench.restart();
                }
            }
            bench.milestones = point -> {};
            bench.swarm.fault.repair();
            bench.swarm.heal("web");
            bench.swarm.converge();
            Change ended = bench.awaitRest(asked.id());
            String live = SpecHash.of(bench.liveSpec());
            assertThat(live).as("seed %d ended %s", seed, ended).isIn(saved, planned);
            switch (ended.state()) {
                case SUCCEEDED -> assertThat(live).isEqualTo(planned);
                case UNDONE, FAILED, EXPIRED -> assertThat(live).isEqualTo(saved);
                case INCONCLUSIVE, UNDO_FAILED -> assertThat(ended.outcome()).isPresent();
                default -> throw new AssertionError("seed " + seed + " ended " + ended);
            }
            assertThat(bench.swarm.writes.size())
                    .as("seed %d ended %s", seed, ended)
                    .isLessThanOrEqualTo(2);
            for (int i = 1; i < bench.swarm.writes.size(); i++) {
                assertThat(SpecHash.of(bench.swarm.writes.get(i).specJson()))
                        .isNotEqualTo(SpecHash.of(bench.swarm.writes.get(i - 1).specJson()));
            }
        }
    }

    private static boolean isAtRest(Bench bench, long id) {
        ChangeState state = bench.state(id);
        return state.isFinal() || state == ChangeState.INCONCLUSIVE;
    }

    private static void misfortune(Bench bench, Random random) {
        switch (random.nextInt(9)) {
            case 0 -> bench.swarm.fault.loseNextUpdateAfterWriting();
            case 1 -> bench.swarm.fault.loseNextUpdateBeforeWriting();
            case 2 -> bench.swarm.fault.failNext(Reason.TIMEOUT);
            case 3 -> bench.swarm.fault.breakAll(Reason.REFUSED);
            case 4 -> bench.swarm.moveVersion("web");
            case 5 -> bench.swarm.crash("web", 137);
            case 6 -> bench.swarm.heal("web");
            case 7 -> bench.findingStays = !bench.findingStays;
            case 8 -> {
                bench.audit.broken = true;
                Thread.startVirtualThread(() -> {
                    Bench.sleep(20);
                    bench.audit.broken = false;
                });
            }
            default -> throw new AssertionError();
        }
    }
}
