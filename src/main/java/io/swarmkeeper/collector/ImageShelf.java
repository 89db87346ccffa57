package io.swarmkeeper.collector;

import io.swarmkeeper.swarm.ImageFacts;
import io.swarmkeeper.swarm.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Remembers what the images of services bring along. Looked up a few at a time, the unknown ones first, and again after
 * a while: a tag may have moved, and an image may have come to the engine or left it. Not thread-safe.
 */
final class ImageShelf {

    private record Entry(Optional<ImageFacts> facts, Instant readAt) {}

    private final Duration age;
    private final Map<String, Entry> entries = new HashMap<>();

    ImageShelf(Duration age) {
        this.age = age;
    }

    /** References to look at now, at most this many; forgets those that no service names any more. */
    List<String> due(List<Service> services, Instant now, int most) {
        Set<String> named = new HashSet<>();
        services.forEach(s -> named.add(s.template().image()));
        named.remove("");
        entries.keySet().retainAll(named);
        return named.stream()
                .filter(r -> !entries.containsKey(r)
                        || entries.get(r).readAt().plus(age).isBefore(now))
                .sorted(Comparator.comparing(
                        r -> entries.containsKey(r) ? entries.get(r).readAt() : Instant.MIN))
                .limit(most)
                .toList();
    }

    void put(String reference, Optional<ImageFacts> facts, Instant now) {
        entries.put(reference, new Entry(facts, now));
    }

    /** It could not be read now: what is known of it stays, and it is looked at again after a while. */
    void putOff(String reference, Instant now) {
        Entry known = entries.get(reference);
        put(reference, known == null ? Optional.empty() : known.facts(), now);
    }

    Map<String, ImageFacts> known() {
        Map<String, ImageFacts> known = new HashMap<>();
        entries.forEach((reference, entry) -> entry.facts().ifPresent(f -> known.put(reference, f)));
        return known;
    }
}
