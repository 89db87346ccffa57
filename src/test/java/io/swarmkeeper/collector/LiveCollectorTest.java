package io.swarmkeeper.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import io.swarmkeeper.engine.InMemorySwarm;
import io.swarmkeeper.swarm.ImageFacts;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveCollectorTest {

    private final InMemorySwarm swarm = InMemorySwarm.ofThree().convergeAlways();
    private final List<Snapshot> taken = new CopyOnWriteArrayList<>();
    private LiveCollector collector;

    @AfterEach
    void stop() {
        swarm.fault.repair();
        if (collector != null) {
            collector.close();
        }
    }

    @Test
    void theFirstSnapshotHasEverythingAndIsPublished() {
        String web = swarm.service("web").replicas(2).add();
        swarm.network("net", "10.0.1.0/24");
        start(quietly());
        await().until(() -> !taken.isEmpty());
        Snapshot snapshot = taken.getFirst();
        assertThat(snapshot.nodes()).hasSize(3);
        assertThat(snapshot.runningTasks(web)).isEqualTo(2);
        assertThat(snapshot.networks()).hasSize(1);
        assertThat(snapshot.complete()).isTrue();
        await().untilAsserted(() -> assertThat(collector.connection()).isInstanceOf(Connection.Connected.class));
    }

    @Test
    void withNothingNewTheSequenceStaysAndTheAgeIsYoung() {
        swarm.service("web").add();
        start(often());
        await().until(() -> reads("tasks") > 10);
        assertThat(taken).hasSize(1);
        Snapshot latest = collector.latest().orElseThrow();
        assertThat(latest.sequence()).isEqualTo(taken.getFirst().sequence());
        assertThat(latest.collectedAt()).isAfter(taken.getFirst().collectedAt());
        assertThat(latest.services()).isSameAs(taken.getFirst().services());
        assertThat(collector.statistics().snapshots()).isEqualTo(1);
    }

    @Test
    void anEventIsReadWithinAMomentWithoutWaitingForABeat() {
        start(quietly());
        await().until(() -> !taken.isEmpty());
        String web = swarm.service("web").add();
        await().until(() -> collector.latest().orElseThrow().findService(web).isPresent());
        swarm.loseNode("w2");
        await().until(() ->
                collector.latest().orElseThrow().nodes().stream().anyMatch(n -> n.state() == Node.State.DOWN));
        assertThat(collector.statistics().events()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aFloodOfEventsCostsFewReads() throws Exception {
        start(quietly());
        await().until(() -> !taken.isEmpty());
        int before = reads("services");
        long began = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            swarm.tell("service", "update", "svc");
            Thread.sleep(1);
        }
        Thread.sleep(400);
        assertThat(reads("services") - before).isBetween(2, fourASecond(began));
    }

    /** The manager hears of a death after the node: whoever reads at once reads the old. */
    @Test
    void aNodesWordOnTasksIsReadAtOnceAndAgainALittleLater() throws Exception {
        String web = swarm.service("web").add();
        start(quietly());
        await().until(() -> !taken.isEmpty());
        int before;
        long told;
        String failed;
        do { // once more where the last read may have been over before the task failed: it follows within 600 ms
            awaitNoMoreReadsOfTasks();
            swarm.converge();
            int known = reads("tasks");
            before = known;
            told = System.nanoTime();
            collector.tasksChanged();
            await().pollInterval(Duration.ofMillis(2)).until(() -> reads("tasks") > known);
            failed = swarm.failTask("web", 1, 137);
        } while (System.nanoTime() - told > Duration.ofMillis(500).toNanos());
        String id = failed;
        await().until(() -> collector.latest().orElseThrow().tasksOf(web).stream()
                .anyMatch(t -> t.id().equals(id) && t.state() == Task.State.FAILED));
        awaitNoMoreReadsOfTasks();
        assertThat(reads("tasks") - before).isBetween(2, 5);
    }

    private void awaitNoMoreReadsOfTasks() {
        int[] last = {-1};
        await().pollInterval(Duration.ofMillis(1200)).until(() -> last[0] == (last[0] = reads("tasks")));
    }

    @Test
    void aFloodOfWordsOnTasksCostsFewReads() throws Exception {
        start(quietly());
        await().until(() -> !taken.isEmpty());
        int before = reads("tasks");
        long began = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            collector.tasksChanged();
            Thread.sleep(1);
        }
        assertThat(reads("tasks") - before).isBetween(2, fourASecond(began));
    }

    @Test
    void aTasksDeathIsSeenOnTheNextBeat() {
        String web = swarm.service("web").add();
        start(often());
        await().until(() -> !taken.isEmpty());
        String failed = swarm.failTask("web", 1, 137);
        await().until(() -> collector.latest().orElseThrow().tasksOf(web).stream()
                .anyMatch(t -> t.id().equals(failed) && t.state() == Task.State.FAILED));
    }

    @Test
    void nobodySeesATaskOfAServiceThatIsNotInTheSnapshot() {
        start(often());
        await().until(() -> !taken.isEmpty());
        for (int i = 0; i < 20; i++) {
            swarm.service("s" + i).replicas(2).add();
        }
        await().until(() -> collector.latest().orElseThrow().services().size() == 20
                && collector.latest().orElseThrow().tasks().size() == 40);
        assertThat(taken)
                .allSatisfy(s -> assertThat(s.tasks())
                        .allMatch(t -> s.findService(t.serviceId()).isPresent()));
    }

    @Test
    void aLostEngineIsShownWithTheLastSnapshotAndFoundAgain() throws Exception {
        swarm.service("web").add();
        start(often());
        await().until(() -> collector.connection() instanceof Connection.Connected);
        swarm.fault.breakAll(Reason.REFUSED);
        swarm.breakStreams();
        await().until(() -> collector.connection() instanceof Connection.Lost);
        Connection.Lost lost = (Connection.Lost) collector.connection();
        assertThat(lost.cause().reason()).isEqualTo(Reason.REFUSED);
        assertThat(lost.nextTry()).isAfter(lost.since());
        Snapshot last = collector.latest().orElseThrow();
        Thread.sleep(200);
        assertThat(collector.latest().orElseThrow()).isSameAs(last);
        assertThat(((Connection.Lost) collector.connection()).since()).isEqualTo(lost.since());
        assertThat(collector.statistics().losses()).isEqualTo(1);
        swarm.fault.repair();
        await().until(() -> collector.connection() instanceof Connection.Connected);
        assertThat(taken).hasSize(1);
    }

    @Test
    void anEngineThatWasNeverThereIsTriedWithGrowingPauses() throws Exception {
        swarm.fault.breakAll(Reason.NO_SOCKET);
        start(often());
        long began = System.nanoTime();
        await().until(() -> collector.connection() instanceof Connection.Lost);
        Thread.sleep(1000);
        int tries = reads("cluster");
        assertThat(tries).isLessThanOrEqualTo((int) (12 * seconds(began)));
        await().until(() -> reads("cluster") >= 4);
        assertThat(collector.latest()).isEmpty();
        assertThatThrownBy(collector::fresh)
                .isInstanceOfSatisfying(
                        SwarmUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NO_SOCKET));
        swarm.fault.repair();
        assertThat(collector.fresh().nodes()).hasSize(3);
    }

    @Test
    void networksAloneMayBeMissing() {
        swarm.fault.failNext("networks", Reason.PERMISSION);
        start(quietly());
        await().until(() -> !taken.isEmpty());
        assertThat(taken.getFirst().missing()).singleElement().asString().startsWith("networks: ");
        await().untilAsserted(() -> assertThat(collector.connection()).isInstanceOf(Connection.Connected.class));
        swarm.tell("network", "update", "x");
        await().until(() -> collector.latest().orElseThrow().complete());
    }

    @Test
    void freshReadsAfterItWasAskedAndIsShared() throws Exception {
        start(quietly());
        await().until(() -> !taken.isEmpty());
        int before = reads("services");
        swarm.fault.hang();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Snapshot>> all = new CopyOnWriteArrayList<>();
            all.add(threads.submit(collector::fresh));
            await().until(() -> reads("services") == before + 1);
            List<Thread> asking = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                FutureTask<Snapshot> one = new FutureTask<>(collector::fresh);
                all.add(one);
                asking.add(Thread.ofVirtual().start(one));
            }
            await().until(() -> asking.stream().allMatch(t -> t.getState() == Thread.State.WAITING));
            swarm.fault.release();
            for (Future<Snapshot> one : all) {
                assertThat(one.get().nodes()).hasSize(3);
            }
        }
        assertThat(reads("services") - before).isEqualTo(2);
    }

    @Test
    void freshSeesWhatWasWrittenJustBefore() throws Exception {
        start(quietly());
        for (int i = 0; i < 20; i++) {
            String id = swarm.service("s" + i).add();
            assertThat(collector.fresh().findService(id)).isPresent();
        }
    }

    @Test
    void imagesAreReadOnceAndFewAtATime() throws Exception {
        swarm.image("img:0", new ImageFacts(Optional.empty(), List.of("/data"), List.of()));
        for (int i = 0; i < 12; i++) {
            swarm.service("s" + i).image("img:" + i % 6).add();
        }
        start(settings(Duration.ofMillis(100), Duration.ofHours(1), 2));
        await().until(() -> reads("image") == 6);
        await().until(() -> collector.latest().orElseThrow().findImage("img:0").isPresent());
        Thread.sleep(400);
        assertThat(reads("image")).isEqualTo(6);
        assertThat(collector.latest().orElseThrow().findImage("img:1")).isEmpty();
    }

    @Test
    void anImageThatTheEngineWillNotTellAboutIsNoLostSwarm() throws Exception {
        swarm.image("img:0", new ImageFacts(Optional.empty(), List.of("/data"), List.of()));
        swarm.brokenImage("img:1", Reason.ENGINE_ERROR);
        swarm.brokenImage("img:2", Reason.PERMISSION);
        for (int i = 0; i < 3; i++) {
            swarm.service("s" + i).image("img:" + i).add();
        }
        start(settings(Duration.ofMillis(100), Duration.ofHours(1), 20));
        await().until(() -> reads("image") >= 3);
        await().until(() -> collector.latest().orElseThrow().findImage("img:0").isPresent());
        Thread.sleep(300);
        assertThat(collector.connection()).isInstanceOf(Connection.Connected.class);
        assertThat(reads("image")).as("each once").isEqualTo(3);
        assertThat(reads("nodes")).as("never connected anew").isEqualTo(1);
    }

    @Test
    void aStreamThatAlwaysBreaksDoesNotMakeItBusy() throws Exception {
        start(quietly());
        await().until(() -> !taken.isEmpty());
        long began = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            swarm.breakStreams();
            Thread.sleep(10);
        }
        int streams = reads("events");
        assertThat(streams).isBetween(2, (int) (15 * seconds(began)));
        await().until(() -> collector.connection() instanceof Connection.Connected);
    }

    @Test
    void closingEndsEvenAHangingRead() {
        start(often());
        await().until(() -> !taken.isEmpty());
        swarm.fault.hang();
        await().until(() -> reads("tasks") > 1);
        long start = System.nanoTime();
        collector.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThatThrownBy(collector::fresh).isInstanceOf(SwarmUnavailableException.class);
    }

    /** A server that is told to stop while it starts closes what it has not started. */
    @Test
    void closedBeforeItWasStartedItNeverRuns() throws Exception {
        collector = new LiveCollector(swarm, t -> taken.add(t.snapshot()), Clock.systemUTC(), often());
        collector.close();
        assertThatThrownBy(collector::fresh).isInstanceOf(SwarmUnavailableException.class);
        collector.start();
        Thread.sleep(200);
        assertThat(reads("cluster")).isZero();
        assertThat(taken).isEmpty();
        assertThatThrownBy(collector::fresh).isInstanceOf(SwarmUnavailableException.class);
    }

    @Test
    void aFailingListenerDoesNotStopIt() {
        collector = new LiveCollector(
                swarm,
                t -> {
                    taken.add(t.snapshot());
                    throw new IllegalStateException("listener");
                },
                Clock.systemUTC(),
                often());
        collector.start();
        await().until(() -> !taken.isEmpty());
        swarm.service("web").add();
        await().until(() -> taken.size() > 1);
        assertThat(collector.connection()).isInstanceOf(Connection.Connected.class);
    }

    /** At least one: a busy machine takes longer for the same loop. */
    private static double seconds(long began) {
        return Math.max(1, (System.nanoTime() - began) / 1e9);
    }

    /** The most reads that events may have caused since then, with those at its beginning and its end. */
    private static int fourASecond(long began) {
        return (int) (4 * seconds(began)) + 3;
    }

    private int reads(String part) {
        synchronized (swarm.reads) {
            return swarm.reads.containsKey(part) ? swarm.reads.get(part).get() : 0;
        }
    }

    private void start(CollectorSettings settings) {
        collector = new LiveCollector(swarm, t -> taken.add(t.snapshot()), Clock.systemUTC(), settings);
        collector.start();
    }

    /** Beats so slow that only events move it. */
    private static CollectorSettings quietly() {
        return settings(Duration.ofHours(1), Duration.ofHours(1), 20);
    }

    private static CollectorSettings often() {
        return settings(Duration.ofMillis(100), Duration.ofSeconds(1), 20);
    }

    private static CollectorSettings settings(Duration tasks, Duration everything, int images) {
        return new CollectorSettings(
                tasks,
                everything,
                Duration.ofMillis(50),
                Duration.ofMillis(250),
                Duration.ofMillis(100),
                Duration.ofMillis(800),
                images,
                Duration.ofMinutes(10));
    }
}
