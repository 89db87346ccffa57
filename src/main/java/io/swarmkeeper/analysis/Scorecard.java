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

    /**
     * @param name stable, kebab-case, e.g. {@code services-with-limits}
     * @param title what people read, e.g. {@code Services with resource limits}
     * @param target in words with its unit, e.g. {@code 100 %}
     * @param value what was measured, in words with its unit; empty when unknown
     * @param note where the value comes from, or what is missing to know it
     * @param since when the state was first seen without a break; kept over restarts
     */
    public record Metric(
            String name,
            String title,
            String target,
            Optional<String> value,
            State state,
            String note,
            Instant since) {}
}
