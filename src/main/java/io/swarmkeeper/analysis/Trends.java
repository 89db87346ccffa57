package io.swarmkeeper.analysis;

import io.swarmkeeper.analysis.Scorecard.Direction;
import io.swarmkeeper.analysis.Scorecard.Metric;
import io.swarmkeeper.analysis.Scorecard.State;
import io.swarmkeeper.analysis.Scorecard.Trend;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What each metric was, hour by hour, and where it goes: against what it was a day ago. For one thread at a time. */
final class Trends {

    static final Duration KEEP = Duration.ofDays(8);

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final Set<String> MORE_IS_BETTER = Set.of("services-with-limits", "health-checks-passing");

    /** @param at the hour it was measured in, its beginning */
    record Point(String metric, Instant at, double amount) {}

    private final Map<String, NavigableMap<Instant, Double>> hours = new HashMap<>();

    void restore(List<Point> stored) {
        stored.forEach(p -> of(p.metric()).put(p.at(), p.amount()));
    }

    private NavigableMap<Instant, Double> of(String metric) {
        return hours.computeIfAbsent(metric, m -> new TreeMap<>());
    }

    /** What is new and worth keeping: the first value of each hour. */
    List<Point> take(List<Metric> metrics, Instant now) {
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        List<Point> added = new ArrayList<>();
        for (Metric metric : metrics) {
            NavigableMap<Instant, Double> own = of(metric.name());
            own.headMap(now.minus(KEEP), false).clear();
            if (metric.amount().isPresent() && !own.containsKey(hour)) {
                own.put(hour, metric.amount().get());
                added.add(new Point(metric.name(), hour, metric.amount().get()));
            }
        }
        return added;
    }

    Metric withTrend(Metric metric, Instant now) {
        return new Metric(
                metric.name(),
                metric.title(),
                metric.target(),
                metric.value(),
                metric.amount(),
                metric.unit(),
                metric.state(),
                metric.state() == State.UNKNOWN
                        ? Trend.UNKNOWN
                        : metric.amount().map(a -> trend(metric, a, now)).orElse(Trend.UNKNOWN),
                metric.note(),
                metric.since());
    }

    private Trend trend(Metric metric, double amount, Instant now) {
        NavigableMap<Instant, Double> own = of(metric.name());
        Map.Entry<Instant, Double> then = own.floorEntry(now.minus(DAY));
        if (then == null) {
            then = own.firstEntry();
        }
        if (then == null || then.getKey().isAfter(now.minus(SHORTEST))) {
            return Trend.UNKNOWN;
        }
        double difference = amount - then.getValue();
        Direction direction;
        if (Math.abs(difference) <= noise(metric.unit(), then.getValue())) {
            direction = Direction.SAME;
        } else {
            direction = difference > 0 == MORE_IS_BETTER.contains(metric.name()) ? Direction.BETTER : Direction.WORSE;
        }
        return new Trend(direction, Optional.of(then.getValue()), Optional.of(then.getKey()));
    }

    /** What comes and goes without meaning anything: two points of a share, a fifth of a latency, nothing of a count. */
    private static double noise(String unit, double before) {
        return switch (unit) {
            case "%" -> 2;
            case "ms" -> Math.max(0.1, before / 5);
            default -> 0;
        };
    }
}
