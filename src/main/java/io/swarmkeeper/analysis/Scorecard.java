package io.swarmkeeper.analysis;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The success metrics of the plan, measured, in the plan's order. */
public record Scorecard(List<Metric> metrics) {

    public Scorecard {
        metrics = List.copyOf(metrics);
    }

    public enum State {
        MET,
        MISSED,
        /** Not measured, or not yet: never shown as a number. */
        UNKNOWN
    }

    /** Where a metric goes. */
    public enum Direction {
        BETTER,
        SAME,
        WORSE,
        /** Not measured now, or nothing to compare with yet. */
        UNKNOWN
    }

    /**
     * @param before what was measured then, in the metric's unit; empty, like {@code at}, if the direction is unknown
     * @param at a day ago, or as long as there are values if that is less
     */
    public record Trend(Direction direction, Optional<Double> before, Optional<Instant> at) {
        static final Trend UNKNOWN = new Trend(Direction.UNKNOWN, Optional.empty(), Optional.empty());
    }

    /**
     * @param name stable, kebab-case, e.g. {@code services-with-limits}
     * @param title what people read, e.g. {@code Services with resource limits}
     * @param target in words with its unit, e.g. {@code 100 %}
     * @param value what was measured, in words with its unit; empty when unknown
     * @param amount the same as a number; empty when unknown, or where there is a value that is none
     * @param unit of amount: {@code %}, {@code ms}, or empty for a count
     * @param note where the value comes from, or what is missing to know it
     * @param since when the state was first seen without a break; kept over restarts
     */
    public record Metric(
            String name,
            String title,
            String target,
            Optional<String> value,
            Optional<Double> amount,
            String unit,
            State state,
            Trend trend,
            String note,
            Instant since) {}
}
