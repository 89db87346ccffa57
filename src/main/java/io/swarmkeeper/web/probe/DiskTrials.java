package io.swarmkeeper.web.probe;

import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.telemetry.AgentUnavailableException;
import io.swarmkeeper.telemetry.Disk;
import io.swarmkeeper.telemetry.DiskProbes;
import io.swarmkeeper.telemetry.ProbeRefusedException;
import io.swarmkeeper.telemetry.Telemetry;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.Viewer;
import io.swarmkeeper.wire.DiskSpeed;
import org.springframework.stereotype.Component;

/** Measures disks, for whoever may. Safe for any thread. */
@Component
public class DiskTrials {

    private final DiskProbes probes;
    private final Telemetry telemetry;

    DiskTrials(DiskProbes probes, Telemetry telemetry) {
        this.probes = probes;
        this.telemetry = telemetry;
    }

    /** @throws ProblemException 403 if the viewer may not measure anything */
    public static void require(Viewer viewer) {
        viewer.require(Role.OPERATOR, "measure a disk");
    }

    /**
     * The disk under one mount, as the node's agent told of it last.
     *
     * @param kind {@code volume} or {@code bind}
     * @param name of the volume, or the host's path of the bind mount
     * @throws ProblemException 404 if the agent tells of none
     */
    public Disk get(Node node, String kind, String name) {
        return telemetry.latest().disks().stream()
                .filter(d -> d.nodeId().equals(node.id())
                        && d.space().kind().equals(kind)
                        && d.space().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        Problem.Code.NOT_FOUND,
                        "The agent of %s tells of no %s \"%s\" that a running container mounts."
                                .formatted(node.hostname(), Words.text(kind), Words.text(name))));
    }

    /**
     * Waits until it is measured: half a minute at most.
     *
     * @throws ProblemException 403
     * @throws ProbeRefusedException if it cannot be measured there now
     * @throws AgentUnavailableException if the agent was not heard, or broke off
     */
    public DiskSpeed measure(Disk disk, Viewer viewer) throws InterruptedException {
        require(viewer);
        return probes.measure(disk, viewer.name());
    }
}
