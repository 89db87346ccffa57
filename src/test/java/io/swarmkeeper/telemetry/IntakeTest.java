package io.swarmkeeper.telemetry;

import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.wire.HealthRun;
import io.swarmkeeper.wire.Kill;
import io.swarmkeeper.wire.RoundTrip.Path;
import io.swarmkeeper.wire.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From samples to the picture that is handed out. */
class IntakeTest extends IntakeFixture {

    @Test
    void useIsSummedOverTasksOfSeveralNodes() {
        take("w1", "b", 1, Samples.sample().node(2.0, 4L << 30).with(task("web.1", "web", 0.5, 100)));
        take(
                "w2",
                "b",
                1,
                Samples.sample().with(task("web.2", "web", 0.25, 300)).with(task("db.1", "db", 1, 50)));
        ServiceUse web = picture().service("web").orElseThrow();
        assertThat(web.cores()).contains(0.75);
        assertThat(web.memoryBytes()).contains(300 * MIB);
        assertThat(web.running()).isEqualTo(2);
        assertThat(web.tasks()).extracting(TaskUse::taskId).containsExactly("web.1", "web.2");
        assertThat(web.peak().orElseThrow().lowerBytes()).isEqualTo(300 * MIB);
        assertThat(web.sizing().isDecided()).isFalse();
        assertThat(picture().node("w1").orElseThrow().cpuShare()).contains(0.5);
        assertThat(picture().node("w1").orElseThrow().memoryShare()).contains(0.5);
        assertThat(picture().coverage().taskShare()).contains(1.0);
        assertThat(picture().coverage().nodeShare()).contains(1.0);
    }

    @Test
    void whatASilentAgentSaidIsNotNowAnyMore() {
        take("w1", "b", 1, Samples.sample().with(task("web.1", "web", 0.5, 100)));
        now = now.plusSeconds(30);
        assertThat(picture().service("web").orElseThrow().cores()).contains(0.5);
        now = now.plusSeconds(1);
        take("w2", "b", 1, Samples.sample().with(task("web.2", "web", 0.25, 60)));
        Measurements later = picture();
        assertThat(later.service("web").orElseThrow().cores()).contains(0.25);
        assertThat(later.node("w1").orElseThrow().now()).isEmpty();
        assertThat(later.node("w1").orElseThrow().cpuShare()).isEmpty();
        assertThat(later.coverage().nodeShare()).contains(0.5);
        assertThat(later.coverage().taskShare().orElseThrow()).isCloseTo(1 / 3.0, within(1e-9));
        now = now.plusSeconds(3600);
        assertThat(picture().node("w1")).isEmpty();
        assertThat(picture().service("web").orElseThrow().cores()).isEmpty();
        assertThat(picture().service("web").orElseThrow().memoryBytes()).isEmpty();
    }

    @Test
    void whoEndedUnhealthyIsToldEvenIfNoSampleSawItRun() {
        take(
                "w1",
                "b",
                1,
                Samples.sample()
                        .with(Samples.container("c1").of("web.1", "web").ended("unhealthy"))
                        .with(Samples.container("c2").of("web.2", "web").ended("healthy"))
                        .with(Samples.container("c3").of("web.3", "web").health("unhealthy"))
                        .with(Samples.container("c4").ended("unhealthy")));
        assertThat(picture().service("web").orElseThrow().health().orElseThrow().endedUnhealthy())
                .containsExactly("web.1");
        assertThat(picture().service("db").flatMap(ServiceUse::health)).isEmpty();
    }

    @Test
    void aSampleIsTakenInOnceHoweverOftenItIsTold() {
        Sample sample = Samples.sample()
                .with(task("web.1", "web", 0.5, 100))
                .with(Samples.client("web.1", "web", "10.1.0.10", "10.1.0.3", 5432, 2))
                .build(1, now);
        now = now.plusSeconds(1);
        assertThat(take(intake, "w1", "b", sample)).isTrue();
        assertThat(take(intake, "w1", "b", sample)).isFalse();
        assertThat(picture().flows().getFirst().connections()).isEqualTo(2);
        assertThat(intake.takeUnsaved().observedSeconds()).isEqualTo(2.5);
    }

