package io.swarmkeeper.remediation;

import static io.swarmkeeper.remediation.ResourcePlans.threeNodes;

import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.ServiceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What set-resources says where it plans nothing. */
final class Refusals {

    private Refusals() {}

    static List<String> refusal(ClusterBuilder cluster, Map<String, String> parameters) {
        return switch (ResourcePlans.unmeasured()
                .plan("set-resources", "a", Optional.empty(), parameters, cluster.build())) {
            case PlanResult.Planned(Plan plan) -> throw new AssertionError("planned: " + plan);
            case PlanResult.Refused(List<String> reasons) -> reasons;
        };
    }

    static boolean planned(ClusterBuilder cluster) {
        ResourcePlans.plan(cluster, "a");
        return true;
    }

    static List<String> refusal(UnaryOperator<ServiceBuilder> service) {
        return refusal(threeNodes().service("a", service), Map.of());
    }

    static List<String> refusal(Map<String, String> parameters) {
        return refusal(threeNodes().service("a", s -> s.runningOn("w1")), parameters);
    }
}
