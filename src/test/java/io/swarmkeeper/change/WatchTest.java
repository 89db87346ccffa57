package io.swarmkeeper.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.change.Watch.Sight;
import io.swarmkeeper.engine.InMemorySwarm;
import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One replica is replaced stop-first; its successor needs what the former one still holds. */
class WatchTest {

    private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");
    private static final String PORT_TAKEN = "no suitable node (host-mode port already in use on 1 node)";

    private final InMemorySwarm swarm = InMemorySwarm.ofThree();
    private final String web = swarm.service("web").add();
    private final Set<String> silentNodes = new HashSet<>();
    private final Task former;
    private final Task next;
    private final Watch watch;

    WatchTest() throws Exception {
        swarm.converge();
        former = swarm.readTasks(web).getFirst();
        swarm.strangerEdits("web", s -> s.withObjectProperty("TaskTemplate").put("ForceUpdate", 1));
        swarm.converge();
        next = swarm.readUpToDateTasks(web).getFirst();
        swarm.taskState(former.id(), Task.State.RUNNING, ""); // told to stop, and taking its time
        watch = new Watch(
                new Specs.Wanted.Replicas(1),
                Set.of(former.id()),
                Duration.ofSeconds(15),
                node -> !silentNodes.contains(node));
    }

    private Sight after(long seconds) throws Exception {
        return watch.look(
                swarm.readService(web).orElseThrow(),
                swarm.readUpToDateTasks(web),
                swarm.readTasks(web),
                START.plusSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"PENDING, " + PORT_TAKEN, "NEW, ''"})
    void whatWaitsForItsFormerTaskToStopIsNotStuck(Task.State state, String error) throws Exception {
        swarm.taskState(next.id(), state, error);
        for (long second : List.of(0L, 16L, 40L)) {
            assertThat(after(second))
                    .isEqualTo(new Sight.Waiting("0 running on the new spec, 1 on the way, 1 stopping"));
        }
        swarm.taskState(former.id(), Task.State.SHUTDOWN, "");
        assertThat(after(41)).as("its time begins now").isInstanceOf(Sight.Waiting.class);
        assertThat(after(56)).isInstanceOf(Sight.Waiting.class);
        assertThat(after(57))
                .isInstanceOfSatisfying(
                        Sight.Broken.class,
                        broken -> assertThat(broken.why())
                                .startsWith("replica 1 is " + state.name().toLowerCase(java.util.Locale.ROOT))
                                .endsWith("for over 15 s"));
    }

    @Test
    void aFormerTaskWhoseNodeIsSilentExcusesNothing() throws Exception {
        silentNodes.add(former.nodeId().orElseThrow());
        swarm.taskState(next.id(), Task.State.PENDING, PORT_TAKEN);
        assertThat(after(0)).isInstanceOf(Sight.Waiting.class);
        assertThat(after(16)).isInstanceOf(Sight.Broken.class);
    }

    @Test
    void aNewTaskThatFailsIsToldWhileTheFormerOneStops() throws Exception {
        swarm.taskState(next.id(), Task.State.REJECTED, "no such image");
        assertThat(after(0)).isInstanceOf(Sight.Broken.class);
    }
}
