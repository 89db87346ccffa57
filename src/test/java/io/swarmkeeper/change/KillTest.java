package io.swarmkeeper.change;

import static io.swarmkeeper.change.Bench.ANN;
import static io.swarmkeeper.change.ChangeState.SUCCEEDED;
import static io.swarmkeeper.change.ChangeState.UNDONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.change.Changes.Request;
import io.swarmkeeper.remediation.SpecHash;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The server dies, as by kill -9, at every point between a stored state, an audit entry and a write, and another one
 * starts on the same database: it goes on or goes back, and the engine never sees a write twice.
 */
class KillTest {

    /** Dies where it is told to: an Error that nothing in the room catches. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed(String point) {
            super(point, null, false, false);
        }
    }

    @BeforeAll
    static void dieQuietly() {
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
            if (!(error instanceof Killed)) {
                error.printStackTrace();
            }
        });
    }

    @AfterAll
    static void dieLoudly() {
        Thread.setDefaultUncaughtExceptionHandler(null);
    }

    /** One course of a change: what the world does at each point, how it ends, and how many writes it takes. */
    private record Course(String name, Consumer<Bench> world, ChangeState end, int writes) {}

    private static final List<Course> COURSES = List.of(
            new Course("success", bench -> {}, SUCCEEDED, 1),
            new Course(
                    "crash on the new spec",
                    bench -> {
                        if (bench.swarm.writes.isEmpty()) {
                            bench.swarm.crash("web", 137);
                        }
                    },
                    UNDONE,
                    2),
            new Course("finding stays", bench -> bench.findingStays = true, UNDONE, 2),
            new Course(
                    "answer lost",
                    bench -> {
                        if (bench.swarm.writes.isEmpty()) {
                            bench.swarm.fault.loseNextUpdateAfterWriting();
                        }
                    },
                    SUCCEEDED,
                    1));

    /** Runs the course with what may go wrong at each point; gives the points it came by. */
    private static List<String> run(Course course, Consumer<String> atPoint) {
        List<String> points = new CopyOnWriteArrayList<>();
        try (Bench bench = new Bench()) {
            bench.settings = Bench.settings(true, Duration.ofMillis(20));
            bench.restart();
            String saved = SpecHash.of(bench.liveSpec());
            Change asked = bench.request();
            course.world().accept(bench);
            bench.milestones = point -> {
                points.add(point);
                if (point.equals("announced way back")) {
                    bench.swarm.heal("web");
                }
                atPoint.accept(point);
            };
            approve(bench, asked.id());
            awaitEnd(bench, asked.id());
            assertThat(bench.change(asked.id()).state())
                    .as("%s, %s", course.name(), bench.change(asked.id()))
                    .isEqualTo(course.end());
            assertThat(bench.swarm.writes).as(course.name()).hasSize(course.writes());
            String live = SpecHash.of(bench.liveSpec());
            assertThat(live.equals(saved)).isEqualTo(course.end() == UNDONE);
            assertThat(bench.fixes.list()).hasSize(course.end() == SUCCEEDED ? 1 : 0);
            assertThat(bench.auditActions()).contains("change." + course.end().word());
        }
        return points;
    }

    @Test
    void whatWasBeingAppliedKeepsItsTurnOverARestart() {
        try (Bench bench = new Bench()) {
            String other = bench.swarm.service("other").add();
            bench.milestones = KillTest::hang;
            Change first = bench.requestAndApprove();
            bench.await(first.id(), ChangeState.APPLYING);
            Change second = bench.changes.request(
                    new Request(Optional.of("f-" + other), Optional.empty(), Optional.empty(), Map.of(), "too"),
                    Bench.JONAS);
            bench.changes.approve(second.id(), ANN, "go");
            AtomicBoolean late = new AtomicBoolean();
            bench.milestones = point -> {
                if (point.equals("before write") && late.compareAndSet(false, true)) {
                    Bench.sleep(300);
                }
            };
            bench.restart();
            bench.await(first.id(), SUCCEEDED);
            bench.await(second.id(), SUCCEEDED);
            assertThat(entered(bench.change(second.id()), ChangeState.APPLYING))
                    .isAfterOrEqualTo(entered(bench.change(first.id()), ChangeState.BAKING));
        }
    }

