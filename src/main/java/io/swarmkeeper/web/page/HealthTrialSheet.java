package io.swarmkeeper.web.page;

import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.telemetry.ProbeResult;
import io.swarmkeeper.web.probe.HealthTrials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What came of a health check that was tried, as a page says it.
 *
 * @param headline the verdict
 * @param command the words that were run
 * @param missing why there are fewer runs than asked for; empty if there are not
 */
record HealthTrialSheet(
        String headline, Tag verdict, String command, String task, String nodeHref, List<Run> runs, String missing) {

    /** @param exit the exit code and what it means */
    record Run(int number, Tag exit, String took, String output) {}

    private static final int CANNOT_RUN = 126;
    private static final int NOT_FOUND = 127;

    static HealthTrialSheet of(HealthTrials.Trial trial, String service, Snapshot snapshot) {
        ProbeResult result = trial.result();
        List<Run> runs = new ArrayList<>();
        for (ProbeResult.Run run : result.runs()) {
            runs.add(new Run(
                    runs.size() + 1,
                    exit(run.exitCode()),
                    run.took().toMillis() + " ms",
                    run.output().strip()));
        }
        int left = result.asked() - result.runs().size();
        return new HealthTrialSheet(
                headline(result, trial.probe().template(), service),
                result.passed() ? new Tag("good", "passed") : new Tag("bad", "failed"),
                String.join(" ", result.command()),
                task(trial.task(), snapshot),
                trial.task()
                        .nodeId()
                        .flatMap(snapshot::findNode)
                        .map(n -> "/nodes/" + FindingRow.encode(n.id()))
                        .orElse(""),
                runs,
                left == 0
                        ? ""
                        : "%s not made: a program that is not over in time is not started again."
                                .formatted(Wording.count(left, "run") + (left == 1 ? " was" : " were")));
    }

    private static String headline(ProbeResult result, String template, String service) {
        long slowest = result.runs().stream()
                .map(ProbeResult.Run::took)
                .mapToLong(Duration::toMillis)
                .max()
                .orElse(0);
        long healthy = result.runs().stream()
                .filter(r -> r.exitCode().equals(Optional.of(0)))
                .count();
        if (result.passed()) {
            return "%s passes %s: %s in %d ms%s"
                    .formatted(
                            service,
                            template,
                            result.asked() == 1 ? "1 run, over" : "all %d runs, each".formatted(result.asked()),
                            slowest,
                            result.asked() == 1 ? "" : " at most");
        }
        return "%s fails %s: %d of %s passed"
                .formatted(service, template, healthy, Wording.count(result.asked(), "run"));
    }

    private static Tag exit(Optional<Integer> code) {
        if (code.isEmpty()) {
            return new Tag("bad", "none, not over in time");
        }
        return switch (code.get()) {
            case 0 -> new Tag("good", "0, healthy");
            case CANNOT_RUN, NOT_FOUND -> new Tag("bad", code.get() + ", no such program in the image");
            default -> new Tag("bad", code.get() + ", unhealthy");
        };
    }

    /** A task as people tell it from others: its slot, and where it runs. */
    static String task(Task task, Snapshot snapshot) {
        String node = task.nodeId()
                .flatMap(snapshot::findNode)
                .map(Node::hostname)
                .map(Wording::name)
                .orElse("a node that is gone");
        return task.slot() > 0 ? "task %d on %s".formatted(task.slot(), node) : "the task on " + node;
    }
}
