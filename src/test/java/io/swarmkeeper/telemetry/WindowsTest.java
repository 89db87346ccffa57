package io.swarmkeeper.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.swarmkeeper.wire.HealthRun;
import io.swarmkeeper.wire.RoundTrip;
import io.swarmkeeper.wire.RoundTrip.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept for minutes: throttling, health checks, round trips. */
class WindowsTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:30Z");

    @Test
    void throttlingIsAShareOfThePeriodsOfFifteenMinutes() {
        Throttling throttling = new Throttling();
        assertThat(throttling.share(NOW)).isEmpty();
        throttling.add(NOW.minus(Duration.ofMinutes(20)), 1, 0.5, 100, 100);
        throttling.add(NOW.minus(Duration.ofMinutes(10)), 1, 0.5, 300, 60);
        throttling.add(NOW, 1, 0.5, 100, 100);
        throttling.add(NOW, 1, 0.5, 0, 0);
        assertThat(throttling.share(NOW).orElseThrow()).isCloseTo(0.4, within(1e-9));
        assertThat(throttling.share(NOW.plus(Duration.ofMinutes(10))).orElseThrow())
                .isCloseTo(1, within(1e-9));
        assertThat(throttling.share(NOW.plus(Duration.ofMinutes(15)))).isEmpty();
    }

    @Test
    void whatAnOlderLimitHeldBackIsHistory() {
        Throttling throttling = new Throttling();
        throttling.add(NOW, 1, 0.5, 100, 90);
        throttling.add(NOW, 2, 1.0, 100, 10);
        // The old task is still about for a moment.
        throttling.add(NOW, 1, 0.5, 100, 90);
        assertThat(throttling.share(NOW)).contains(0.1);
        // A task that starts later under the same limit changes nothing.
        throttling.add(NOW, 3, 1.0, 100, 30);
        assertThat(throttling.share(NOW)).contains(0.2);
    }

    private static HealthRun run(String container, Instant at, long millis, int exitCode) {
        return new HealthRun(container, "t-" + container, "s", at.toEpochMilli(), millis, 5000, exitCode);
    }

    @Test
    void threeFailuresInARowAreAFailingTask() {
        HealthWindow window = new HealthWindow(NOW);
        for (int i = 0; i < 5; i++) {
            window.add(run("a", NOW.plusSeconds(i), 10, i == 2 ? 0 : 1), NOW.plusSeconds(i));
            window.add(run("b", NOW.plusSeconds(i), 10, i < 2 ? 0 : 1), NOW.plusSeconds(i));
        }
        HealthRuns runs = window.summary(NOW.plusSeconds(5), Map.of("a", "t-a", "b", "t-b"))
                .orElseThrow();
        assertThat(runs.failing()).containsExactly("t-b");
        assertThat(runs.runs()).isEqualTo(10);
        assertThat(runs.failed()).isEqualTo(7);
        assertThat(runs.timeoutMillis()).isEqualTo(5000);
        assertThat(window.summary(NOW.plusSeconds(5), Map.of("a", "t-a"))
                        .orElseThrow()
                        .failing())
                .isEmpty();
    }

    @Test
    void aRunToldAgainByAnotherAgentProcessIsNoNewOne() {
        HealthWindow window = new HealthWindow(NOW);
        for (int again = 0; again < 3; again++) {
            window.add(run("a", NOW, 10, 1), NOW);
        }
        HealthRuns runs = window.summary(NOW, Map.of("a", "t-a")).orElseThrow();
        assertThat(runs.runs()).isEqualTo(1);
        assertThat(runs.failing()).isEmpty();
    }

    @Test
    void tasksThatEndedUnhealthyAreToldForADayTheNewestOfThem() {
        HealthWindow window = new HealthWindow(NOW);
        for (int i = 0; i < 250; i++) {
            window.ended("t" + i, NOW.plusSeconds(i));
        }
        List<String> ended =
                window.summary(NOW.plusSeconds(250), Map.of()).orElseThrow().endedUnhealthy();
        assertThat(ended).hasSize(200).startsWith("t50").endsWith("t249");
        assertThat(window.summary(NOW.plusSeconds(100).plus(Duration.ofDays(1)), Map.of())
                        .orElseThrow()
                        .endedUnhealthy())
                .startsWith("t100");
        assertThat(window.summary(NOW.plusSeconds(250).plus(Duration.ofDays(1)), Map.of()))
                .isEmpty();
    }

    @Test
    void runsOfADayCountAndTheNewestAreTimed() {
        HealthWindow window = new HealthWindow(NOW);
        Instant at = NOW;
        for (int i = 0; i < 3000; i++) {
            at = at.plusSeconds(60);
            window.add(run("a", at, i < 2500 ? 9000 : i % 100, 0), at);
        }
        HealthRuns runs = window.summary(at, Map.of("a", "t-a")).orElseThrow();
        assertThat(runs.runs()).isBetween(23 * 60L, 24 * 60L);
        assertThat(runs.p95Millis()).contains(94L);
        assertThat(runs.since()).isEqualTo(at.minus(Duration.ofDays(1)));
        assertThat(window.summary(at.plus(Duration.ofDays(2)), Map.of())).isEmpty();
    }

    private static PairLatency summary(LatencyWindow window) {
        return window.summary("n1", "w1", "n2", "w2", Path.OVERLAY, "agents", true);
    }

    @Test
    void lossAndPercentilesAreOfTheLastMinute() {
        LatencyWindow window = new LatencyWindow(null);
        for (int i = 0; i < 60; i++) {
            window.add(
                    Samples.trip("w2", Path.OVERLAY, 5, 15_000L, 15_000L, 15_000L, 15_000L, 15_000L),
                    NOW.plusSeconds(i * 5L));
        }
        Instant later = NOW.plusSeconds(300);
        for (int i = 0; i < 12; i++) {
            window.add(Samples.trip("w2", Path.OVERLAY, 5, 200L, 300L, 400L, 500L), later.plusSeconds(i * 5L));
        }
        PairLatency pair = summary(window);
        assertThat(pair.sent()).isEqualTo(60);
        assertThat(pair.received()).isEqualTo(48);
        assertThat(pair.loss()).isCloseTo(0.2, within(1e-9));
        assertThat(pair.p50()).contains(0.3);
        assertThat(pair.p95()).contains(0.5);
        assertThat(pair.p99()).contains(0.5);
        assertThat(pair.p95TenMinutes()).contains(15.0);
        assertThat(pair.at()).isEqualTo(later.plusSeconds(55));
    }

    @Test
    void oneBadRoundIsNotSustainedTwoHalvesAre() {
        LatencyWindow window = new LatencyWindow(null);
        window.add(Samples.trip("w2", Path.OVERLAY, 1, 15_000L), NOW);
        assertThat(summary(window).sustained()).isEmpty();
        for (int i = 1; i <= 5; i++) {
            window.add(Samples.trip("w2", Path.OVERLAY, 1, i == 4 ? 20_000L : 200L), NOW.plusSeconds(i * 10L));
        }
        assertThat(summary(window).p95()).contains(20.0);
        assertThat(summary(window).sustained()).contains(15.0);
        window.add(Samples.trip("w2", Path.OVERLAY, 1, 200L), NOW.plusSeconds(60));
        // The first round is a minute ago: only one bad round is left.
        assertThat(summary(window).sustained()).contains(0.2);
    }

    @Test
    void whereAMinuteHasOneRoundTheLastTwoTell() {
        LatencyWindow window = new LatencyWindow(null);
        window.add(Samples.trip("w2", Path.OVERLAY, 1, 200L), NOW);
        window.add(Samples.trip("w2", Path.OVERLAY, 1, 15_000L), NOW.plusSeconds(60));
        assertThat(summary(window).sustained()).contains(0.2);
        window.add(Samples.trip("w2", Path.OVERLAY, 1, 16_000L), NOW.plusSeconds(120));
        assertThat(summary(window).sustained()).contains(15.0);
    }

    @Test
    void aPairOfWhichNothingComesBackHasNoTimesAndFullLoss() {
        LatencyWindow window = new LatencyWindow(null);
        window.add(Samples.trip("w2", Path.OVERLAY, 5), NOW);
        PairLatency pair = summary(window);
        assertThat(pair.p50()).isEmpty();
        assertThat(pair.p95TenMinutes()).isEmpty();
        assertThat(pair.loss()).isEqualTo(1);
    }

    /** As an agent tells them: three probes are sent where nothing comes back, one where there is no way at all. */
    @Test
    void aPairIsLostOnceTwoRoundsBroughtNothingHoweverFewProbesTheyHad() {
        LatencyWindow window = new LatencyWindow(null);
        window.add(Samples.trip("w2", Path.OVERLAY, 3), NOW);
        assertThat(summary(window).isLost()).as("one bad round is none").isFalse();
        window.add(Samples.trip("w2", Path.OVERLAY, 1), NOW.plusSeconds(590));
        assertThat(summary(window).isLost()).isTrue();
        window.add(Samples.trip("w2", Path.OVERLAY, 5, 200L), NOW.plusSeconds(600));
        assertThat(summary(window).isLost()).isFalse();
    }

    @Test
    void whereAMinuteHasManyRoundsAllOfThemMustBeLost() {
        LatencyWindow window = new LatencyWindow(null);
        window.add(Samples.trip("w2", Path.OVERLAY, 5, 200L), NOW);
        for (int i = 1; i <= 6; i++) {
            assertThat(summary(window).isLost()).as("round %d", i).isFalse();
            window.add(Samples.trip("w2", Path.OVERLAY, 3), NOW.plusSeconds(i * 10L));
        }
        assertThat(summary(window).isLost()).isTrue();
    }

    @Test
    void theLargestPacketIsRememberedWithItsTime() {
        LatencyWindow window = new LatencyWindow(null);
        window.add(new RoundTrip("w2", "w2", Path.OVERLAY, "agents", 1, List.of(100L), 1450, 1410), NOW);
        window.add(Samples.trip("w2", Path.OVERLAY, 1, 100L), NOW.plusSeconds(5));
        PairLatency pair = summary(window);
        assertThat(pair.largestBytes()).contains(1410);
        assertThat(pair.largestAt()).contains(NOW);
        assertThat(pair.mtuBytes()).contains(1450);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void percentilesAreThoseOfAllValuesSorted(long seed) {
        Random chance = new Random(seed);
        LatencyWindow window = new LatencyWindow(null);
        List<Long> minute = new ArrayList<>();
        List<Long> ten = new ArrayList<>();
        int rounds = 400;
        for (int i = 0; i < rounds; i++) {
            Instant at = NOW.plusSeconds(i * 4L);
            Long[] micros = new Long[chance.nextInt(6)];
            for (int k = 0; k < micros.length; k++) {
                micros[k] = (long) chance.nextInt(20_000);
                if (i * 4 > (rounds - 1) * 4 - 60) {
                    minute.add(micros[k]);
                }
                if (i * 4 > (rounds - 1) * 4 - 600) {
                    ten.add(micros[k]);
                }
            }
            window.add(Samples.trip("w2", Path.UNDERLAY, 6, micros), at);
        }
        PairLatency pair = summary(window);
        assertThat(pair.received()).isEqualTo(minute.size());
        assertThat(pair.sent()).isEqualTo(15 * 6);
        assertThat(pair.p50().orElseThrow()).isEqualTo(naive(minute, 0.5));
        assertThat(pair.p99().orElseThrow()).isEqualTo(naive(minute, 0.99));
        assertThat(pair.p95TenMinutes().orElseThrow()).isEqualTo(naive(ten, 0.95));
    }

    private static double naive(List<Long> values, double share) {
        List<Long> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        for (long candidate : sorted) {
            long atMost = sorted.stream().filter(v -> v <= candidate).count();
            if (atMost >= share * sorted.size() - 1e-9) {
                return candidate / 1000.0;
            }
        }
        throw new AssertionError();
    }

    @Test
    void theMeshForgetsNodesThatAreGoneAndPairsNotSeenForHalfAnHour() {
        LatencyMesh mesh = new LatencyMesh();
        mesh.take("n1", "w1", Samples.trip("n2", Path.OVERLAY, 1, 100L), NOW, true);
        mesh.take("n1", "w1", Samples.trip("n3", Path.OVERLAY, 1, 100L), NOW, true);
        mesh.take("n1", "w1", Samples.trip("n2", Path.UNDERLAY, 1, 100L), NOW.plus(Duration.ofMinutes(20)), false);
        mesh.take("n1", "w1", Samples.trip("n1", Path.OVERLAY, 1, 100L), NOW, true);
        assertThat(mesh.list()).hasSize(3);
        mesh.forget(NOW.plus(Duration.ofMinutes(21)), Set.of("n1", "n2"));
        assertThat(mesh.list()).extracting(PairLatency::destId).containsExactly("n2", "n2");
        mesh.forget(NOW.plus(Duration.ofMinutes(31)), Set.of("n1", "n2"));
        assertThat(mesh.list()).extracting(PairLatency::path).containsExactly(Path.UNDERLAY);
    }

    @Test
    void theMeshTellsOfEachPairOnceWhatItCameToLast() {
        LatencyMesh mesh = new LatencyMesh();
        for (int round = 0; round < 3; round++) {
            Instant at = NOW.plusSeconds(10L * round);
            for (String peer : List.of("n2", "n3", "n4")) {
                mesh.take("n1", "w1", Samples.trip(peer, Path.OVERLAY, 1, 100L * (round + 1)), at, true);
            }
            if (round == 1) {
                mesh.forget(at, Set.of("n1", "n2", "n4")); // n3 is back in the next round
                assertThat(mesh.list()).extracting(PairLatency::destId).containsExactlyInAnyOrder("n2", "n4");
            }
        }
        List<PairLatency> before = mesh.list();
        assertThat(before)
                .allSatisfy(p -> assertThat(p.at()).isEqualTo(NOW.plusSeconds(20)))
                .extracting(PairLatency::destId)
                .containsExactlyInAnyOrder("n2", "n3", "n4");
        mesh.take("n1", "w1", Samples.trip("n4", Path.OVERLAY, 1, 900L), NOW.plusSeconds(30), true);
        assertThat(mesh.list())
                .filteredOn(p -> p.destId().equals("n4"))
                .singleElement()
                .satisfies(p -> assertThat(p.at()).isEqualTo(NOW.plusSeconds(30)));
        assertThat(before).allSatisfy(p -> assertThat(p.at()).isEqualTo(NOW.plusSeconds(20)));
    }

    @Test
    void theMeshTellsApartWhatWasMeasuredLately() {
        LatencyMesh mesh = new LatencyMesh();
        List<String> peers = List.of("n2", "n3", "n4");
        Set<String> nodes = Set.of("n1", "n2", "n3", "n4");
        peers.forEach(peer -> mesh.take("n1", "w1", Samples.trip(peer, Path.OVERLAY, 1, 100L), NOW, true));
        Instant later = NOW.plus(Latencies.RECENT).plusSeconds(1);
        mesh.take("n1", "w1", Samples.trip("n3", Path.OVERLAY, 1, 100L), later, true);
        assertThat(mesh.list().recent()).hasSize(3); // until it is tidied up
        assertThat(mesh.forget(later, nodes)).isEmpty();
        assertThat(mesh.list().recent()).extracting(PairLatency::destId).containsExactly("n3");
        assertThat(mesh.list()).extracting(PairLatency::destId).containsExactlyInAnyOrder("n2", "n3", "n4");
        mesh.take("n1", "w1", Samples.trip("n2", Path.OVERLAY, 1, 700L), later, true);
        mesh.take("n1", "w1", Samples.trip("n2", Path.OVERLAY, 1, 800L), later, true);
        assertThat(mesh.list().recent()).extracting(PairLatency::destId).containsExactlyInAnyOrder("n2", "n3");
        assertThat(mesh.list())
                .hasSize(3)
                .allSatisfy(p -> assertThat(p.at()).isEqualTo(p.destId().equals("n4") ? NOW : later));
        assertThat(mesh.forget(later, Set.of("n1", "n2", "n3")))
                .extracting(NamedPair::dest)
                .containsExactly("n4");
        assertThat(mesh.list())
                .extracting(PairLatency::destId)
                .containsExactlyInAnyOrderElementsOf(List.of("n2", "n3"))
                .containsAll(
                        mesh.list().recent().stream().map(PairLatency::destId).toList());
    }

    @Test
    void aPairOfANodeThatJoinedAnewUnderItsOldNameIsNotForgotten() {
        LatencyMesh mesh = new LatencyMesh();
        mesh.take("n1", "w1", Samples.trip("n2", Path.OVERLAY, 1, 100L), NOW, true);
        mesh.take("n1", "w1", Samples.trip("n3", Path.OVERLAY, 1, 100L), NOW, true);
        mesh.take("new", "w1", Samples.trip("n2", Path.OVERLAY, 1, 100L), NOW, true);
        assertThat(mesh.forget(NOW, Set.of("new", "n2", "n3")))
                .extracting(NamedPair::dest)
                .containsExactly("n3");
        assertThat(mesh.list()).extracting(PairLatency::sourceId).containsExactly("new");
    }

    @Test
    void roundsThatAreLetGoLeaveWhatTheyCameTo() {
        LatencyMesh mesh = new LatencyMesh();
        RoundTrip looked = new RoundTrip("n2", "n2", Path.UNDERLAY, "", 3, List.of(100L, 200L, 900L), 1500, 1450);
        mesh.take("n1", "w1", looked, NOW, false);
        Instant later = NOW.plus(Duration.ofMinutes(11));
        mesh.forget(later, Set.of("n1", "n2"));
        assertThat(mesh.list()).singleElement().satisfies(pair -> {
            assertThat(pair.p50()).contains(0.2);
            assertThat(pair.at()).isEqualTo(NOW);
        });
        mesh.take("n1", "w1", new RoundTrip("n2", "n2", Path.UNDERLAY, "", 1, List.of(700L), null, null), later, false);
        assertThat(mesh.list()).singleElement().satisfies(pair -> {
            assertThat(pair.p50()).contains(0.7);
            assertThat(pair.largestBytes()).contains(1450);
            assertThat(pair.largestAt()).contains(NOW);
            assertThat(pair.mtuBytes()).contains(1500);
            assertThat(pair.sustained()).isEmpty();
        });
    }
}
