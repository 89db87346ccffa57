package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.telemetry.HealthRuns;
import io.swarmkeeper.telemetry.ServiceUse;
import io.swarmkeeper.telemetry.TaskUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tasks that fail their health check now, as agents see it, or that the engine killed for it a moment ago: it does so
 * after the last retry, and a new task begins with a clean sheet.
 */
final class HealthCheckFailing extends Measured {

    private final Duration within;

    /** @param within how long a task that was killed for its check counts */
    HealthCheckFailing(Duration within) {
        this.within = within;
    }

    @Override
    public FindingCode code() {
        return FindingCode.HEALTH_CHECK_FAILING;
    }

    @Override
    boolean concerns(Service service, Situation situation) {
        return !service.isJob() && HealthChecks.of(service, situation) != HealthChecks.Answer.NO;
    }

    @Override
    Optional<Observation> judge(Service service, Optional<ServiceUse> use, Situation situation) {
        Set<String> failing = new TreeSet<>();
        use.flatMap(ServiceUse::health).map(HealthRuns::failing).ifPresent(failing::addAll);
        for (TaskUse task : use.map(ServiceUse::tasks).orElse(List.of())) {
            switch (task.health()) {
                case "unhealthy" -> failing.add(task.taskId());
                // what fails in the start period is expected to; the engine does not count it either
                case "starting" -> failing.remove(task.taskId());
                default -> {}
            }
        }
        List<Failure> killed = killed(service, situation);
        if (failing.isEmpty() && killed.isEmpty()) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        if (!failing.isEmpty()) {
            words.add("%s now, three times in a row at least"
                    .formatted(failing.size() == 1 ? "1 task fails it" : failing.size() + " tasks fail it"));
        }
        if (!killed.isEmpty()) {
            words.add("the engine killed %s for it within %s"
                    .formatted(Quantities.count(killed.size(), "task"), Quantities.duration(within)));
        }
        Optional<HealthRuns> runs = use.flatMap(ServiceUse::health).filter(r -> r.runs() > 0);
        String share = runs.map(r -> " Of %s since %s, %d failed."
                        .formatted(Quantities.count(r.runs(), "run"), Words.time(r.since()), r.failed()))
                .orElse("");
        Observation seen = situation
                .observe(
                        code(),
                        Severity.CRITICAL,
                        service,
                        Words.name(service.name()) + " fails its health check",
                        Words.capital(String.join(", and ", words)) + "." + share)
                .with("failingTasks", (long) failing.size())
                .with("killedTasks", (long) killed.size());
        if (runs.isPresent()) {
            seen = seen.with("runs", runs.get().runs())
                    .with("failedRuns", runs.get().failed())
                    .with("timeoutMillis", runs.get().timeoutMillis());
        }
        Instant since =
                killed.stream().map(Failure::at).min(Comparator.naturalOrder()).orElse(situation.now());
        return Optional.of(seen.lasting(since, Duration.ZERO));
    }

    /**
     * Only tasks of the spec that runs now: once the service is changed, what the old spec did is history. Where no task is
     * wanted any more, because those that ended are not to be started again, it is the spec that ran last.
     */
    private List<Failure> killed(Service service, Situation situation) {
        Instant earliest = situation.now().minus(within);
        Optional<String> current = situation.snapshot().tasksOf(service.id()).stream()
                .max(Comparator.comparing(Task::isWanted).thenComparing(Task::createdAt))
                .map(Task::templateHash);
        return situation.failures(service.id()).stream()
                .filter(f -> f.unhealthy() && f.at().isAfter(earliest))
                .filter(f -> current.map(f.template()::equals).orElse(false))
                .toList();
    }
}
