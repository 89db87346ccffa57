package io.swarmkeeper.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.StringJoiner;
import java.util.TreeMap;

/** How long the Swarm was under eyes in the last seven days, hour by hour. Not thread-safe. */
final class ObservedWeek {

    private static final long HOURS = Duration.ofDays(7).toHours();
    private static final double SECONDS = 3600;

    /** Seconds by hour since 1970. */
    private final TreeMap<Long, Double> seconds = new TreeMap<>();

    /** @param observed seconds, of the Swarm as a whole */
    void add(Instant at, double observed) {
        seconds.merge(hour(at), observed, Double::sum);
        seconds.headMap(seconds.lastKey() - HOURS).clear();
    }

    /** Of the last seven days, 0 to 168; of no hour more than there was. */
    double hours(Instant now) {
        long current = hour(now);
        return seconds.subMap(current - HOURS, false, current, true).values().stream()
                .mapToDouble(s -> Math.min(s, SECONDS) / SECONDS)
                .sum();
    }

    /** {@code hour:seconds}, with blanks between. */
    String write() {
        StringJoiner text = new StringJoiner(" ");
        seconds.forEach((hour, observed) -> text.add(hour + ":" + observed));
        return text.toString();
    }

    /** @param written as {@link #write} gives it; replaces what was held */
    void load(String written) {
        seconds.clear();
        for (String entry : written.isEmpty() ? new String[0] : written.split(" ")) {
            int colon = entry.indexOf(':');
            seconds.put(Long.valueOf(entry.substring(0, colon)), Double.valueOf(entry.substring(colon + 1)));
        }
    }

    private static long hour(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 3600L);
    }
}
