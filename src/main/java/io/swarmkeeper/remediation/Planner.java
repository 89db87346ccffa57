package io.swarmkeeper.remediation;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.swarm.Snapshot;
import java.util.List;
import java.util.Map;

/** Knows which actions cure which findings, and works them out. Pure. */
public interface Planner {

    /** The planner of all actions; one serves every thread. */
    static Planner create() {
        return new ActionPlanner();
    }

    /** What could cure this finding, best first; empty if nothing here can. */
    List<Remedy> remedies(Finding finding, Snapshot snapshot);

    /**
     * @param actionName e.g. {@code set-resources}
     * @param serviceId the service to touch
     * @param parameters as a person gave them, by name: for set-resources {@code limitCpuNano},
     *     {@code limitMemoryBytes}, {@code reservationCpuNano}, {@code reservationMemoryBytes}, decimal numbers, each
     *     optional. Unknown names and wrong values are refused with what was found and expected.
     */
    PlanResult plan(String actionName, String serviceId, Map<String, String> parameters, Snapshot snapshot);

    /**
     * @param title what its button says, e.g. {@code Limit to 2.0 cores and 4 GiB}
     */
    record Remedy(String actionName, String title) {}
}
