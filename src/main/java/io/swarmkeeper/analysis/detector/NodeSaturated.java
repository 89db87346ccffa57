package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.telemetry.NodeLoad;
import io.swarmkeeper.telemetry.ServiceUse;
import io.swarmkeeper.telemetry.TaskUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** A node that is busy all the time: each minute of the window, on average over that minute, above the threshold. */
abstract class NodeSaturated implements Detector {

    private static final int MOST_SERVICES = 3;

    private final int percent;
    private final Duration window;

    /**
     * @param percent of the node's capacity
     * @param window whole minutes, at most an hour
     */
    NodeSaturated(int percent, Duration window) {
        this.percent = percent;
        this.window = window;
    }

    @Override
    public final Set<Part> needs() {
        return EnumSet.of(Part.NODES, Part.MEASUREMENTS);
    }

    /** What one task takes of it; empty if it is not measured. */
    abstract Optional<Double> taken(TaskUse task);

    abstract Optional<Double> shareNow(NodeLoad load);

    abstract OptionalDouble lowestShare(NodeLoad load, Duration window);

    abstract String say(double amount);

    /** {@code CPU} or {@code memory}. */
    abstract String resource();

    private record Saturated(Node node, NodeLoad load, double lowest) {}

    @Override
    public final List<Observation> detect(Situation situation) {
        List<Saturated> saturated = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (Node node : situation.nodes()) {
            if (node.state() != Node.State.READY) {
                continue;
            }
            Optional<NodeLoad> load = situation.measurements().node(node.id());
            OptionalDouble lowest = load.map(l -> lowestShare(l, window)).orElse(OptionalDouble.empty());
            boolean calm =
                    load.flatMap(this::shareNow).filter(s -> s * 100 <= percent).isPresent();
            if (lowest.isPresent() && lowest.getAsDouble() * 100 > percent) {
                saturated.add(new Saturated(node, load.orElseThrow(), lowest.getAsDouble()));
            } else if (lowest.isEmpty() && !calm) {
                unknown.add(node.hostname());
            }
        }
        Map<String, List<Taken>> taken = saturated.isEmpty() ? Map.of() : taken(situation);
        List<Observation> seen = new ArrayList<>();
        saturated.forEach(s -> seen.add(observe(s, taken.getOrDefault(s.node().id(), List.of()), situation)));
        Measured.blindSpot(
                        code(),
                        unknown,
                        "node",
                        "its agent is not heard, or has not measured it for %s yet"
                                .formatted(Quantities.duration(window)),
                        situation)
                .ifPresent(seen::add);
        return seen;
    }

    private Observation observe(Saturated saturated, List<Taken> taken, Situation situation) {
        Node node = saturated.node();
        List<String> busiest = busiest(taken);
        return situation
                .observe(
                        code(),
                        Severity.CRITICAL,
                        node,
                        "%s has been using nearly all of its %s".formatted(Words.name(node.hostname()), resource()),
                        "At least %s of its %s for %s, more than %d %%. Most is used by %s."
                                .formatted(
                                        Quantities.percent(saturated.lowest(), 1),
                                        resource(),
                                        Quantities.duration(window),
                                        percent,
                                        busiest.isEmpty() ? "what is no service" : String.join(", ", busiest)))
                .with("lowestPercent", Math.round(saturated.lowest() * 100))
                .with("percent", (long) percent)
                .with("windowSeconds", window.toSeconds())
                .with("measuredBy", saturated.load().source())
                .with("busiest", busiest)
                .lasting(situation.now().minus(window), Duration.ZERO);
    }

    private record Taken(String service, double amount) {}

    /** What each service takes on each node, by node id: all in one pass, as a whole Swarm may be busy at once. */
    private Map<String, List<Taken>> taken(Situation situation) {
        Map<String, List<Taken>> byNode = new HashMap<>();
        for (ServiceUse use : situation.measurements().allServices()) {
            Map<String, Double> sums = new HashMap<>();
            for (TaskUse task : use.tasks()) {
                taken(task).ifPresent(amount -> sums.merge(task.nodeId(), amount, Double::sum));
            }
            sums.forEach((node, sum) -> {
                if (sum > 0) {
                    byNode.computeIfAbsent(node, k -> new ArrayList<>()).add(new Taken(use.name(), sum));
                }
            });
        }
        return byNode;
    }

    private List<String> busiest(List<Taken> all) {
        return all.stream()
                .sorted(Comparator.comparingDouble(Taken::amount).reversed().thenComparing(Taken::service))
                .limit(MOST_SERVICES)
                .map(t -> "%s (%s)".formatted(Words.name(t.service()), say(t.amount())))
                .toList();
    }
}
