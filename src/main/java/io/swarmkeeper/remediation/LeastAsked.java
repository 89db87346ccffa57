package io.swarmkeeper.remediation;

import io.swarmkeeper.remediation.Proposals.Which;
import io.swarmkeeper.remediation.ReservationSearch.Outcome;
import io.swarmkeeper.swarm.Resources;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Tells a person's own numbers from those that are sent as they were proposed. A form sends all four back whether or not
 * they were touched, and whoever approves must read why a number is what it is: only what would come out differently by
 * itself was asked for.
 */
final class LeastAsked {

    /** A target that was found room for. */
    record Attempt(ResourceTarget target, Outcome.Found found) {

        private boolean isSame(Attempt other) {
            return target.limits().equals(other.target.limits())
                    && found.reservations().equals(other.found.reservations());
        }

        private boolean gives(ResourceRequest request) {
            Resources limits = target.limits();
            Resources reservations = found.reservations();
            return is(request.limitCpuNano(), limits.cpuNano())
                    && is(request.limitMemoryBytes(), limits.memoryBytes())
                    && is(request.reservationCpuNano(), reservations.cpuNano())
                    && is(request.reservationMemoryBytes(), reservations.memoryBytes());
        }

        private static boolean is(Optional<Long> asked, long amount) {
            return asked.isEmpty() || asked.get() == amount;
        }
    }

    private final Function<ResourceRequest, ResourceTarget> fit;
    private final BiFunction<ResourceTarget, ResourceRequest, Outcome> search;

    /**
     * @param fit the four numbers where so much is asked for
     * @param search finds room for them
     */
    LeastAsked(
            Function<ResourceRequest, ResourceTarget> fit,
            BiFunction<ResourceTarget, ResourceRequest, Outcome> search) {
        this.fit = fit;
        this.search = search;
    }

    /** What comes out if nothing is asked for; empty if that is not what was asked for, or is impossible. */
    Optional<Attempt> asProposed(ResourceRequest request) {
        return attempt(ResourceRequest.NONE).filter(a -> a.gives(request));
    }

    /**
     * The same numbers with as few as possible taken for a person's own.
     *
     * @param granted what comes out if all of them are
     */
    Attempt of(ResourceRequest request, Attempt granted) {
        ResourceRequest asked = request;
        Attempt least = granted;
        for (Which which : Which.values()) {
            ResourceRequest fewer = asked.without(which);
            if (fewer.equals(asked)) {
                continue;
            }
            Optional<Attempt> same = attempt(fewer).filter(a -> a.isSame(granted));
            if (same.isPresent()) {
                asked = fewer;
                least = same.get();
            }
        }
        return least;
    }

    private Optional<Attempt> attempt(ResourceRequest request) {
        ResourceTarget target = fit.apply(request);
        return target.problems().isEmpty() && search.apply(target, request) instanceof Outcome.Found found
                ? Optional.of(new Attempt(target, found))
                : Optional.empty();
    }
}
