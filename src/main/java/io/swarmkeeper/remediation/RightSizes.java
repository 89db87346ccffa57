package io.swarmkeeper.remediation;

import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.report.MeasuredSizes;
import io.swarmkeeper.analysis.report.SizedService;
import io.swarmkeeper.analysis.report.SizedService.Size;
import io.swarmkeeper.remediation.Proposals.Proposal;
import io.swarmkeeper.scheduler.Demand;
import io.swarmkeeper.scheduler.Simulation;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.ServiceUse;
import io.swarmkeeper.telemetry.Sizing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What a plan would propose for each service if nothing were set, as far as that was measured. */
public final class RightSizes {

    private static final long CENTICORE = 10_000_000;

    private final Snapshot snapshot;
    private final Measurements measurements;
    private final Simulation simulation;

    private RightSizes(Snapshot snapshot, Measurements measurements) {
        this.snapshot = snapshot;
        this.measurements = measurements;
        this.simulation = Simulation.of(snapshot);
    }

    /** Jobs are left out: what they use says nothing about the next one. */
    public static MeasuredSizes of(Snapshot snapshot, Measurements measurements, Instant at) {
        return of(snapshot, measurements, at, _ -> true);
    }

    /** The same for the services of one stack; none if there is no such stack, or it has nothing but jobs. */
    public static MeasuredSizes ofStack(Snapshot snapshot, Measurements measurements, String stack, Instant at) {
        return of(
                snapshot, measurements, at, s -> s.stack().filter(stack::equals).isPresent());
    }

    private static MeasuredSizes of(
            Snapshot snapshot, Measurements measurements, Instant at, Predicate<Service> wanted) {
        RightSizes sizes = new RightSizes(snapshot, measurements);
        return new MeasuredSizes(
                at,
                snapshot.services().stream()
                        .filter(s -> !s.isJob() && wanted.test(s))
                        .sorted(Comparator.comparing(Service::name))
                        .map(sizes::size)
                        .toList());
    }

    /** The same where nothing at all was measured: every service has the reason, and no size. */
    public static MeasuredSizes unmeasured(Snapshot snapshot, Instant at) {
        return of(snapshot, Measurements.none(at), at);
    }

    private SizedService size(Service service) {
        Optional<ServiceUse> use = measurements.service(service.id());
        Optional<Sizing> sizing = use.map(ServiceUse::sizing);
        List<Node> eligible = eligible(service);
        String undecided = eligible.isEmpty()
                ? "the Swarm has no node"
                : sizing.map(Sizing::undecided).orElse("nothing of it was measured");
        Sizer sizer = new Sizer(service, ServiceProfile.of(service, snapshot), measurements, Optional.empty());
        Optional<Proposals> proposals = undecided.isEmpty() ? Optional.of(sizer.propose()) : Optional.empty();
        Optional<ResourceTarget> target = proposals.map(p -> target(service, p, eligible));
        return new SizedService(
                service.name(),
                service.stack(),
                service.shortName(),
                sizing.map(Sizing::samples).orElse(0L),
                sizing.map(Sizing::span).orElse(Duration.ZERO),
                sizing.map(Sizing::confidence).orElse(0.0),
                undecided,
                use.flatMap(ServiceUse::peak).map(ServiceUse.Peak::lowerBytes).filter(p -> p > 0),
                size(proposals.map(Proposals::limitCpu), target.map(ResourceTarget::limitCpu), CENTICORE),
                size(
                        proposals.map(Proposals::limitMemory),
                        target.map(ResourceTarget::limitMemory),
                        ResourceRequest.LEAST_MEMORY_BYTES),
                size(
                        proposals.flatMap(Proposals::reservationCpu),
                        target.map(ResourceTarget::reservationCpu),
                        CENTICORE),
                size(
                        proposals.flatMap(Proposals::reservationMemory),
                        target.map(ResourceTarget::reservationMemory),
                        ResourceRequest.LEAST_MEMORY_BYTES));
    }

    /** Where its placement allows none now, any node of the Swarm may be meant. */
    private List<Node> eligible(Service service) {
        List<Node> eligible = simulation.eligible(Demand.of(service, snapshot));
        return eligible.isEmpty() ? snapshot.nodes() : eligible;
    }

    private ResourceTarget target(Service service, Proposals proposals, List<Node> eligible) {
        return new ResourceTarget(
                Resources.NONE,
                Resources.NONE,
                ServiceProfile.of(service, snapshot),
                proposals,
                ResourceRequest.parse(Map.of(), new ArrayList<>()),
                eligible);
    }

    /** @param least what a service that does next to nothing is given all the same */
    private static Optional<Size> size(Optional<Proposal> proposal, Optional<ResourceTarget.Value> fitted, long least) {
        return proposal.filter(Proposal::isMeasured).map(p -> {
            long amount = Math.max(least, fitted.orElseThrow().amount());
            return new Size(
                    amount,
                    amount < p.amount()
                            ? p.how() + "; less, for the smallest node it may land on has no more"
                            : p.how());
        });
    }
}
