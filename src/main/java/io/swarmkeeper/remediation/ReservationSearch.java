package io.swarmkeeper.remediation;

import io.swarmkeeper.remediation.Rollout.End;
import io.swarmkeeper.remediation.Rollout.Landing;
import io.swarmkeeper.scheduler.Demand;
import io.swarmkeeper.scheduler.Simulation;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Looks for the highest reservations that the Swarm can carry: the update must roll, and no node's loss may leave more
 * tasks homeless than before. Memory is kept before CPU, because a node without memory kills while one without CPU only
 * slows down. Only what we propose ourselves is lowered; what a person asked for is granted or refused.
 */
final class ReservationSearch {

    /** Shares of the proposal that are tried, in percent. */
    private static final List<Integer> SHARES = List.of(100, 75, 50, 25, 10, 0);

    /** How the search ends. */
    sealed interface Outcome {

        /**
         * @param after the Swarm once it has rolled
         * @param cut what was lowered, one line each
         * @param waits see {@link End.Done}
         * @param largest the largest node that can be lost
         * @param note what is not as good as before although nothing more is reserved
         */
        record Found(
                Resources reservations,
                Simulation after,
                List<Landing> landings,
                boolean waits,
                Optional<Node> largest,
                List<String> cut,
                Optional<String> note)
                implements Outcome {}

        /** @param reason with the scheduler's words, and what would help */
        record Impossible(String reason) implements Outcome {}
    }

    /** One try. @param done empty if the update would be stuck; @param trouble empty if all is well */
    private record Trial(Resources reservations, Optional<End.Done> done, Optional<String> trouble) {}

    private final Service service;
    private final Simulation before;
    private final Survival survival;
    private final Demand demand;
    private final long tasks;

    ReservationSearch(Service service, Simulation before, Survival survival, Demand demand, long tasks) {
        this.service = service;
        this.before = before;
        this.survival = survival;
        this.demand = demand;
        this.tasks = tasks;
    }

    Outcome search(ResourceTarget target, ResourceRequest request) {
        Trial wanted = attempt(target.reservations(100, 100));
        if (wanted.trouble().isEmpty()) {
            return found(wanted, target, Optional.empty());
        }
        for (int memory : SHARES) {
            if (attempt(target.reservations(0, memory)).trouble().isPresent()) {
                continue;
            }
            for (int cpu : SHARES) {
                Trial trial = attempt(target.reservations(cpu, memory));
                if (trial.trouble().isEmpty()) {
                    return found(trial, target, wanted.trouble());
                }
            }
        }
        Trial none = attempt(target.reservations(0, 0));
        boolean asked = request.asksReservation(service.template().reservations());
        if (none.done().isPresent() && !asked) {
            return found(none, target, wanted.trouble());
        }
        return new Outcome.Impossible("%s cannot be placed with %s reserved: %s. %s"
                .formatted(
                        service.name(),
                        words(none.reservations()),
                        none.trouble().orElse(""),
                        asked ? "Ask for less, or make room first." : "Make room, or loosen its placement, first."));
    }

    private Trial attempt(Resources reservations) {
        Resources all = new Resources(
                reservations.cpuNano(),
                reservations.memoryBytes(),
                0,
                demand.reservations().generic());
        return switch (Rollout.simulate(before, service, demand.withReservations(all), tasks)) {
            case End.Stuck(String because) -> new Trial(reservations, Optional.empty(), Optional.of(because));
            case End.Done done -> new Trial(reservations, Optional.of(done), survival.worse(done.after()));
        };
    }

    private Outcome found(Trial trial, ResourceTarget target, Optional<String> trouble) {
        End.Done done = trial.done().orElseThrow();
        List<String> cut = new ArrayList<>();
        trouble.ifPresent(because -> {
            cut(
                    "CPU",
                    target.reservationCpu().amount(),
                    trial.reservations().cpuNano(),
                    Quantities::cores,
                    because,
                    cut);
            cut(
                    "Memory",
                    target.reservationMemory().amount(),
                    trial.reservations().memoryBytes(),
                    Quantities::bytes,
                    because,
                    cut);
        });
        return new Outcome.Found(
                trial.reservations(),
                done.after(),
                done.landings(),
                done.waits(),
                survival.largest(),
                cut,
                trial.trouble()
                        .map(t -> trial.reservations().equals(Resources.NONE)
                                ? "Even without a reservation of its own: " + t + "."
                                : "Though it reserves no more than now: " + t + "."));
    }

    private static void cut(
            String what, long wanted, long granted, Function<Long, String> words, String because, List<String> cut) {
        if (granted < wanted) {
            cut.add("%s reservation %s instead of %s: otherwise %s."
                    .formatted(what, granted == 0 ? "none" : words.apply(granted), words.apply(wanted), because));
        }
    }

    static String words(Resources reservations) {
        String words = ActionPlanner.amounts(reservations);
        return words.isEmpty() ? "nothing" : words;
    }
}
