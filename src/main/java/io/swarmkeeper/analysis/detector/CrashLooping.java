package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A slot whose tasks fail one after the other. Only failures of the spec that runs now count: once the service is
 * changed, what the old spec did is history.
 */
final class CrashLooping extends PerService {

    private final int failures;
    private final Duration within;

    /**
     * @param failures of one slot that make a loop
     * @param within the time in which they must happen
     */
    CrashLooping(int failures, Duration within) {
        this.failures = failures;
        this.within = within;
    }

    @Override
    public FindingCode code() {
        return FindingCode.CRASH_LOOPING;
    }

    @Override
    Optional<Observation> judge(Service service, Situation situation) {
        if (!situation.isAwake(service) && !service.isJob()) {
            return Optional.empty();
        }
        Map<String, Task> newest = new HashMap<>();
        for (Task task : situation.snapshot().tasksOf(service.id())) {
            newest.merge(Failure.slot(task), task, (a, b) -> a.createdAt().isAfter(b.createdAt()) ? a : b);
        }
        Instant earliest = situation.now().minus(within);
        Map<String, List<Failure>> loops = new HashMap<>();
        for (Failure failure : situation.failures(service.id())) {
            Task now = newest.get(failure.slot());
            if (now != null
                    && now.desiredState() != Task.State.REMOVE
                    && now.templateHash().equals(failure.template())
                    && failure.at().isAfter(earliest)) {
                loops.computeIfAbsent(failure.slot(), k -> new ArrayList<>()).add(failure);
            }
        }
        loops.values().removeIf(l -> l.size() < failures);
        if (loops.isEmpty()) {
            return Optional.empty();
        }
        List<Failure> worst =
                loops.values().stream().max(Comparator.comparingInt(List::size)).orElseThrow();
        worst.sort(Comparator.comparing(Failure::at));
        Failure last = worst.getLast();
        String exit =
                last.exitCode().map(c -> " with exit code " + c + meaning(c)).orElse("");
        return Optional.of(situation
                .observe(
                        code(),
                        Severity.CRITICAL,
                        service,
                        Words.name(service.name()) + " keeps crashing",
                        "%d tasks of one slot failed within %s, the last%s. The engine says: %s"
                                .formatted(worst.size(), Quantities.duration(within), exit, Words.text(last.error())))
                .with("failedTasks", (long) worst.size())
                .with("slots", (long) loops.size())
                .with("lastError", Words.text(last.error()))
                .with("lastExitCode", last.exitCode().map(Integer::longValue).orElse(-1L))
                .lasting(worst.getFirst().at(), Duration.ZERO));
    }

    /** What shells and the kernel mean by it. */
    private static String meaning(int exitCode) {
        return switch (exitCode) {
            case 126 -> " (its command cannot be run)";
            case 127 -> " (its command was not found)";
            case 137 -> " (killed: out of memory, or too slow to stop)";
            case 139 -> " (it broke its own memory)";
            case 143 -> " (told to stop, mostly by a failing health check)";
            default -> "";
        };
    }
}
