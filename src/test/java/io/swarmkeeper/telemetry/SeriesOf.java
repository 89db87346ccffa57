package io.swarmkeeper.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleUnaryOperator;

/** Series in a test's own words. */
public final class SeriesOf {

    private SeriesOf() {}

    /**
     * Of a node, one measurement each ten seconds.
     *
     * @param end of the newest
     * @param cores by how far through the time it is, 0 to 1; likewise bytes
     */
    public static Series node(Instant end, Duration time, DoubleUnaryOperator cores, DoubleUnaryOperator bytes) {
        return fill(Series.ofNode(), end, time, cores, bytes);
    }

    /** Of a service with one task; otherwise the same. */
    public static Series service(Instant end, Duration time, DoubleUnaryOperator cores, DoubleUnaryOperator bytes) {
        return fill(Series.ofService(), end, time, cores, bytes);
    }

    private static Series fill(
            Series empty, Instant end, Duration time, DoubleUnaryOperator cores, DoubleUnaryOperator bytes) {
        Series series = empty;
        long seconds = time.toSeconds();
        for (long at = 10; at <= seconds; at += 10) {
            double part = (double) at / seconds;
            series = series.plus(
                    end.minusSeconds(seconds - at),
                    10,
                    cores.applyAsDouble(part),
                    Math.round(bytes.applyAsDouble(part)));
        }
        return series;
    }
}
