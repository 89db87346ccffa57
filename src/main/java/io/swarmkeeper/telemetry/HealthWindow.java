package io.swarmkeeper.telemetry;

import io.swarmkeeper.wire.HealthRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The health checks of one service: counted by the hour for a day, timed over the newest 500. Not thread-safe.
 */
final class HealthWindow {

    static final int TIMED = 500;
    static final int MOST_ENDED = 200;

    private static final int HOURS = 24;
    private static final int FAILURES = 3;
    private static final Duration DAY = Duration.ofHours(HOURS);

    /** @param newest when the last run began, by the clock of the task's own node: a run told again is no new one */
    private record TaskRuns(long newest, Instant at, int failuresInARow) {}

    private final Instant since;
    private final long[] hour = new long[HOURS];
    private final int[] runs = new int[HOURS];
    private final int[] failed = new int[HOURS];
    private final int[] millis = new int[TIMED];
    private final int[] seconds = new int[TIMED];
    private int timed;
    private long timeoutMillis;
    private final Map<String, TaskRuns> tasks = new HashMap<>();
    private final SequencedMap<String, Instant> ended = new LinkedHashMap<>();

    HealthWindow(Instant since) {
        this.since = since;
    }

    /** @param at when it started, by our clock */
    void add(HealthRun run, Instant at) {
        TaskRuns before = tasks.get(run.containerId());
        if (before != null && run.atMillis() <= before.newest()) {
            return;
        }
        boolean bad = run.exitCode() != 0;
        int row = bad ? (before == null ? 0 : before.failuresInARow()) + 1 : 0;
        tasks.put(run.containerId(), new TaskRuns(run.atMillis(), at, row));
        timeoutMillis = run.timeoutMillis();
        long now = hour(at);
        int slot = (int) Math.floorMod(now, (long) HOURS);
        if (hour[slot] < now) {
            hour[slot] = now;
            runs[slot] = 0;
            failed[slot] = 0;
        }
        if (hour[slot] == now) {
            runs[slot]++;
            failed[slot] += bad ? 1 : 0;
        }
        millis[timed % TIMED] = (int) Math.min(Integer.MAX_VALUE, Math.max(0, run.millis()));
        seconds[timed % TIMED] = (int) at.getEpochSecond();
        timed++;
    }

    /** This task's container ended, unhealthy. */
    void ended(String taskId, Instant at) {
        ended.put(taskId, at);
        if (ended.size() > MOST_ENDED) {
            ended.pollFirstEntry();
        }
    }

    /** @param tasksByContainer running tasks; others are forgotten */
    Optional<HealthRuns> summary(Instant now, Map<String, String> tasksByContainer) {
        tasks.entrySet()
                .removeIf(e -> !tasksByContainer.containsKey(e.getKey())
                        && e.getValue().at().isBefore(now.minus(Duration.ofMinutes(5))));
        ended.values().removeIf(at -> at.isBefore(now.minus(DAY)));
        long all = 0;
        long bad = 0;
        for (int i = 0; i < HOURS; i++) {
            if (hour[i] > hour(now) - HOURS) {
                all += runs[i];
                bad += failed[i];
            }
        }
        if (all == 0 && ended.isEmpty()) {
            return Optional.empty();
        }
        Instant from = since.isAfter(now.minus(DAY)) ? since : now.minus(DAY);
        return Optional.of(new HealthRuns(
                from,
                all,
                bad,
                percentile95(now),
                timeoutMillis,
                tasks.entrySet().stream()
                        .filter(e -> e.getValue().failuresInARow() >= FAILURES)
                        .filter(e -> tasksByContainer.containsKey(e.getKey()))
                        .map(e -> tasksByContainer.get(e.getKey()))
                        .sorted()
                        .toList(),
                List.copyOf(ended.keySet())));
    }

    private Optional<Long> percentile95(Instant now) {
        int[] young = new int[TIMED];
        int count = 0;
        for (int i = 0; i < Math.min(timed, TIMED); i++) {
            if (seconds[i] >= now.getEpochSecond() - DAY.toSeconds()) {
                young[count++] = millis[i];
            }
        }
        if (count == 0) {
            return Optional.empty();
        }
        Arrays.sort(young, 0, count);
        return Optional.of((long) young[(int) Math.ceil(0.95 * count) - 1]);
    }

    private static long hour(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 3600L);
    }
}
