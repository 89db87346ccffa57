package io.swarmkeeper.remediation;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.remediation.PlanResult.Refused;
import io.swarmkeeper.scheduler.Demand;
import io.swarmkeeper.scheduler.Simulation;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Plans every action there is. Stateless but for the simulation of the snapshot it saw last. */
final class ActionPlanner implements Planner {

    private static final Set<FindingCode> CURED_BY_RESOURCES = EnumSet.of(
            FindingCode.NO_RESOURCE_LIMITS,
            FindingCode.NO_RESERVATIONS,
            FindingCode.LIMIT_BELOW_PEAK,
            FindingCode.OVER_RESERVED,
            FindingCode.OOM_KILLED,
            FindingCode.CPU_THROTTLED);

    private final Telemetry telemetry;

    /** All findings of a snapshot ask for their remedies one after the other. */
    private record Simulated(Snapshot snapshot, Simulation simulation) {}

    private volatile Optional<Simulated> last = Optional.empty();

    ActionPlanner(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public List<Remedy> remedies(Finding finding, Snapshot snapshot) {
        if (!CURED_BY_RESOURCES.contains(finding.code())
                || finding.subject().kind() != Subject.Kind.SERVICE
                || finding.state() == Finding.State.UNDECIDED) {
            return List.of();
        }
        return snapshot.findService(finding.subject().id())
                .flatMap(service -> setResources(service, finding.code(), snapshot))
                .map(List::of)
                .orElse(List.of());
    }

    /** {@code Limit to 2.0 cores and 4 GiB}: what is missing, before any cut; what the finding is about comes first. */
    private Optional<Remedy> setResources(Service service, FindingCode code, Snapshot snapshot) {
        ServiceProfile profile = ServiceProfile.of(service, snapshot);
        List<Node> eligible = simulation(snapshot).eligible(Demand.of(service, snapshot));
        if (HandsOff.forGood(service, profile) || eligible.isEmpty()) {
            return Optional.empty();
        }
        Proposals proposals = new Sizer(service, profile, telemetry.latest(), Optional.of(code)).propose();
        ResourceTarget target = new ResourceTarget(
                service.template().limits(),
                service.template().reservations(),
                profile,
                proposals,
                ResourceRequest.parse(Map.of(), new ArrayList<>()),
                eligible);
        String limits = missing(target.limitCpu(), target.limitMemory());
        String reservations = missing(target.reservationCpu(), target.reservationMemory());
        if (limits.isEmpty() && reservations.isEmpty()) {
            return Optional.empty();
        }
        List<String> heldBack = new ArrayList<>(new HandsOff(service, profile, snapshot)
                .reasons(eligible, simulation(snapshot).locations(service.id())));
        heldBack.addAll(target.problems());
        Resources set = service.template().limits();
        return Optional.of(
                new Remedy(Action.SetResources.NAME, title(code, set, target, limits, reservations), heldBack));
    }

    /** @param set the limits that are set now */
    private static String title(
            FindingCode code, Resources set, ResourceTarget target, String limits, String reservations) {
        return switch (code) {
            case OOM_KILLED, LIMIT_BELOW_PEAK ->
                isRaised(set.memoryBytes(), target.limitMemory())
                        ? "Raise the memory limit to "
                                + Quantities.bytes(target.limitMemory().amount())
                        : only(limits, reservations);
            case CPU_THROTTLED ->
                isRaised(set.cpuNano(), target.limitCpu())
                        ? "Raise the CPU limit to "
                                + Quantities.cores(target.limitCpu().amount())
                        : only(limits, reservations);
            case OVER_RESERVED -> "Reserve no more than " + reservations;
            case NO_RESERVATIONS ->
                limits.isEmpty() || reservations.isEmpty()
                        ? only(limits, reservations)
                        : "Limit, and reserve up to " + reservations;
            default -> only(limits, reservations);
        };
    }

    private static boolean isRaised(long set, ResourceTarget.Value limit) {
        return set > 0 && limit.amount() > set;
    }

    private static String only(String limits, String reservations) {
        return limits.isEmpty() ? "Reserve up to " + reservations : "Limit to " + limits;
    }

    private static String missing(ResourceTarget.Value cpu, ResourceTarget.Value memory) {
        return amounts(Resources.of(cpu.proposed() ? cpu.amount() : 0, memory.proposed() ? memory.amount() : 0));
    }

    /** {@code 2.0 cores and 4 GiB}, or the one that is set; empty if none is. */
    static String amounts(Resources resources) {
        List<String> words = new ArrayList<>();
        if (resources.hasCpu()) {
            words.add(Quantities.cores(resources.cpuNano()));
        }
        if (resources.hasMemory()) {
            words.add(Quantities.bytes(resources.memoryBytes()));
        }
        return String.join(" and ", words);
    }

    @Override
    public PlanResult plan(
            String actionName,
            String serviceId,
            Optional<FindingCode> cause,
            Map<String, String> parameters,
            Snapshot snapshot) {
        if (!actionName.equals(Action.SetResources.NAME)) {
            return refused("There is no action of this name. The actions are: " + Action.SetResources.NAME + ".");
        }
        if (!snapshot.complete()) {
            return refused(
                    "The picture of the Swarm is incomplete (missing: %s): nothing is planned on half of it. Try again when it is whole."
                            .formatted(String.join(", ", snapshot.missing())));
        }
        Optional<Service> service = snapshot.findService(serviceId);
        if (service.isEmpty()) {
            return refused("The service is not in the Swarm any more.");
        }
        ServiceProfile profile = ServiceProfile.of(service.get(), snapshot);
        Proposals proposals = new Sizer(service.get(), profile, telemetry.latest(), cause).propose();
        return new ResourcePlanning(service.get(), proposals, snapshot, simulation(snapshot)).plan(parameters);
    }

    @Override
    public PlanResult again(Plan approved, Snapshot snapshot) {
        Optional<Service> service = snapshot.findService(approved.action().serviceId());
        if (service.isEmpty()) {
            return refused("The service is not in the Swarm any more.");
        }
        return switch (approved.action()) {
            case Action.SetResources action ->
                new ResourcePlanning(
                                service.get(),
                                Sizer.approved(action, telemetry.latest()),
                                snapshot,
                                simulation(snapshot))
                        .again(action);
        };
    }

    private static Refused refused(String reason) {
        return new Refused(List.of(reason));
    }

    private Simulation simulation(Snapshot snapshot) {
        Optional<Simulated> known = last;
        if (known.isPresent() && isSame(known.get().snapshot(), snapshot)) {
            return known.get().simulation();
        }
        Simulation simulation = Simulation.of(snapshot);
        last = Optional.of(new Simulated(snapshot, simulation));
        return simulation;
    }

    @SuppressWarnings("ReferenceEquality") // a snapshot is immutable; another one is another picture
    private static boolean isSame(Snapshot a, Snapshot b) {
        return a == b;
    }
}
