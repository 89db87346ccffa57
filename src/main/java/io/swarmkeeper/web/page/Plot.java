package io.swarmkeeper.web.page;

import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.telemetry.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Use over the last hour, three times the same: numbers for plots.js to draw, a path for where no script runs, and a
 * table. What was not measured is a gap in each of them. Knows no text from a Swarm.
 *
 * @param top what the upper edge stands for
 * @param caption the newest and the highest value
 * @param data JSON: {@code start} in seconds since 1970, {@code step} in seconds, {@code values} with null for gaps,
 *     {@code max}, {@code unit} and {@code lines}
 * @param path in a box of 360 by 100
 * @param lines to compare with
 * @param rows by five minutes, newest first
 */
record Plot(
        String id,
        String title,
        String top,
        String caption,
        String data,
        String path,
        List<Level> lines,
        List<Row> rows) {

    private static final int SLOTS = 360;
    private static final int HEIGHT = 100;
    private static final int ROW = 30;
    /** A line that is more than this many times the highest value would press the curve flat. */
    private static final double NEAR = 3;

    enum Unit {
        CORES("cores") {
            @Override
            String text(double value) {
                return Measured.cores(value);
            }

            @Override
            double ceiling(double value) {
                double ten = Math.pow(10, Math.floor(Math.log10(value)));
                double mantissa = value / ten;
                return (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10) * ten;
            }
        },
        BYTES("bytes") {
            @Override
            String text(double value) {
                return Quantities.bytes(Math.round(value));
            }

            @Override
            double ceiling(double value) {
                double two = Math.pow(2, Math.floor(Math.log(value) / Math.log(2)));
                return value <= two ? two : value <= 1.5 * two ? 1.5 * two : 2 * two;
            }
        };

        final String word;

        Unit(String word) {
            this.word = word;
        }

        abstract String text(double value);

        /** The next round number. */
        abstract double ceiling(double value);
    }

    /** @param value what to compare with, e.g. a limit */
    record Line(String name, double value) {}

    /** A line in the picture. @param y from the top, 0 to 100 */
    record Level(String name, String text, String y) {}

    /** @param end of the five minutes */
    record Row(When end, String average, String highest) {}

    static Optional<Plot> cpu(String id, String title, Series series, Instant now, List<Line> lines) {
        return of(id, title, Unit.CORES, series, Series.Point::cores, now, lines);
    }

    static Optional<Plot> memory(String id, String title, Series series, Instant now, List<Line> lines) {
        return of(id, title, Unit.BYTES, series, p -> p.memoryBytes().map(Long::doubleValue), now, lines);
    }

    /** Empty if nothing was measured in the hour. */
    private static Optional<Plot> of(
            String id,
            String title,
            Unit unit,
            Series series,
            Function<Series.Point, Optional<Double>> field,
            Instant now,
            List<Line> lines) {
        long step = Series.SLOT.toSeconds();
        long end = Math.floorDiv(now.getEpochSecond(), step) * step;
        long start = end - (SLOTS - 1) * step;
        double[] values = new double[SLOTS];
        Arrays.fill(values, Double.NaN);
        for (Series.Point point : series.points()) {
            long slot = Math.floorDiv(point.at().getEpochSecond() - start, step);
            Optional<Double> value = field.apply(point);
            if (slot >= 0 && slot < SLOTS && value.isPresent()) {
                values[(int) slot] = value.get();
            }
        }
        double highest =
                Arrays.stream(values).filter(v -> !Double.isNaN(v)).max().orElse(Double.NaN);
        if (Double.isNaN(highest)) {
            return Optional.empty();
        }
        double most = highest > 0 ? highest : unit == Unit.CORES ? 0.01 : 1 << 20;
        List<Line> near = lines.stream().filter(l -> l.value() <= NEAR * most).toList();
        // A series holds floats: 0.1 cores come back as a trifle more.
        double max = unit.ceiling((1 - 1e-6)
                * Math.max(most, near.stream().mapToDouble(Line::value).max().orElse(0)));
        return Optional.of(new Plot(
                id,
                title,
                unit.text(max),
                caption(unit, values, highest, lines, near),
                data(unit, start, step, values, max, near),
                path(values, max),
                near.stream()
                        .map(l ->
                                new Level(l.name(), unit.text(l.value()), number(HEIGHT - HEIGHT * l.value() / max, 1)))
                        .toList(),
                rows(unit, start, step, values, now)));
    }

    private static String caption(Unit unit, double[] values, double highest, List<Line> lines, List<Line> near) {
        StringBuilder text = new StringBuilder("highest " + unit.text(highest));
        List<String> far = lines.stream()
                .filter(l -> !near.contains(l))
                .map(l -> l.name() + " " + unit.text(l.value()))
                .toList();
        if (!far.isEmpty()) {
            text.append("; far above it: ").append(String.join(", ", far));
        }
        long measured = Arrays.stream(values).filter(v -> !Double.isNaN(v)).count();
        if (measured < SLOTS * 0.95) {
            text.append("; measured in ")
                    .append(Quantities.duration(Duration.ofSeconds(measured * Series.SLOT.toSeconds())))
                    .append(" of the hour");
        }
        return text.toString();
    }

    private static String data(Unit unit, long start, long step, double[] values, double max, List<Line> near) {
        StringBuilder json = new StringBuilder("{\"unit\":\"%s\",\"start\":%d,\"step\":%d,\"max\":%s,\"lines\":["
                .formatted(unit.word, start, step, exact(unit, max)));
        for (int i = 0; i < near.size(); i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"name\":\"%s\",\"value\":%s}"
                            .formatted(
                                    near.get(i).name(), exact(unit, near.get(i).value())));
        }
        json.append("],\"values\":[");
        for (int i = 0; i < values.length; i++) {
            json.append(i == 0 ? "" : ",").append(Double.isNaN(values[i]) ? "null" : exact(unit, values[i]));
        }
        return json.append("]}").toString();
    }

    private static String exact(Unit unit, double value) {
        return unit == Unit.BYTES ? Long.toString(Math.round(value)) : number(value, 4);
    }

    private static String path(double[] values, double max) {
        StringBuilder path = new StringBuilder();
        boolean on = false;
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                on = false;
                continue;
            }
            String y = number(HEIGHT - HEIGHT * values[i] / max, 1);
            boolean alone = !on && (i + 1 == values.length || Double.isNaN(values[i + 1]));
            path.append(on ? 'L' : 'M').append(i).append(' ').append(y);
            if (alone) {
                path.append("h1");
            }
            on = true;
        }
        return path.toString();
    }

    private static List<Row> rows(Unit unit, long start, long step, double[] values, Instant now) {
        List<Row> rows = new ArrayList<>();
        for (int to = SLOTS; to >= ROW; to -= ROW) {
            double[] part = Arrays.stream(values, to - ROW, to)
                    .filter(v -> !Double.isNaN(v))
                    .toArray();
            rows.add(new Row(
                    When.of(Instant.ofEpochSecond(start + (to - 1) * step), now),
                    part.length == 0
                            ? Measured.UNKNOWN
                            : unit.text(Arrays.stream(part).average().orElseThrow()),
                    part.length == 0
                            ? Measured.UNKNOWN
                            : unit.text(Arrays.stream(part).max().orElseThrow())));
        }
        return rows;
    }

    private static String number(double value, int digits) {
        String text = String.format(Locale.ROOT, "%." + digits + "f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
