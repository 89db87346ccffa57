package io.swarmkeeper.agent;

import io.swarmkeeper.wire.Kill;
import io.swarmkeeper.wire.Kill.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts each kill once, though the kernel tells of it in a counter, the engine in an event, and the container's end in
 * its state: the counter says how many, the end says what became of the container.
 *
 * <p>A kill waits a moment before it is told, because whether the container dies of it shows only then. Its id is that of
 * the container's run with the kill's number in it, so that another process of this agent, which counts from the same
 * kernel's counter, tells the same kill under the same id. Safe for any thread.
 */
final class KillLedger {

    /** How long the end of a container may come after the kill that caused it. */
    static final long WAIT_MILLIS = 3_000;

    /** Kills of one container at one look: those of a counter that ran away are told look by look. */
    private static final int MOST_AT_ONCE = 100;

    private static final int SIGKILLED = 137;

    private record Counted(String run, long kills) {}

    /** By container; of a run before the last there is nothing to come. */
    private final Map<String, Counted> counted = new HashMap<>();

    private final List<Kill> waiting = new ArrayList<>();
    /** Run by container. */
    private final Map<String, String> heard = new HashMap<>();

    /** The kernel counted so many kills in this container so far. */
    synchronized void counter(Container container, @Nullable Long kills, Supplier<@Nullable Long> peak, long now) {
        if (kills == null) {
            return;
        }
        long known = known(container);
        if (kills <= known) {
            return;
        }
        long last = Math.min(kills, known + MOST_AT_ONCE);
        Long mark = peak.get();
        for (long n = known + 1; n <= last; n++) {
            waiting.add(kill(container, Kill.numbered(container.run(), n), Kind.CHILD, mark, now, null));
        }
        counted.put(container.id(), new Counted(container.run(), last));
        heard.remove(container.id());
    }

    /** The engine spoke of a kill in this container, but its counter could not be read any more. */
    synchronized void heard(Container container) {
        heard.put(container.id(), container.run());
    }

    /** The container ended, and this is what it left. */
    synchronized void ended(Container container, @Nullable Long peak, long now) {
        int exit = container.exitCode() == null ? 0 : container.exitCode();
        String run = container.run();
        long known = known(container);
        // one counted a moment ago is what the engine may have spoken of
        boolean uncounted = run.equals(heard.remove(container.id()))
                && waiting.stream().noneMatch(k -> k.run().equals(run));
        if (container.oomKilled() && (known == 0 || uncounted)) {
            // over before anybody could look at its counter
            Kind kind = exit == SIGKILLED ? Kind.CONTAINER : Kind.CHILD;
            waiting.add(kill(container, Kill.numbered(run, known + 1), kind, peak, now, exit));
            counted.put(container.id(), new Counted(run, known + 1));
            return;
        }
        if (exit != SIGKILLED) {
            return;
        }
        for (int i = waiting.size() - 1; i >= 0; i--) {
            Kill kill = waiting.get(i);
            if (kill.run().equals(run)) {
                waiting.set(i, with(kill, Kind.CONTAINER, exit));
                return;
            }
        }
        waiting.add(kill(container, Kill.endOf(run), Kind.NOT_MEMORY, peak, now, exit));
    }

    /** Those about which nothing more will be learned; told once. */
    synchronized List<Kill> take(long now) {
        List<Kill> told = new ArrayList<>();
        waiting.removeIf(kill -> {
            boolean ripe = now - kill.atMillis() >= WAIT_MILLIS || kill.exitCode() != null;
            if (ripe) {
                told.add(kill);
            }
            return ripe;
        });
        return told;
    }

    /** Forgets containers that are gone from the engine. */
    synchronized void keepOnly(Set<String> containerIds) {
        counted.keySet().retainAll(containerIds);
        heard.keySet().retainAll(containerIds);
    }

    private long known(Container container) {
        Counted last = counted.get(container.id());
        return last == null || !last.run().equals(container.run()) ? 0 : last.kills();
    }

    private static Kill kill(Container c, String id, Kind kind, @Nullable Long peak, long at, @Nullable Integer exit) {
        return new Kill(id, kind, c.id(), c.taskId(), c.serviceId(), at, c.limitBytes(), peak, exit);
    }

    private static Kill with(Kill k, Kind kind, int exit) {
        return new Kill(
                k.id(),
                kind,
                k.containerId(),
                k.taskId(),
                k.serviceId(),
                k.atMillis(),
                k.limitBytes(),
                k.peakBytes(),
                exit);
    }
}