    @Test
    void aServerThatEndsGivesNobodyTheTurnOfWhatItLeaves() {
        try (Bench bench = new Bench()) {
            String other = bench.swarm.service("other").add();
            AtomicLong left = new AtomicLong(Long.MAX_VALUE);
            AtomicBoolean hangs = new AtomicBoolean();
            bench.milestones = point -> {
                if (point.equals("before write")) {
                    hangs.set(true);
                    try {
                        hang(point);
                    } finally {
                        left.set(System.nanoTime());
                    }
                }
            };
            Change first = bench.requestAndApprove();
            Bench.until(hangs::get, () -> "a write");
            Change second = bench.changes.request(
                    new Request(Optional.of("f-" + other), Optional.empty(), Optional.empty(), Map.of(), "too"),
                    Bench.JONAS);
            bench.changes.approve(second.id(), ANN, "go");
            AtomicBoolean looking = new AtomicBoolean();
            InstantSource clock = bench.clock;
            bench.clock = () -> {
                if (Thread.currentThread().getName().equals("change-" + second.id())) {
                    looking.set(true);
                    // on its way to ask for the turn until the first has been left for a while
                    while (left.get() > System.nanoTime() - 200_000_000) {
                        LockSupport.parkNanos(1_000_000);
                        Thread.interrupted();
                    }
                }
                return clock.instant();
            };
            Bench.until(looking::get, () -> "a look of the second");
            bench.close();
            assertThat(bench.state(first.id())).isEqualTo(ChangeState.APPLYING);
            assertThat(bench.state(second.id())).isEqualTo(ChangeState.APPROVED);
        }
    }

    /** Until the server ends. */
    private static void hang(String point) {
        if (point.equals("before write")) {
            try {
                Thread.sleep(Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                throw new Killed(point);
            }
        }
    }

    private static Instant entered(Change change, ChangeState state) {
        return change.timeline().stream()
                .filter(m -> m.state() == state)
                .map(Change.Moment::at)
                .findFirst()
                .orElseThrow();
    }

    /** A person clicks again if the server died under the first click. */
    private static void approve(Bench bench, long id) {
        while (bench.state(id) == ChangeState.REQUESTED) {
            try {
                bench.changes.approve(id, ANN, "go");
            } catch (Killed e) {
                bench.restart();
            }
        }
    }

    /** Whenever the server is dead, another one starts. */
    private static void awaitEnd(Bench bench, long id) {
        for (int i = 0; i < 2_000 && !bench.state(id).isFinal(); i++) {
            Bench.sleep(5);
            if (i % 30 == 29 && bench.isIdle()) {
                bench.restart();
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> killedOnceAtEveryPointItEndsAsIfNothingHadHappened() {
        return COURSES.stream().flatMap(course -> {
            List<String> points = run(course, point -> {});
            assertThat(points).contains("before START", "announced step 0", "before write", "after write");
            List<DynamicTest> tests = new ArrayList<>();
            for (int i = 0; i < points.size(); i++) {
                int fatal = i;
                tests.add(DynamicTest.dynamicTest(
                        "%s, killed at point %d: %s".formatted(course.name(), i, points.get(i)), () -> {
                            AtomicInteger passed = new AtomicInteger();
                            run(course, point -> {
                                if (passed.getAndIncrement() == fatal) {
                                    throw new Killed(point);
                                }
                            });
                            assertThat(passed.get()).isGreaterThan(fatal);
                        }));
            }
            return tests.stream();
        });
    }

    @Test
    void killedAtEverySecondPointItStillEnds() {
        for (Course course : COURSES) {
            AtomicInteger passed = new AtomicInteger();
            run(course, point -> {
                if (passed.getAndIncrement() % 2 == 1) {
                    throw new Killed(point);
                }
            });
        }
    }
}
