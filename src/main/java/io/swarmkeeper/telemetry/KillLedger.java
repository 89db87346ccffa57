package io.swarmkeeper.telemetry;

import io.swarmkeeper.wire.Kill;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every kill once, by its id. What is told again may say more, never less. Not thread-safe. */
final class KillLedger {

    static final Duration SHOWN = Duration.ofDays(7);
    static final Duration KEEP = Duration.ofDays(90);
    /** Right sizes look back a day more than people do. */
    static final Duration HELD = SHOWN.plusDays(1);

    private final Map<String, KillRecord> kills = new HashMap<>();
    private final Function<String, Optional<KillRecord>> older;
    private Set<String> unsaved = new LinkedHashSet<>();
    private @Nullable List<KillRecord> listed;
    private @Nullable Map<String, List<KillRecord>> grouped;

    /** @param older finds kills that are not held here any more: an agent may come upon a long dead container anew */
    KillLedger(Function<String, Optional<KillRecord>> older) {
        this.older = older;
    }

    void load(List<KillRecord> stored) {
        stored.forEach(k -> kills.put(k.id(), k));
        changed();
    }

    /** True if it is news. */
    boolean take(KillRecord told) {
        KillRecord known = find(told.id());
        KillRecord likely = told;
        if (told.kind() == Kill.Kind.CONTAINER
                && (known == null || known.kind() != Kill.Kind.CONTAINER)
                && find(Kill.endOf(Kill.runOf(told.id()))) != null) {
            // an agent that was started anew sees a kill and an end with 137, and cannot know that they are two things
            likely = told.ofChild();
        }
        KillRecord now = known == null ? likely : together(known, likely);
        if (now.equals(known)) {
            return false;
        }
        kills.put(now.id(), now);
        unsaved.add(now.id());
        changed();
        return true;
    }

    private @Nullable KillRecord find(String id) {
        KillRecord held = kills.get(id);
        return held == null ? older.apply(id).orElse(null) : held;
    }

    private void changed() {
        listed = null;
        grouped = null;
    }

    /** A service may be killed before anybody has read its name. */
    void name(Function<String, Optional<String>> nameOfService) {
        for (KillRecord kill : List.copyOf(kills.values())) {
            if (kill.serviceName().isEmpty() && !kill.serviceId().isEmpty()) {
                nameOfService.apply(kill.serviceId()).ifPresent(name -> take(kill.named(name)));
            }
        }
    }

    /** The first word keeps time, place and limit; a later one may add the end of the container. */
    private static KillRecord together(KillRecord known, KillRecord told) {
        return new KillRecord(
                known.id(),
                rank(told.kind()) > rank(known.kind()) ? told.kind() : known.kind(),
                known.serviceId(),
                known.serviceName().isEmpty() ? told.serviceName() : known.serviceName(),
                known.taskId(),
                known.containerId(),
                known.nodeId(),
                known.hostname(),
                known.at(),
                known.limitBytes(),
                higher(known.peakBytes(), told.peakBytes()),
                known.exitCode().or(told::exitCode));
    }

    private static Optional<Long> higher(Optional<Long> one, Optional<Long> other) {
        return one.isPresent() && other.isPresent()
                ? Optional.of(Math.max(one.get(), other.get()))
                : one.or(() -> other);
    }

    private static int rank(Kill.Kind kind) {
        return switch (kind) {
            case NOT_MEMORY -> 0;
            case CHILD -> 1;
            case CONTAINER -> 2;
        };
    }

    /** Newest first, of the last seven days. */
    List<KillRecord> list(Instant now) {
        List<KillRecord> current = listed;
        if (current == null) {
            current = kills.values().stream()
                    .sorted(Comparator.comparing(KillRecord::at).reversed().thenComparing(KillRecord::id))
                    .toList();
            listed = current;
        }
        return current.stream().filter(k -> k.at().isAfter(now.minus(SHOWN))).toList();
    }

    /** Of eight days, as right sizes need them. */
    List<KillRecord> ofService(String name) {
        Map<String, List<KillRecord>> current = grouped;
        if (current == null) {
            current = kills.values().stream().collect(Collectors.groupingBy(KillRecord::serviceName));
            grouped = current;
        }
        return current.getOrDefault(name, List.of());
    }

    void forget(Instant now) {
        if (kills.values().removeIf(k -> k.at().isBefore(now.minus(HELD)) && !unsaved.contains(k.id()))) {
            changed();
        }
    }

    List<KillRecord> takeUnsaved() {
        List<KillRecord> taken = new ArrayList<>();
        for (String id : unsaved) {
            KillRecord kill = kills.get(id);
            if (kill != null) {
                taken.add(kill);
            }
        }
        unsaved = new LinkedHashSet<>();
        return taken;
    }

    void putBack(List<KillRecord> failed) {
        failed.forEach(k -> unsaved.add(k.id()));
    }
}
