package io.swarmkeeper.web.page;

import io.swarmkeeper.remediation.Plan;
import io.swarmkeeper.swarm.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A plan as people read it before they ask for it or approve it.
 *
 * @param landsOn where the tasks will run, and where they run now
 * @param lostNode the node whose loss was simulated; empty if there is none to lose
 * @param withLoss where they would run without it
 * @param stackPatch YAML for the stack file; empty if the service is in no stack
 */
record PlanSheet(
        String title,
        String service,
        String serviceHref,
        List<StepSheet> steps,
        List<String> why,
        List<String> cut,
        String restarts,
        String landsOn,
        String lostNode,
        String withLoss,
        Tag risk,
        List<String> warnings,
        String wayBack,
        String checksum,
        String stackPatch) {

    record StepSheet(String title, List<PlanDiff.Line> lines) {}

    static PlanSheet of(Plan plan) {
        Plan.PlacementForecast placement = plan.placement();
        return new PlanSheet(
                Wording.clip(plan.title(), 160),
                Wording.name(plan.subject().name()),
                FindingRow.href(plan.subject()),
                plan.steps().stream()
                        .map(s -> new StepSheet(s.title(), PlanDiff.of(s)))
                        .toList(),
                plan.why(),
                plan.cut(),
                restarts(plan),
                landsOn(placement),
                Wording.name(placement.lostNode()),
                nodes(placement.withLargestNodeLost()),
                risk(plan.risk()),
                plan.warnings(),
                "the spec of version %d, kept; about %s"
                        .formatted(
                                plan.wayBack().specVersion(),
                                Quantities.duration(plan.wayBack().takes())),
                plan.checksum(),
                plan.composeFragment().orElse(""));
    }

    private static String restarts(Plan plan) {
        if (plan.steps().stream().noneMatch(Plan.Step::replacesTasks)) {
            return "nothing";
        }
        int tasks = plan.placement().before().size();
        return tasks == 0 ? "no running task" : Wording.count(tasks, "task") + ", as the service's update policy says";
    }

    private static Tag risk(Plan.Risk risk) {
        return new Tag(
                switch (risk) {
                    case LOW -> "good";
                    case MEDIUM -> "warn";
                    case HIGH -> "bad";
                },
                Wording.words(risk) + " risk");
    }

    /** A name that ends in a question mark is one of several nodes that the scheduler holds for equal. */
    private static String landsOn(Plan.PlacementForecast placement) {
        List<String> likely = placement.after().stream()
                .map(n -> n.endsWith("?") ? n.substring(0, n.length() - 1) : n)
                .sorted()
                .toList();
        boolean asNow = likely.equals(placement.before().stream().sorted().toList());
        boolean open = placement.after().stream().anyMatch(n -> n.endsWith("?"));
        return nodes(likely)
                + (asNow ? ", as now" : ", now " + nodes(placement.before()))
                + (open ? "; the scheduler may as well choose others that are as free" : "");
    }

    /** {@code m1, w1, w1} as {@code m1, w1 twice}. */
    private static String nodes(List<String> hostnames) {
        if (hostnames.isEmpty()) {
            return "nowhere";
        }
        Map<String, Integer> counts = new TreeMap<>();
        hostnames.forEach(n -> counts.merge(n, 1, Integer::sum));
        List<String> words = new ArrayList<>();
        counts.forEach(
                (name, n) -> words.add(Wording.name(name) + (n == 1 ? "" : n == 2 ? " twice" : " " + n + " times")));
        return Wording.list(words, 12);
    }
}
