package io.swarmkeeper.telemetry;

import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.wire.HealthProbe;
import io.swarmkeeper.wire.ProbeRequest;

/**
 * Tries a health check in a running container, through the agent of its node. Each request stands in the audit log
 * before and after. Safe for any thread.
 */
public interface HealthProbes {

    /**
     * @param task of that service, running
     * @param runs 1 to {@link ProbeRequest#MOST_RUNS}
     * @param timeoutSeconds of each run, 1 to {@link ProbeRequest#LONGEST_SECONDS}
     * @param by who asks
     */
    record Request(Service service, Task task, HealthProbe probe, int runs, int timeoutSeconds, String by) {}

    /**
     * Waits for all runs: some seconds each at most.
     *
     * @throws ProbeRefusedException if it must not or cannot be run there now; nothing was run
     * @throws AgentUnavailableException if the agent was not heard, or broke off: whether anything was run is then unknown
     */
    ProbeResult run(Request request) throws InterruptedException;
}
