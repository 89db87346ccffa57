package io.swarmkeeper.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Numbers as people read them, always with their unit: {@code 4 GiB}, {@code 2.0 cores}, {@code 12 min}, {@code 3 days
 * ago}. The same words on every page, in every title and report.
 */
public final class Quantities {

    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private static final long NANOS_PER_CORE = 1_000_000_000L;

    private Quantities() {}

    /** In the largest binary unit that leaves at least 1: {@code 512 MiB}, {@code 23.5 GiB}; one decimal at most. */
    public static String bytes(long bytes) {
        double value = Math.abs((double) bytes);
        int unit = 0;
        while (value >= 1024 && unit < BYTE_UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        // 1023.97 MiB would round to "1024 MiB".
        if (unit < BYTE_UNITS.length - 1 && unit > 0 && Math.round(value * 10) >= 10_240) {
            value /= 1024;
            unit++;
        }
        return (bytes < 0 ? "-" : "") + decimal(value, 1) + " " + BYTE_UNITS[unit];
    }

    /** At least one decimal, as many as needed up to three: {@code 2.0 cores}, {@code 0.25 cores}, {@code 0.001 cores}. */
    public static String cores(long cpuNano) {
        String number = decimal((double) cpuNano / NANOS_PER_CORE, 3);
        return (number.contains(".") ? number : number + ".0") + " cores";
    }

    /** Share of the whole, rounded to a whole number: {@code 41 %}; {@code 0 %} of nothing. */
    public static String percent(double part, double whole) {
        return Math.round(whole == 0 ? 0 : part / whole * 100) + " %";
    }

    /** In the largest unit that leaves at least 2, rounded down: {@code 90 s}, {@code 12 min}, {@code 5 h}, {@code 3 days}. */
    public static String duration(Duration duration) {
        Duration positive = duration.abs();
        if (positive.compareTo(Duration.ofSeconds(1)) < 0) {
            return positive.toMillis() + " ms";
        }
        if (positive.compareTo(Duration.ofMinutes(2)) < 0) {
            return positive.toSeconds() + " s";
        }
        if (positive.compareTo(Duration.ofHours(2)) < 0) {
            return positive.toMinutes() + " min";
        }
        if (positive.compareTo(Duration.ofDays(2)) < 0) {
            return positive.toHours() + " h";
        }
        return positive.toDays() + " days";
    }

    /** {@code 3 days ago}; {@code just now} below a second; a moment still to come reads {@code in 5 min}. */
    public static String ago(Instant moment, Instant now) {
        Duration since = Duration.between(moment, now);
        if (since.abs().compareTo(Duration.ofSeconds(1)) < 0) {
            return "just now";
        }
        return since.isNegative() ? "in " + duration(since) : duration(since) + " ago";
    }

    /** {@code 1 task}, {@code 3 tasks}, {@code 0 tasks}. */
    public static String count(long number, String singular) {
        return number + " " + (number == 1 ? singular : singular + "s");
    }

    private static String decimal(double value, int digits) {
        String text = String.format(Locale.ROOT, "%." + digits + "f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
