package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Scorecard.Metric;
import io.swarmkeeper.analysis.Scorecard.State;
import io.swarmkeeper.analysis.Scorecard.Trend;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One success metric of the plan: what is wanted, what is, and where it goes.
 *
 * @param value empty if it is unknown
 * @param goes empty if the metric is unknown
 */
record MetricRow(String title, String target, String value, Tag tag, String note, Optional<Goes> goes) {

    /**
     * Where it goes, in words: the arrow only repeats them.
     *
     * @param arrow where the number went, which may be for better or worse; empty if there is no trend yet
     * @param look class of the words, empty for none
     * @param words {@code better}, {@code worse}, {@code as it was}, {@code no trend yet}
     * @param from what it was and is; empty where words say it all
     * @param since what it is compared with; empty if there is no trend yet
     */
    record Goes(String arrow, String look, String words, String from, Optional<When> since) {}

    static MetricRow of(Metric metric, Instant now) {
        return new MetricRow(
                metric.title(),
                metric.target(),
                metric.value().orElse(""),
                Tag.of(metric.state()),
                metric.note(),
                metric.state() == State.UNKNOWN ? Optional.empty() : Optional.of(goes(metric, now)));
    }

    /** What is missing to know the unknown ones: each reason once, after the metrics that it keeps unknown. */
    static List<String> unknownBecause(List<Metric> metrics) {
        return metrics.stream()
                .filter(m -> m.state() == State.UNKNOWN)
                .collect(Collectors.groupingBy(Metric::note, LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(e -> Wording.list(e.getValue().stream().map(Metric::title).toList(), 4) + ": " + e.getKey())
                .toList();
    }

    private static Goes goes(Metric metric, Instant now) {
        Trend trend = metric.trend();
        Optional<When> since = trend.at().map(at -> When.of(at, now));
        double is = metric.amount().orElse(0.0);
        double was = trend.before().orElse(is);
        String from = ", from %s to %s".formatted(amount(was, metric.unit()), amount(is, metric.unit()));
        String arrow = is > was ? "↑" : is < was ? "↓" : "→";
        return switch (trend.direction()) {
            case BETTER -> new Goes(arrow, "good", "better", from, since);
            case WORSE -> new Goes(arrow, "bad", "worse", from, since);
            case SAME -> new Goes("→", "", "as it was", "", since);
            case UNKNOWN -> new Goes("", "", "no trend yet", "", Optional.empty());
        };
    }

    private static String amount(double amount, String unit) {
        String number = String.format(Locale.ROOT, unit.equals("ms") ? "%.2f" : "%.1f", amount)
                .replaceFirst("\\.0+$", "");
        return unit.isEmpty() ? number : number + " " + unit;
    }
}
