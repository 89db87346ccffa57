package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.agent.LabAgents;
import io.swarmkeeper.change.LabServer;
import io.swarmkeeper.engine.LabSwarm;
import io.swarmkeeper.web.Caller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The {@link FindingsLab} with real agents on its nodes, and two disks of their own on w1. Where time alone stands between
 * a fault and its finding, less of it; where a fault would harm the machine, a threshold that a small one crosses.
 */
final class AgentsLab implements AutoCloseable {

    static final String AGENT = "swarmkeeper-agent";
    static final String OVERLAY = "agents";

    /** Does nothing, and goes when it is told to. */
    static final String IDLE = "trap 'exit 0' TERM; while :; do sleep 3600 & wait; done";

    static final String LOOP = "trap 'exit 0' TERM; while :; do :; done";

    private final LabSwarm swarm = new LabSwarm();
    private final String slowDisk;
    private final String smallDisk;
    private final LabAgents agents;
    private final FindingsLab lab;

    AgentsLab() throws IOException {
        // before the agents: what is mounted later they would see only on a host that shares its mounts
        slowDisk = swarm.run("disk", "w1", "slow", "1024").strip();
        smallDisk = swarm.run("disk", "w1", "small", "64").strip();
        agents = new LabAgents("SWARMKEEPER_AGENT_INTERVAL=1s");
        lab = new FindingsLab(
                "--swarmkeeper.agent.addresses="
                        + agents.ports().values().stream()
                                .map(p -> "127.0.0.1:" + p)
                                .collect(Collectors.joining(",")),
                "--swarmkeeper.agent.token=" + LabAgents.TOKEN,
                "--swarmkeeper.agent.interval=1s",
                "--swarmkeeper.agent.silent-after=6s",
                "--swarmkeeper.agent.size-after=100s",
                "--swarmkeeper.findings.node-agent-missing.after=2s",
                "--swarmkeeper.findings.cpu-throttled.after=3s",
                "--swarmkeeper.findings.node-cpu-saturated.percent=15",
                "--swarmkeeper.findings.node-cpu-saturated.window=1m",
                "--swarmkeeper.findings.node-memory-saturated.percent=3",
                "--swarmkeeper.findings.node-memory-saturated.window=1m",
                "--swarmkeeper.findings.health-check-slow.runs=5",
                "--swarmkeeper.findings.over-reserved.span=1m",
                // writes of a busy machine stay below, those that are held back are far above
                "--swarmkeeper.findings.slow-disk.millis=80",
                "--swarmkeeper.findings.chatty-services-apart.span=15s",
                "--swarmkeeper.findings.disk-filling.after=1s");
        allHeard();
    }

    FindingsLab lab() {
        return lab;
    }

    /** Where a disk of 1 GiB is mounted on w1 that {@code swarm-lab slow} can slow. */
    String slowDisk() {
        return slowDisk;
    }

    /** Where a disk of 64 MiB is mounted on w1. */
    String smallDisk() {
        return smallDisk;
    }

    void allHeard() {
        LabServer.until(
                "all agents heard",
                () -> lab.admin().get("/api/v1/agents").text().split("\"standing\":\"heard\"", -1).length == 4);
    }

    /** One task on this node, without any fault but what the options and the script bring. */
    String service(String name, String node, String script, String... options) {
        List<String> all = new ArrayList<>(List.of(
                "--constraint=node.hostname==" + node,
                "--limit-memory=64M",
                "--limit-cpu=0.5",
                "--stop-grace-period=1s",
                "--update-monitor=1s"));
        all.addAll(List.of(options));
        return lab.create(name, lab.pinnedImage(), List.of("sh", "-c", script), all);
    }

    /** Writes so much to {@code /mem}, then does nothing. */
    static String fill(int mebibytes) {
        return "head -c %dm /dev/zero >/mem/x; ".formatted(mebibytes) + IDLE;
    }

    /** An idle service on w1 that has this disk at {@code /data}. */
    String onDisk(String name, String disk) {
        return service(name, "w1", IDLE, "--mount=type=bind,src=%s,dst=/data".formatted(disk));
    }

    /**
     * An idle service on w1 with this volume, which is a read-only view of a folder where the system is: where an engine
     * keeps volumes by itself may be another disk, as on the nodes of the newer engine.
     */
    String onRootDisk(String name, String volume) {
        String folder = "volume-nocopy=true,volume-opt=type=none,\"volume-opt=o=bind,ro\",volume-opt=device=/srv";
        return service(name, "w1", IDLE, "--mount=type=volume,src=%s,dst=/data,%s".formatted(volume, folder));
    }

    /** Has a disk of w1 measured as soon as an agent tells of it. */
    void measure(String disk) {
        LabServer.until("the disk measured", () -> {
            Caller.Answer answer = lab.admin()
                    .post("/api/v1/nodes/w1/disk-probe", "{\"kind\":\"bind\",\"name\":\"%s\"}".formatted(disk));
            assertThat(answer.status()).as(answer::text).isIn(200, 404, 409, 503);
            return answer.status() == 200;
        });
    }

    /** Puts the Swarm back too. */
    @Override
    public void close() throws IOException {
        try {
            lab.putBack();
            lab.close();
        } finally {
            try {
                agents.close();
            } finally { // else the next ones could not make theirs
                swarm.run("undisk", "w1", "slow");
                swarm.run("undisk", "w1", "small");
                swarm.close();
            }
        }
    }
}