    @Test
    void aRestartedServerShowsAllAgainAndCountsNothingTwice() {
        List<Sample> held = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            now = NOW.plusSeconds(i * 5L);
            held.add(Samples.sample()
                    .with(task("web.1", "web", 0.5, 100))
                    .with(Samples.client("web.1", "web", "10.1.0.10", "10.1.0.3", 5432, 1))
                    .with(new Kill("k" + i, Kill.Kind.CHILD, "c", "web.1", "web", now.toEpochMilli(), 0, null, null))
                    .build(i, now));
        }
        for (Sample sample : held.subList(0, 12)) {
            now = Instant.ofEpochMilli(sample.atMillis());
            take(intake, "w1", "b", sample);
        }
        Checkpoint saved = intake.takeUnsaved();
        for (Sample sample : held.subList(12, 15)) {
            now = Instant.ofEpochMilli(sample.atMillis());
            take(intake, "w1", "b", sample); // dies with the server, unsaved
        }

        Intake restarted = intake();
        restarted.load(saved, now);
        restarted.snapshot(shop(), now);
        for (Sample sample : held) {
            now = Instant.ofEpochMilli(sample.atMillis());
            take(restarted, "w1", "b", sample);
        }
        intake = restarted;
        Measurements after = picture();
        assertThat(after.flows().getFirst().connections()).isEqualTo(20);
        assertThat(after.service("web").orElseThrow().sizing().samples()).isEqualTo(20);
        assertThat(after.kills()).hasSize(20);
        assertThat(after.node("w1").orElseThrow().series().points()).hasSizeGreaterThanOrEqualTo(9);
        assertThat(after.coverage().hours() * 3600).isCloseTo(20 * 5 / 2.0, within(1e-6));
        assertThat(after.coverage().weekHours() * 3600).isCloseTo(20 * 5 / 2.0, within(1e-6));
        // Another process of the agent counts from one again.
        now = now.plusSeconds(5);
        take("w1", "other", 1, Samples.sample().with(task("web.1", "web", 0.5, 100)));
        assertThat(intake.takeUnsaved().cursors()).containsEntry("w1", new Cursor("other", 1));
        now = now.plusSeconds(31);
        assertThat(picture().service("web").orElseThrow().sizing().samples()).isEqualTo(21);
    }

    @Test
    void whatCouldNotBeSavedIsSavedNextTime() {
        take("w1", "b", 1, Samples.sample().with(task("web.1", "web", 0.5, 100)));
        Checkpoint failed = intake.takeUnsaved();
        assertThat(failed.usages()).containsOnlyKeys("web");
        assertThat(intake.takeUnsaved().usages()).isEmpty();
        intake.putBack(failed);
        assertThat(intake.takeUnsaved().usages()).containsOnlyKeys("web");
    }

    @Test
    void useOutlivesTheServiceAndItsIdFor30Days() {
        take("w1", "b", 1, Samples.sample().with(task("web.1", "web", 0.5, 100)));
        Snapshot empty = new ClusterBuilder().node("w1", 4, 8).build();
        Checkpoint saved = intake.takeUnsaved();
        assertThat(saved.usages()).containsOnlyKeys("web");
        intake = intake();
        intake.load(saved, NOW);
        intake.snapshot(empty, NOW);
        assertThat(picture().services()).isEmpty();
        now = NOW.plus(Duration.ofDays(29));
        intake.forget(now);
        intake.snapshot(shop(), now);
        assertThat(picture().service("web").orElseThrow().sizing().samples()).isEqualTo(1);
        intake.snapshot(empty, now);
        now = now.plus(Duration.ofDays(31));
        intake.forget(now);
        assertThat(picture().service("web")).isEmpty();
    }

    @Test
    void aQuietSwarmIsNotForgotten() {
        take("w1", "b", 1, Samples.sample().with(task("web.1", "web", 0.5, 100)));
        intake.takeUnsaved();
        for (int day = 1; day < 40; day++) {
            now = NOW.plus(Duration.ofDays(day));
            intake.forget(now);
        }
        assertThat(picture().service("web")).isPresent();
    }

    /** As the network's time sets right a board that started with a wrong one. */
    @Test
    void whatAClockAheadStampedDoesNotPassForCurrentOnceItIsSetBack() {
        Samples early = Samples.sample()
                .node(4.0, 8L << 30)
                .with(task("web.1", "web", 3, 900).throttled(100, 90))
                .with(new HealthRun("c-web.1", "web.1", "web", now.toEpochMilli(), 1, 5000, 1))
                .with(Samples.trip("w2", Path.OVERLAY, 1, 90_000L));
        take("w1", "b", 1, early);
        assertThat(picture().service("web").orElseThrow().throttledShare()).contains(0.9);
        now = now.minus(Duration.ofHours(3));
        intake.beginAnew();
        assertThat(picture().allNodes()).as("before anything was measured anew").isEmpty();
        assertThat(picture().latencies()).isEmpty();
        take(
                "w1",
                "b",
                2,
                Samples.sample()
                        .node(1.0, 2L << 30)
                        .with(task("web.1", "web", 0.5, 100).throttled(100, 10))
                        .with(Samples.trip("w2", Path.OVERLAY, 1, 300L)));
        ServiceUse web = picture().service("web").orElseThrow();
        assertThat(web.cores()).contains(0.5);
        assertThat(web.throttledShare()).contains(0.1);
        assertThat(web.health()).isEmpty();
        assertThat(picture().node("w1").orElseThrow().cpuShare()).contains(0.25);
        assertThat(picture().latencies()).singleElement().satisfies(pair -> {
            assertThat(pair.at()).isEqualTo(now);
            assertThat(pair.p95()).contains(0.3);
        });
        for (int i = 3; i < 10; i++) {
            now = now.plusSeconds(5);
            take("w1", "b", i, Samples.sample().node(1.0, 2L << 30));
        }
        assertThat(picture().node("w1").orElseThrow().series().points())
                .isNotEmpty()
                .allSatisfy(p -> assertThat(p.at()).isBeforeOrEqualTo(now));
    }

    @Test
    void oneGapDoesNotMakeOldFiguresLookAlive() {
        take("w1", "b", 1, Samples.sample().seconds(60).node(1.0, 1));
        now = now.plusSeconds(55);
        assertThat(picture().node("w1").orElseThrow().now()).isPresent(); // it may be told to measure once a minute
        take("w1", "b", 2, Samples.sample().seconds(10).node(1.0, 1));
        now = now.plusSeconds(55);
        assertThat(picture().node("w1").orElseThrow().now()).isEmpty();
    }

    @Test
    void withoutASnapshotThereIsNoPicture() {
        assertThat(intake().picture(true, List.of(), List.of(), NOW)).isEmpty();
    }

    /** Growth is linear: what 5,000 containers leave behind fits beside everything else. */
    @Test
    void twoHundredNodesOfFiveThousandContainersFit() {
        ClusterBuilder builder = new ClusterBuilder();
        for (int n = 0; n < 200; n++) {
            builder.node("n" + n, 4, 8);
        }
        for (int s = 0; s < 1000; s++) {
            int service = s;
            builder.service("s" + s, b -> b.runningOn("n" + service % 200, "n" + (service + 7) % 200));
        }
        intake = intake();
        long before = used();
        intake.snapshot(builder.build(), NOW);
        for (int round = 1; round <= 120; round++) {
            now = NOW.plusSeconds(round * 30L);
            for (int n = 0; n < 200; n++) {
                Samples sample = Samples.sample().seconds(30);
                for (int c = 0; c < 25; c++) {
                    int service = (n * 5 + c) % 1000;
                    sample.with(task("s%d.%d".formatted(service, n), "s" + service, 0.1, 64));
                }
                take("n" + n, "b", round, sample);
            }
        }
        Measurements all = picture();
        long millis = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long began = System.nanoTime();
            all = picture();
            millis = Math.min(millis, (System.nanoTime() - began) / 1_000_000);
        }
        long grown = used() - before;
        assertThat(all.services()).hasSize(1000);
        assertThat(all.service("s10").orElseThrow().tasks()).hasSize(5);
        assertThat(grown / MIB).isLessThan(60);
        // Made each second: a tenth of that is the most it may take. The best of ten: the machine may be busy.
        assertThat(millis).isLessThan(100);
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
