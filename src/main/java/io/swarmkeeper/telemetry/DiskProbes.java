package io.swarmkeeper.telemetry;

import io.swarmkeeper.wire.DiskSpeed;

/**
 * Measures a disk, through the agent of its node: some hundred small synchronous writes and 64 MiB in a row, in a
 * container of its own that mounts the one volume and nothing else. Never by itself. Each request stands in the audit log
 * before and after. Safe for any thread.
 */
public interface DiskProbes {

    /**
     * Waits until it is measured: half a minute at most. It is told with {@link Measurements#disks} from then on.
     *
     * @param disk as the node's agent told of it
     * @param by who asks
     * @return times in it are by the node's clock
     * @throws ProbeRefusedException if it cannot be measured there now
     * @throws AgentUnavailableException if the agent was not heard, or broke off
     */
    DiskSpeed measure(Disk disk, String by) throws InterruptedException;
}
