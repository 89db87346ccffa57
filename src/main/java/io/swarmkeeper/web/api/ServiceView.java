package io.swarmkeeper.web.api;

import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.Pinning;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.swarm.Masking;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Placement;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.TaskTemplate;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.ServiceUse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One service with all that findings are made of.
 *
 * @param usage null if nothing was ever measured of it
 * @param healthCheck null if neither the spec nor the image, where it is known, has one
 * @param pinnedTo host name of the one node, of several, that the spec singles out ({@link Pinning}); null if it may go
 *     elsewhere, or stays only because no other node has the same role or platform
 * @param updateState of the last or running update; null if there was none
 */
record ServiceView(
        String id,
        String name,
        @Nullable String stack,
        String mode,
        Replicas replicas,
        String image,
        AmountView limits,
        AmountView reservations,
        UsageViews.@Nullable ServiceUsageView usage,
        @Nullable HealthCheckView healthCheck,
        PlacementView placement,
        List<String> networks,
        List<MountView> mounts,
        List<PortView> ports,
        StatefulView stateful,
        @Nullable String updateState,
        long specVersion,
        String kind,
        boolean critical,
        @Nullable String pinnedTo,
        String endpointMode,
        UpdatePolicyView updatePolicy,
        Instant createdAt,
        Instant updatedAt) {

    record Replicas(long running, long desired) {}

    /**
     * @param source {@code service}, or {@code image} when the spec leaves it to the image
     * @param test as Docker spells it; empty when disabled
     */
    record HealthCheckView(
            String source,
            boolean disabled,
            List<String> test,
            double intervalSeconds,
            double timeoutSeconds,
            double startPeriodSeconds,
            int retries) {}

    /** @param maxReplicasPerNode null = no maximum */
    record PlacementView(
            List<String> constraints,
            List<String> preferences,
            @Nullable Long maxReplicasPerNode) {}

    record MountView(String type, String source, String target, boolean readOnly, String driver) {}

    /** @param published null = the engine chooses */
    record PortView(String protocol, int target, @Nullable Integer published, String mode) {}

    record StatefulView(boolean value, List<String> reasons) {}

    /** @param given false when the spec leaves it to the engine's default */
    record UpdatePolicyView(
            boolean given, long parallelism, String order, String failureAction, double monitorSeconds) {}

    static List<ServiceView> listOf(Snapshot snapshot, Analysis analysis, Measurements measurements) {
        return snapshot.services().stream()
                .map(s -> of(s, snapshot, analysis.profile(s, snapshot), measurements.service(s.id())))
                .toList();
    }

    static ServiceView of(Service service, Snapshot snapshot, ServiceProfile profile, Optional<ServiceUse> usage) {
        TaskTemplate template = service.template();
        return new ServiceView(
                service.id(),
                service.name(),
                service.stack().orElse(null),
                mode(service.mode()),
                new Replicas(snapshot.runningTasks(service.id()), snapshot.desiredTasks(service)),
                Shown.text(template.image()),
                AmountView.of(template.limits()),
                AmountView.of(template.reservations()),
                UsageViews.ServiceUsageView.of(usage),
                healthCheck(template, snapshot),
                placement(template.placement()),
                service.networks().stream()
                        .map(n -> snapshot.findNetwork(n.networkId())
                                .map(found -> found.name())
                                .orElse(n.networkId()))
                        .toList(),
                template.mounts().stream()
                        .map(m -> new MountView(
                                m.type(), Shown.text(m.source()), Shown.text(m.target()), m.readOnly(), m.driver()))
                        .toList(),
                service.ports().stream()
                        .map(p -> new PortView(
                                p.protocol(),
                                p.target(),
                                p.published() == 0 ? null : p.published(),
                                Words.of(p.mode())))
                        .toList(),
                new StatefulView(profile.stateful(), profile.statefulReasons()),
                service.updateStatus().map(u -> Words.of(u.state())).orElse(null),
                service.version(),
                Words.of(profile.kind()),
                profile.critical(),
                pinnedTo(service, snapshot),
                service.endpointMode(),
                new UpdatePolicyView(
                        service.updatePolicyGiven(),
                        service.updatePolicy().parallelism(),
                        Words.of(service.updatePolicy().order()),
                        Words.of(service.updatePolicy().failureAction()),
                        seconds(service.updatePolicy().monitor())),
                service.createdAt(),
                service.updatedAt());
    }

    private static String mode(Service.Mode mode) {
        return switch (mode) {
            case Service.Mode.Replicated r -> "replicated";
            case Service.Mode.Global g -> "global";
            case Service.Mode.ReplicatedJob j -> "replicated-job";
            case Service.Mode.GlobalJob j -> "global-job";
        };
    }

    private static @Nullable HealthCheckView healthCheck(TaskTemplate template, Snapshot snapshot) {
        var own = template.healthCheck();
        if (own.isPresent() && !own.get().isInherited()) {
            return healthCheck("service", own.get());
        }
        return snapshot.findImage(template.image())
                .flatMap(facts -> facts.healthCheck())
                .map(check -> healthCheck("image", check))
                .orElse(null);
    }

    private static HealthCheckView healthCheck(String source, TaskTemplate.HealthCheck check) {
        return new HealthCheckView(
                source,
                check.isDisabled(),
                check.isDisabled() ? List.of() : Shown.texts(Masking.words(check.test())),
                seconds(check.interval().isZero() ? Duration.ofSeconds(30) : check.interval()),
                seconds(check.timeout().isZero() ? Duration.ofSeconds(30) : check.timeout()),
                seconds(check.startPeriod()),
                check.retries() == 0 ? 3 : check.retries());
    }

    private static PlacementView placement(Placement placement) {
        return new PlacementView(
                Shown.texts(placement.constraints()),
                Shown.texts(placement.preferences()),
                placement.maxReplicasPerNode() == 0 ? null : placement.maxReplicasPerNode());
    }

    private static @Nullable String pinnedTo(Service service, Snapshot snapshot) {
        return snapshot.nodes().size() < 2
                ? null
                : Pinning.pinnedTo(service, Pinning.allowed(service, snapshot.nodes()))
                        .map(Node::hostname)
                        .orElse(null);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
