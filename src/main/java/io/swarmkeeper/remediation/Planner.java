package io.swarmkeeper.remediation;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Telemetry;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Knows which actions cure which findings, and works them out. Pure but for what telemetry says at that moment. */
public interface Planner {

    /** The planner of all actions; one serves every thread. */
    static Planner create(Telemetry telemetry) {
        return new ActionPlanner(telemetry);
    }

    /** What could cure this finding, best first; empty if nothing here can. */
    List<Remedy> remedies(Finding finding, Snapshot snapshot);

    /**
     * @param actionName e.g. {@code set-resources}
     * @param serviceId the service to touch
     * @param cause the finding that is to be cured: what it is about is changed although something is set
     * @param parameters as a person gave them, by name: for set-resources {@code limitCpuNano},
     *     {@code limitMemoryBytes}, {@code reservationCpuNano}, {@code reservationMemoryBytes}, decimal numbers, each
     *     optional. Unknown names and wrong values are refused with what was found and expected.
     */
    PlanResult plan(
            String actionName,
            String serviceId,
            Optional<FindingCode> cause,
            Map<String, String> parameters,
            Snapshot snapshot);

    /**
     * An approved plan once more, on what the Swarm is now and with its own numbers, whatever was measured since. Its
     * action is the same if all of it still fits; refused, too, if more is in use by now than it would allow.
     */
    PlanResult again(Plan approved, Snapshot snapshot);

    /**
     * @param title what its button says, e.g. {@code Limit to 2.0 cores and 4 GiB}
     * @param heldBack why a plan would be refused as the service stands, each with what to do; empty if nothing is known
     *     that speaks against it
     */
    record Remedy(String actionName, String title, List<String> heldBack) {

        public Remedy {
            heldBack = List.copyOf(heldBack);
        }
    }
}
