package io.swarmkeeper.remediation;

import io.swarmkeeper.remediation.Plan.Operation;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.ServiceBuilder;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The Swarm that most plans for resources are tried on, and the way to a plan. */
final class ResourcePlans {

    private ResourcePlans() {}

    static final String DIGEST = "@sha256:0000000000000000000000000000000000000000000000000000000000000000";

    static ClusterBuilder threeNodes() {
        return new ClusterBuilder()
                .node("m1", 8, 32, n -> n.manager())
                .node("w1", 4, 16)
                .node("w2", 4, 16);
    }

    static Planner unmeasured() {
        return Planner.create(() -> Measurements.none(ClusterBuilder.NOW));
    }

    static Plan plan(Snapshot snapshot, String service, Map<String, String> parameters) {
        return switch (unmeasured().plan("set-resources", service, Optional.empty(), parameters, snapshot)) {
            case PlanResult.Planned(Plan plan) -> plan;
            case PlanResult.Refused(List<String> reasons) -> throw new AssertionError("refused: " + reasons);
        };
    }

    static Plan plan(ClusterBuilder cluster, String service) {
        return plan(cluster.build(), service, Map.of());
    }

    static List<Operation> operations(Plan plan) {
        return plan.steps().getFirst().patch();
    }

    static UnaryOperator<ServiceBuilder> backend(String... nodes) {
        return s -> s.image("sophia/backend:1" + DIGEST).replicas(nodes.length).runningOn(nodes);
    }
}
