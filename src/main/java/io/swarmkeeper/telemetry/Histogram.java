package io.swarmkeeper.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * How much CPU tasks use, the newest counting most: what was seen 24 hours ago weighs half. Buckets grow by 5 % each from
 * 0.01 core to 1000 cores, as those of the Vertical Pod Autoscaler do. Not thread-safe.
 */
final class Histogram {

    static final Duration HALF_LIFE = Duration.ofHours(24);
    static final int BUCKETS = 176;

    private static final double FIRST = 0.01;
    private static final double GROWTH = 1.05;
    /** So many half-lives from the reference, weights are scaled back before they outgrow a float. */
    private static final double FARTHEST = 20;

    private final float[] weights;
    /** Seconds since 1970 at which a weight counts as it is; a later sample weighs more instead of the old ones less. */
    private double reference;

    Histogram() {
        this(0, new float[BUCKETS]);
    }

    /** As {@link #reference()} and {@link #weights()} gave it out. */
    Histogram(double reference, float[] weights) {
        this.reference = reference;
        this.weights = Arrays.copyOf(weights, BUCKETS);
    }

    double reference() {
        return reference;
    }

    float[] weights() {
        return weights.clone();
    }

    /** @param weight more than 0, e.g. the seconds it was measured over */
    void add(double cores, double weight, Instant at) {
        double seconds = at.toEpochMilli() / 1000.0;
        double age = (seconds - reference) / HALF_LIFE.toSeconds();
        if (Math.abs(age) > FARTHEST) {
            scale(Math.pow(2, -age));
            reference = seconds;
            age = 0;
        }
        weights[bucket(cores)] += (float) (weight * Math.pow(2, age));
    }

    /** The end of the bucket that it lies in, so it errs upward by at most 5 % and 0.01 core; 0 if nothing is in it. */
    double percentile(double share) {
        double total = 0;
        for (float weight : weights) {
            total += weight;
        }
        double sum = 0;
        for (int i = 0; i < BUCKETS; i++) {
            sum += weights[i];
            if (weights[i] > 0 && sum >= share * total) {
                return start(i + 1);
            }
        }
        return 0;
    }

    static int bucket(double cores) {
        if (cores < FIRST) {
            return 0;
        }
        int bucket = (int) Math.floor(Math.log(cores * (GROWTH - 1) / FIRST + 1) / Math.log(GROWTH));
        return Math.min(bucket, BUCKETS - 1);
    }

    static double start(int bucket) {
        return FIRST * (Math.pow(GROWTH, bucket) - 1) / (GROWTH - 1);
    }

    private void scale(double factor) {
        for (int i = 0; i < BUCKETS; i++) {
            weights[i] *= (float) factor;
        }
    }
}
