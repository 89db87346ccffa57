package io.swarmkeeper.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one node looked like over one interval, and what happened in it.
 *
 * @param sequence counts from 1 in one process's life, without a gap
 * @param atMillis end of the interval, by the agent's clock
 * @param seconds length of the interval
 * @param node null if it could not be read
 * @param containers every running container of the node, and those that ended in the interval, last seen
 * @param roundTrips of this interval's probes
 * @param silentPeers asked in this interval, as for some time before; empty from an agent that does not tell of them
 * @param connections seen in this interval
 * @param disks empty in most samples: they are looked at once a minute
 * @param healthRuns runs of health checks that ended since they were looked at last: every third sample, and when their
 *     container ends
 * @param troubles what could not be read and why, in words for people
 */
public record Sample(
        long sequence,
        long atMillis,
        double seconds,
        @Nullable NodeUse node,
        List<ContainerUse> containers,
        List<Kill> kills,
        List<RoundTrip> roundTrips,
        List<SilentPeer> silentPeers,
        List<Connection> connections,
        List<DiskSpace> disks,
        List<HealthRun> healthRuns,
        List<String> troubles) {

    public Sample {
        containers = List.copyOf(containers);
        kills = List.copyOf(kills);
        roundTrips = List.copyOf(roundTrips);
        // what is read from an agent of before has none
        silentPeers = silentPeers == null ? List.of() : List.copyOf(silentPeers);
        connections = List.copyOf(connections);
        disks = List.copyOf(disks);
        healthRuns = List.copyOf(healthRuns);
        troubles = List.copyOf(troubles);
    }
}
