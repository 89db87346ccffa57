package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.report.MeasuredSizes;
import io.swarmkeeper.analysis.report.SizedService;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the use of a file's services, by the names that the file has for them.
 *
 * @param stack whose services these are; empty text if nothing is known
 * @param at when the sizes were worked out
 */
public record KnownSizes(String stack, Instant at, Map<String, SizedService> services) {

    /** Nothing was measured. */
    public static final KnownSizes NONE = new KnownSizes("", Instant.EPOCH, Map.of());

    public KnownSizes {
        services = Map.copyOf(services);
    }

    /**
     * Of the stack that is named; else of the one that the file names itself; else of the only one that has all services
     * of the file.
     *
     * @throws UnknownStackException if that is none, with those there are
     */
    public static KnownSizes of(StackFile file, MeasuredSizes sizes, Optional<String> named) {
        Set<String> stacks = sizes.stacks();
        if (named.isPresent() && !stacks.contains(named.get())) {
            throw new UnknownStackException("stack %s is not among those that were measured: %s"
                    .formatted(StackFile.shortened(named.get()), list(stacks)));
        }
        Optional<String> told = named.or(file::name);
        if (told.isPresent() && !stacks.contains(told.get())) {
            throw new UnknownStackException(
                    "stack %s, as the file has its name, is not among those that were measured: %s"
                            .formatted(StackFile.shortened(told.get()), list(stacks)));
        }
        if (told.isPresent()) {
            return of(told.get(), sizes);
        }
        Set<String> wanted = new HashSet<>();
        file.services().forEach(s -> wanted.add(s.name()));
        List<KnownSizes> all = stacks.stream()
                .map(s -> of(s, sizes))
                .filter(k -> k.services().keySet().containsAll(wanted))
                .toList();
        if (all.size() != 1) {
            throw new UnknownStackException("%s has all services of the file; which one is it? There are %s"
                    .formatted(all.isEmpty() ? "no stack" : "more than one stack", list(stacks)));
        }
        return all.getFirst();
    }

    /** Of that stack, which may have nothing that was measured. */
    public static KnownSizes of(String stack, MeasuredSizes sizes) {
        Map<String, SizedService> services = new HashMap<>();
        sizes.services().stream()
                .filter(s -> s.stack().equals(Optional.of(stack)))
                .forEach(s -> services.put(s.shortName(), s));
        return new KnownSizes(stack, sizes.at(), services);
    }

    private static String list(Set<String> stacks) {
        return stacks.isEmpty() ? "no stack at all" : UnknownStackException.list(stacks);
    }

    boolean isEmpty() {
        return stack.isEmpty();
    }

    Optional<SizedService> find(String service) {
        return Optional.ofNullable(services.get(service));
    }
}
