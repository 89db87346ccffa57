package io.swarmkeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.change.SwarmControl;
import io.swarmkeeper.change.SwarmControl.WriteResult;
import io.swarmkeeper.collector.SwarmSource;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import org.junit.jupiter.api.Test;

class InMemorySwarmTest extends SwarmContract {

    private final InMemorySwarm swarm = InMemorySwarm.ofThree();

    @Override
    SwarmSource source() {
        return swarm;
    }

    @Override
    SwarmControl control() {
        return swarm;
    }

    @Override
    String create(String name, int replicas) {
        return swarm.service(name)
                .label("tier", "test")
                .replicas(replicas)
                .limits(0, 0)
                .reservations(0, 0)
                .add();
    }

    @Override
    void settle() {
        swarm.converge();
    }

    @Test
    void convergingSpreadsReplicasOverTheNodes() {
        String web = swarm.service("web")
                .replicas(3)
                .reservations(100_000_000, 64L << 20)
                .add();
        swarm.converge();
        Snapshot snapshot = swarm.snapshot();
        assertThat(snapshot.runningTasks(web)).isEqualTo(3);
        assertThat(snapshot.nodes()).allMatch(n -> snapshot.tasksOn(n.id()).size() == 1);
    }

    @Test
    void whatFitsNowhereStaysPendingAndSaysWhy() {
        String web = swarm.service("web").reservations(0, 900L << 30).add();
        swarm.converge();
        Task task = swarm.snapshot().tasksOf(web).getFirst();
        assertThat(task.state()).isEqualTo(Task.State.PENDING);
        assertThat(task.error()).isEqualTo("no suitable node (insufficient resources on 3 nodes)");
    }

    @Test
    void aLostNodesTasksRunElsewhere() {
        String web = swarm.service("web").constraint("node.role == worker").add();
        swarm.converge();
        swarm.loseNode("w1");
        swarm.converge();
        Snapshot snapshot = swarm.snapshot();
        Task running = snapshot.tasksOf(web).stream()
                .filter(Task::isRunning)
                .findFirst()
                .orElseThrow();
        assertThat(snapshot.findNode(running.nodeId().orElseThrow())
                        .orElseThrow()
                        .hostname())
                .isEqualTo("w2");
        assertThat(snapshot.tasksOf(web)).extracting(Task::state).contains(Task.State.ORPHANED);
    }

    @Test
    void aNewLimitReplacesTasksAndALabelDoesNot() throws Exception {
        String web = swarm.service("web").replicas(2).add();
        swarm.converge();
        String before = swarm.snapshot().tasksOf(web).getFirst().id();
        var live = swarm.readService(web).orElseThrow();
        swarm.updateService(web, live.version(), live.specJson().replace("\"Labels\":{}", "\"Labels\":{\"a\":\"b\"}"));
        swarm.converge();
        assertThat(swarm.readUpToDateTasks(web)).extracting(Task::id).contains(before);
        live = swarm.readService(web).orElseThrow();
        WriteResult result = swarm.updateService(
                web,
                live.version(),
                live.specJson().replace("\"Resources\":{}", "\"Resources\":{\"Limits\":{\"MemoryBytes\":67108864}}"));
        assertThat(result).isInstanceOf(WriteResult.Accepted.class);
        swarm.converge();
        assertThat(swarm.readUpToDateTasks(web))
                .hasSize(2)
                .allMatch(Task::isRunning)
                .noneMatch(t -> t.id().equals(before));
    }
}
