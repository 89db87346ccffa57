package io.swarmkeeper.analysis.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.AppliedFixes.AppliedFix;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ImageFacts;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.swarm.TaskTemplate;
import io.swarmkeeper.swarm.TaskTemplate.HealthCheck;
import io.swarmkeeper.telemetry.Measurements;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Asks one detector, with the standard thresholds. */
public final class Judging {

    public static final Thresholds STANDARD = new Thresholds(
            90,
            Duration.ofSeconds(30),
            3,
            Duration.ofMinutes(10),
            Duration.ofMinutes(5),
            Duration.ofSeconds(60),
            25,
            80,
            100,
            Set.of(5432, 6379),
            Set.of("prometheus"),
            Set.of("node-exporter"),
            new UseThresholds(
                    Duration.ofDays(7),
                    25,
                    Duration.ofMinutes(5),
                    90,
                    2,
                    Duration.ofDays(7),
                    80,
                    Duration.ofMinutes(10),
                    70,
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(10),
                    50,
                    20,
                    30,
                    Duration.ofHours(1),
                    10,
                    80,
                    92,
                    Duration.ofMinutes(2),
                    20));

    private Judging() {}

    static List<Observation> judge(FindingCode code, Snapshot snapshot) {
        return judge(code, snapshot, List.of(), List.of());
    }

    static List<Observation> judge(FindingCode code, Snapshot snapshot, Measurements measurements) {
        return judge(code, snapshot, List.of(), List.of(), measurements);
    }

    static List<Observation> judge(
            FindingCode code, Snapshot snapshot, List<Failure> failures, List<AppliedFix> fixes) {
        return judge(code, snapshot, failures, fixes, Measurements.none(ClusterBuilder.NOW));
    }

    static List<Observation> judge(
            FindingCode code,
            Snapshot snapshot,
            List<Failure> failures,
            List<AppliedFix> fixes,
            Measurements measurements) {
        Situation situation = new Situation(snapshot, ClusterBuilder.NOW, failures, fixes, measurements);
        return Detectors.all(STANDARD).stream()
                .filter(d -> d.code() == code)
                .flatMap(d -> d.detect(situation).stream())
                .toList();
    }

    static Observation one(FindingCode code, Snapshot snapshot) {
        return one(code, snapshot, Measurements.none(ClusterBuilder.NOW));
    }

    static Observation one(FindingCode code, Snapshot snapshot, Measurements measurements) {
        List<Observation> seen = judge(code, snapshot, measurements);
        assertThat(seen).hasSize(1);
        return seen.getFirst();
    }

    static Task task(
            String service,
            String id,
            int slot,
            String node,
            Task.State state,
            long secondsAgo,
            String template,
            int exitCode) {
        Instant at = ClusterBuilder.NOW.minusSeconds(secondsAgo);
        return new Task(
                id,
                service,
                slot,
                Optional.of(node),
                state,
                state == Task.State.RUNNING ? Task.State.RUNNING : Task.State.SHUTDOWN,
                at,
                "",
                state == Task.State.FAILED ? "task: non-zero exit (" + exitCode + ")" : "",
                Optional.of(exitCode),
                "container",
                "app:1",
                Resources.NONE,
                List.of(),
                Map.of(),
                template,
                at,
                at);
    }

    static Snapshot withImage(Snapshot s, String reference, ImageFacts facts) {
        return copy(s, s.services(), s.tasks(), Map.of(reference, facts));
    }

    /** These beside those it has. */
    static Snapshot withTasks(Snapshot s, Task... more) {
        return copy(
                s,
                s.services(),
                Stream.concat(s.tasks().stream(), Stream.of(more)).toList(),
                s.images());
    }

    static Snapshot withHealthCheck(Snapshot s, HealthCheck check) {
        List<Service> changed = s.services().stream()
                .map(service -> {
                    TaskTemplate t = service.template();
                    TaskTemplate template = new TaskTemplate(
                            t.image(),
                            t.command(),
                            t.arguments(),
                            t.environment(),
                            t.containerLabels(),
                            t.mounts(),
                            t.secrets(),
                            t.configs(),
                            Optional.of(check),
                            t.stopGracePeriod(),
                            t.limits(),
                            t.reservations(),
                            t.restartPolicy(),
                            t.placement(),
                            t.logDriver(),
                            t.forceUpdate());
                    return new Service(
                            service.id(),
                            service.version(),
                            service.name(),
                            service.labels(),
                            service.mode(),
                            template,
                            service.networks(),
                            service.ports(),
                            service.endpointMode(),
                            service.virtualIps(),
                            service.updatePolicy(),
                            service.updatePolicyGiven(),
                            service.rollbackPolicy(),
                            service.updateStatus(),
                            service.createdAt(),
                            service.updatedAt(),
                            service.rawSpec());
                })
                .toList();
        return copy(s, changed, s.tasks(), s.images());
    }

    private static Snapshot copy(Snapshot s, List<Service> services, List<Task> tasks, Map<String, ImageFacts> images) {
        return new Snapshot(
                s.sequence(),
                s.collectedAt(),
                s.cluster(),
                s.nodes(),
                services,
                tasks,
                s.networks(),
                images,
                s.missing());
    }
}
