package io.swarmkeeper.web.probe;

import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.telemetry.AgentUnavailableException;
import io.swarmkeeper.telemetry.HealthProbes;
import io.swarmkeeper.telemetry.ProbeRefusedException;
import io.swarmkeeper.telemetry.ProbeResult;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.Viewer;
import io.swarmkeeper.wire.HealthProbe;
import io.swarmkeeper.wire.ProbeRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Tries health checks in running containers, for whoever may. Safe for any thread. */
@Component
public class HealthTrials {

    public static final int DEFAULT_RUNS = 3;
    public static final int DEFAULT_SECONDS = 3;

    private final HealthProbes probes;

    HealthTrials(HealthProbes probes) {
        this.probes = probes;
    }

    /**
     * What somebody wants tried, as it was given.
     *
     * @param template one of {@link HealthProbe#TEMPLATES}
     * @param parameters of the template, by name
     * @param taskId of a running task of the service; empty = any of them
     * @param runs 1 to 10; empty = {@link #DEFAULT_RUNS}
     * @param timeoutSeconds of each run, 1 to 5; empty = {@link #DEFAULT_SECONDS}
     */
    public record Wish(
            String template,
            Map<String, String> parameters,
            Optional<String> taskId,
            Optional<Integer> runs,
            Optional<Integer> timeoutSeconds) {}

    /** What came of it, and in which task. */
    public record Trial(Task task, HealthProbe probe, ProbeResult result) {}

    /** @throws ProblemException 403 if the viewer may not try anything */
    public static void require(Viewer viewer) {
        viewer.require(Role.OPERATOR, "try a health check");
    }

    /**
     * Waits for all runs.
     *
     * @throws ProblemException 400 with the {@code field} that is wrong, 403, or 404 if there is no such task
     * @throws ProbeRefusedException if it must not or cannot be run there now; nothing was run
     * @throws AgentUnavailableException if the agent was not heard, or broke off
     */
    public Trial run(Wish wish, Service service, Snapshot snapshot, Viewer viewer) throws InterruptedException {
        require(viewer);
        HealthProbe probe = read(wish);
        int runs = within("runs", wish.runs().orElse(DEFAULT_RUNS), ProbeRequest.MOST_RUNS);
        int seconds =
                within("timeoutSeconds", wish.timeoutSeconds().orElse(DEFAULT_SECONDS), ProbeRequest.LONGEST_SECONDS);
        Task task = task(service, wish.taskId(), snapshot);
        ProbeResult result = probes.run(new HealthProbes.Request(service, task, probe, runs, seconds, viewer.name()));
        return new Trial(task, probe, result);
    }

    private static HealthProbe read(Wish wish) {
        try {
            return HealthProbe.of(wish.template(), wish.parameters());
        } catch (IllegalArgumentException e) {
            throw ProblemException.inBody(
                    HealthProbe.TEMPLATES.contains(wish.template()) ? "parameters" : "template",
                    String.valueOf(e.getMessage()));
        }
    }

    private static int within(String field, int value, int most) {
        if (value < 1 || value > most) {
            throw ProblemException.inBody(field, "%s is %d; 1 to %d is expected.".formatted(field, value, most));
        }
        return value;
    }

    private static Task task(Service service, Optional<String> id, Snapshot snapshot) {
        List<Task> running =
                snapshot.tasksOf(service.id()).stream().filter(Task::isRunning).toList();
        if (id.isEmpty()) {
            return running.stream()
                    .findFirst()
                    .orElseThrow(() -> new ProbeRefusedException(
                            "%s has no running task to try it in.".formatted(service.name())));
        }
        return running.stream()
                .filter(t -> t.id().equals(id.get()))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        Problem.Code.NOT_FOUND,
                        "There is no running task \"%s\" among the %d of %s."
                                .formatted(Words.text(id.get()), running.size(), service.name())));
    }
}
