package io.swarmkeeper.telemetry;

import io.swarmkeeper.telemetry.ServiceUse.Peak;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The most memory one task of a service needed on each of the last eight days (UTC). Not thread-safe. */
final class DailyPeaks {

    static final int DAYS = 8;

    private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

    /**
     * @param number days since 1970
     * @param lower bytes needed for certain
     * @param upper bytes needed at most, as far as marks were read
     * @param marked false if a container's high-water mark could not be read
     */
    record Day(long number, long lower, long upper, boolean marked) {

        Day with(Day other) {
            return new Day(number, Math.max(lower, other.lower), Math.max(upper, other.upper), marked && other.marked);
        }
    }

    private final TreeMap<Long, Day> days = new TreeMap<>();

    void add(Instant at, long lower, long upper, boolean marked) {
        add(new Day(day(at), lower, Math.max(lower, upper), marked));
    }

    void add(Day day) {
        days.merge(day.number(), day, Day::with);
        long newest = days.lastKey();
        days.headMap(newest - DAYS, true).clear();
    }

    List<Day> days() {
        return List.copyOf(days.values());
    }

    /** Over this day and the six before it. */
    Optional<Peak> sevenDays(Instant now) {
        List<Day> seen = since(now, 7);
        return seen.stream()
                .reduce(Day::with)
                .map(all -> new Peak(
                        all.lower(),
                        all.upper(),
                        all.marked(),
                        Instant.ofEpochSecond(seen.getFirst().number() * DAY_SECONDS)));
    }

    /** When the first of the seven days that end with this one began. */
    static Instant firstOfSeven(Instant now) {
        return Instant.ofEpochSecond((day(now) - 6) * DAY_SECONDS);
    }

    /** The highest lower bound of all days. */
    Optional<Day> highest(Instant now) {
        return since(now, DAYS).stream().max(Comparator.comparingLong(Day::lower));
    }

    /** Of the days' lower bounds, each day weighing half of the one after it; 0 if there is none. */
    long percentile(double share, Instant now) {
        List<Day> seen = since(now, DAYS).stream()
                .sorted(Comparator.comparingLong(Day::lower))
                .toList();
        double total = seen.stream().mapToDouble(d -> weight(d, now)).sum();
        double sum = 0;
        long value = 0;
        for (Day day : seen) {
            value = day.lower();
            sum += weight(day, now);
            if (sum >= share * total) {
                break;
            }
        }
        return value;
    }

    /** True if a peak of then does not count any more. */
    static boolean isForgotten(Instant then, Instant now) {
        return day(now) - day(then) >= DAYS;
    }

    private static double weight(Day day, Instant now) {
        return Math.pow(2, Math.min(0, day.number() - day(now)));
    }

    private List<Day> since(Instant now, int many) {
        return List.copyOf(days.tailMap(day(now) - many, false).values());
    }

    private static long day(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), DAY_SECONDS);
    }
}
