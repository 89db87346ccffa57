package io.swarmkeeper.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What one service was seen to use, as right sizes are made from. Kept over restarts. Not thread-safe. */
final class Usage {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int FORMAT = 1;

    private Histogram cpu;
    private DailyPeaks peaks = new DailyPeaks();
    private long samples;
    private double seconds;
    private @Nullable Instant first;
    private @Nullable Instant last;

    Usage() {
        this(new Histogram());
    }

    private Usage(Histogram cpu) {
        this.cpu = cpu;
    }

    /** One task over one interval. */
    void add(Instant at, double interval, double cores) {
        beginAnewIfItIsTime(at);
        cpu.add(cores, interval, at);
        samples++;
        seconds += interval;
        first = first == null || at.isBefore(first) ? at : first;
        last = last == null || at.isAfter(last) ? at : last;
    }

    /** The most memory that one task needed. */
    void peak(Instant at, Marks.Bounds bounds) {
        beginAnewIfItIsTime(at);
        peaks.add(at, bounds.lower(), bounds.upper(), bounds.marked());
    }

    /**
     * Once no peak of before is left, how long it was measured then makes nobody sure of what is measured now. What was
     * measured by a clock that was far ahead is void: beside it, nothing of today would count.
     */
    private void beginAnewIfItIsTime(Instant at) {
        if (last == null) {
            return;
        }
        boolean ahead = DailyPeaks.isForgotten(at, last);
        if (ahead) {
            cpu = new Histogram();
            peaks = new DailyPeaks();
        }
        if (ahead || DailyPeaks.isForgotten(last, at)) {
            samples = 0;
            seconds = 0;
            first = null;
            last = null;
        }
    }

    DailyPeaks peaks() {
        return peaks;
    }

    Histogram cpu() {
        return cpu;
    }

    long samples() {
        return samples;
    }

    Duration span() {
        return first == null || last == null ? Duration.ZERO : Duration.between(first, last);
    }

    Optional<Instant> last() {
        return Optional.ofNullable(last);
    }

    /** In days: the span, or what was really measured of it if that is less. */
    double confidence() {
        double day = Duration.ofDays(1).toSeconds();
        return Math.min(span().toSeconds(), seconds) / day;
    }

    String write() {
        ObjectNode node = JSON.createObjectNode();
        node.put("format", FORMAT).put("samples", samples).put("seconds", seconds);
        if (first != null && last != null) {
            node.put("first", first.toEpochMilli()).put("last", last.toEpochMilli());
        }
        node.put("reference", cpu.reference());
        ArrayNode weights = node.putArray("weights");
        float[] all = cpu.weights();
        for (int i = 0; i < all.length; i++) {
            if (all[i] > 0) {
                weights.addArray().add(i).add(all[i]);
            }
        }
        ArrayNode days = node.putArray("days");
        peaks.days()
                .forEach(d -> days.addArray()
                        .add(d.number())
                        .add(d.lower())
                        .add(d.upper())
                        .add(d.marked()));
        return node.toString();
    }

    /** @throws RuntimeException if the text is none of ours */
    static Usage read(String text) {
        JsonNode node = JSON.readTree(text);
        if (node.path("format").asInt(0) != FORMAT) {
            throw new IllegalArgumentException("usage of an unknown format");
        }
        float[] weights = new float[Histogram.BUCKETS];
        for (JsonNode weight : node.path("weights")) {
            weights[weight.path(0).asInt()] = (float) weight.path(1).asDouble();
        }
        Usage usage = new Usage(new Histogram(node.path("reference").asDouble(), weights));
        usage.samples = node.path("samples").asLong();
        usage.seconds = node.path("seconds").asDouble();
        if (node.has("first")) {
            usage.first = Instant.ofEpochMilli(node.path("first").asLong());
            usage.last = Instant.ofEpochMilli(node.path("last").asLong());
        }
        for (JsonNode day : node.path("days")) {
            usage.peaks.add(new DailyPeaks.Day(
                    day.path(0).asLong(),
                    day.path(1).asLong(),
                    day.path(2).asLong(),
                    day.path(3).asBoolean()));
        }
        return usage;
    }
}
