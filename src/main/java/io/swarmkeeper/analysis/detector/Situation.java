package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.AppliedFixes.AppliedFix;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Pinning;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.scheduler.Simulation;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.swarm.Volume;
import io.swarmkeeper.telemetry.Flow;
import io.swarmkeeper.telemetry.KillRecord;
import io.swarmkeeper.telemetry.Measurements;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything a detector may know, indexed once: the snapshot, what happened before it, what agents measured, and what
 * the scheduler would do. For one thread.
 */
public final class Situation {

    private final Snapshot snapshot;
    private final Instant now;
    private final Map<String, List<Failure>> failuresByService = new HashMap<>();
    private final List<AppliedFix> fixes;
    private final Measurements measurements;
    private final Eyes eyes;

    private final Map<String, ServiceProfile> profiles = new HashMap<>();
    private final Map<String, List<Node>> matching = new HashMap<>();
    private final Map<String, List<Service>> servicesByNetwork = new HashMap<>();
    private final Map<String, Long> desired = new HashMap<>();
    private @Nullable Simulation simulation;
    private @Nullable Map<String, List<Flow>> flows;
    private @Nullable Map<String, List<KillRecord>> kills;
    private @Nullable Pairs pairs;

    /**
     * @param failures ended tasks worth remembering, beyond what the engine still lists
     * @param fixes proven fixes, oldest first
     * @param measurements what agents told; of services and nodes that may be gone or not yet in the snapshot
     */
    public Situation(
            Snapshot snapshot, Instant now, List<Failure> failures, List<AppliedFix> fixes, Measurements measurements) {
        this.snapshot = snapshot;
        this.now = now;
        this.fixes = List.copyOf(fixes);
        this.measurements = measurements;
        this.eyes = new Eyes(snapshot, measurements, now);
        Map<String, Failure> known = new LinkedHashMap<>();
        failures.forEach(f -> known.put(f.taskId(), f));
        Set<String> unhealthy = measurements.services().values().stream()
                .flatMap(use -> use.health().stream())
                .flatMap(runs -> runs.endedUnhealthy().stream())
                .collect(Collectors.toSet());
        for (Task task : snapshot.tasks()) {
            Failure.of(task, unhealthy.contains(task.id())).ifPresent(f -> known.put(f.taskId(), f));
        }
        for (Failure failure : known.values()) {
            failuresByService
                    .computeIfAbsent(failure.serviceId(), k -> new ArrayList<>())
                    .add(failure);
        }
        for (Service service : snapshot.services()) {
            profiles.put(service.id(), ServiceProfile.of(service, snapshot));
            desired.put(service.id(), snapshot.desiredTasks(service));
            for (Service.NetworkAttachment attachment : service.networks()) {
                servicesByNetwork
                        .computeIfAbsent(attachment.networkId(), k -> new ArrayList<>())
                        .add(service);
            }
        }
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    Instant now() {
        return now;
    }

    List<Service> services() {
        return snapshot.services();
    }

    List<Node> nodes() {
        return snapshot.nodes();
    }

    List<AppliedFix> fixes() {
        return fixes;
    }

    /** Every failure known, remembered ones included. */
    public List<Failure> failures() {
        return failuresByService.values().stream().flatMap(List::stream).toList();
    }

    /** Tasks of the service that failed lately, remembered ones included, in no order. */
    List<Failure> failures(String serviceId) {
        return failuresByService.getOrDefault(serviceId, List.of());
    }

    Measurements measurements() {
        return measurements;
    }

    /** What is being measured, and what is not. */
    public Eyes eyes() {
        return eyes;
    }

    /** Of the service, also under an earlier id of its name; newest first. */
    List<KillRecord> kills(Service service) {
        Map<String, List<KillRecord>> known = kills;
        if (known == null) {
            known = new HashMap<>();
            for (KillRecord kill : measurements.kills()) {
                String name = kill.serviceName().isEmpty()
                        ? snapshot.findService(kill.serviceId())
                                .map(Service::name)
                                .orElse("")
                        : kill.serviceName();
                known.computeIfAbsent(name, k -> new ArrayList<>()).add(kill);
            }
            kills = known;
        }
        return known.getOrDefault(service.name(), List.of());
    }

    /** What the service was seen to open connections to. */
    List<Flow> flowsFrom(Service service) {
        Map<String, List<Flow>> known = flows;
        if (known == null) {
            known = new HashMap<>();
            for (Flow flow : measurements.flows()) {
                known.computeIfAbsent(flow.client(), k -> new ArrayList<>()).add(flow);
            }
            flows = known;
        }
        return known.getOrDefault(service.name(), List.of());
    }

    /** Read through once for all who judge them: of many nodes there are tens of thousands. */
    Pairs pairs() {
        Pairs existing = pairs;
        if (existing == null) {
            existing = new Pairs(this);
            pairs = existing;
        }
        return existing;
    }

    /** Built when first asked for. */
    Simulation simulation() {
        Simulation existing = simulation;
        if (existing == null) {
            existing = Simulation.of(snapshot);
            simulation = existing;
        }
        return existing;
    }

    ServiceProfile profile(Service service) {
        ServiceProfile known = profiles.get(service.id());
        return known != null ? known : ServiceProfile.of(service, snapshot);
    }

    /** How many tasks the service should have now. */
    long desired(Service service) {
        return desired.getOrDefault(service.id(), 0L);
    }

    /** False for a service scaled to zero: it harms nobody and needs nothing now. */
    boolean isAwake(Service service) {
        return desired(service) > 0;
    }

    /** Services whose tasks join the network, in snapshot order. */
    List<Service> servicesOn(Network network) {
        return servicesByNetwork.getOrDefault(network.id(), List.of());
    }

    /** Nodes that the service's constraints allow, in whatever state they are. */
    List<Node> allowed(Service service) {
        return matching.computeIfAbsent(service.id(), k -> Pinning.allowed(service, nodes()));
    }

    /** The only node this service can ever run on. */
    Optional<Node> pinnedTo(Service service) {
        return Pinning.pinnedTo(service, allowed(service));
    }

    Observation observe(FindingCode code, Severity severity, Service service, String title, String explanation) {
        return observe(code, severity, subject(service), title, explanation);
    }

    Observation observe(FindingCode code, Severity severity, Node node, String title, String explanation) {
        return observe(code, severity, new Subject(Subject.Kind.NODE, node.id(), node.hostname()), title, explanation);
    }

    Observation observe(FindingCode code, Severity severity, Network network, String title, String explanation) {
        return observe(
                code, severity, new Subject(Subject.Kind.NETWORK, network.id(), network.name()), title, explanation);
    }

    Observation observe(FindingCode code, Severity severity, Volume volume, String title, String explanation) {
        return observe(
                code, severity, new Subject(Subject.Kind.VOLUME, volume.id(), volume.name()), title, explanation);
    }

    /** About the Swarm as a whole. */
    Observation observe(FindingCode code, Severity severity, String title, String explanation) {
        return observe(code, severity, swarm(), title, explanation);
    }

    private Observation observe(
            FindingCode code, Severity severity, Subject subject, String title, String explanation) {
        return new Observation(code, severity, subject, title, explanation, Map.of(), true, now, Duration.ZERO);
    }

    static Subject subject(Service service) {
        return new Subject(Subject.Kind.SERVICE, service.id(), service.name());
    }

    public Subject swarm() {
        return new Subject(Subject.Kind.SWARM, snapshot.cluster().id(), "the Swarm");
    }
}
