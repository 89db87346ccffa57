package io.swarmkeeper.remediation;

import static io.swarmkeeper.remediation.ResourcePlans.backend;
import static io.swarmkeeper.remediation.ResourcePlans.threeNodes;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.remediation.Planner.Remedy;
import io.swarmkeeper.swarm.ClusterBuilder.ServiceBuilder;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.Measuring;
import io.swarmkeeper.telemetry.Measuring.Uses;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Plans of set-resources on a Swarm where agents have measured. */
final class MeasuredPlans {

    private MeasuredPlans() {}

    static Snapshot swarm(UnaryOperator<ServiceBuilder> service) {
        return threeNodes()
                .service("a", s -> service.apply(backend("w1").apply(s)))
                .build();
    }

    static Measuring measured(Snapshot snapshot, UnaryOperator<Uses> use) {
        return Measuring.of(snapshot).service("a", use);
    }

    static PlanResult result(
            Snapshot snapshot, Measurements measurements, FindingCode cause, Map<String, String> parameters) {
        return Planner.create(() -> measurements).plan("set-resources", "a", Optional.of(cause), parameters, snapshot);
    }

    static Plan plan(Snapshot snapshot, Measurements measurements, FindingCode cause) {
        return planned(result(snapshot, measurements, cause, Map.of()));
    }

    static List<String> refused(Snapshot snapshot, Measurements measurements, FindingCode cause) {
        return switch (result(snapshot, measurements, cause, Map.of())) {
            case PlanResult.Planned(Plan plan) -> throw new AssertionError("planned: " + plan);
            case PlanResult.Refused(List<String> reasons) -> reasons;
        };
    }

    static Resources limits(Plan plan) {
        return ((Action.SetResources) plan.action()).limits();
    }

    static Resources reservations(Plan plan) {
        return ((Action.SetResources) plan.action()).reservations();
    }

    static Plan planned(PlanResult result) {
        return switch (result) {
            case PlanResult.Planned(Plan plan) -> plan;
            case PlanResult.Refused(List<String> reasons) -> throw new AssertionError("refused: " + reasons);
        };
    }

    /** As a form sends a plan's numbers back. */
    static Map<String, String> parameters(Plan plan) {
        Map<String, String> parameters = new TreeMap<>();
        parameters.put("limitCpuNano", Long.toString(limits(plan).cpuNano()));
        parameters.put("limitMemoryBytes", Long.toString(limits(plan).memoryBytes()));
        parameters.put("reservationCpuNano", Long.toString(reservations(plan).cpuNano()));
        parameters.put(
                "reservationMemoryBytes", Long.toString(reservations(plan).memoryBytes()));
        return parameters;
    }

    static List<Remedy> remedies(FindingCode code, Snapshot snapshot, Measurements measurements) {
        return Planner.create(() -> measurements).remedies(RemediesTest.finding(code, Finding.State.OPEN), snapshot);
    }
}
