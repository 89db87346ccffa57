package io.swarmkeeper.remediation;

import io.swarmkeeper.scheduler.Demand;
import io.swarmkeeper.scheduler.Simulation;
import io.swarmkeeper.scheduler.Simulation.Placed;
import io.swarmkeeper.swarm.Placement;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.Order;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * An update as the engine would roll it, batch by batch, with old and new copies side by side where they overlap.
 *
 * <p>Start-first: the old copies run on until the new ones do. Stop-first: the old copies are told to stop in the same
 * moment, but hold their reservations and host ports until they have stopped; a new copy that fits nowhere meanwhile
 * waits for that, so only what fits nowhere even then is stuck.
 */
final class Rollout {

    /** How it ends. */
    sealed interface End {

        /**
         * @param after the Swarm once all tasks are replaced
         * @param landings where the new tasks would be
         * @param waits true if a new task fits only once its old one has stopped
         */
        record Done(Simulation after, List<Landing> landings, boolean waits) implements End {}

        /** @param because the scheduler's words, and what stood beside it */
        record Stuck(String because) implements End {}
    }

    /** @param certain false if the scheduler has several equally good nodes to choose from */
    record Landing(String nodeId, boolean certain) {}

    private final Service service;
    private final Demand demand;
    private final boolean startFirst;
    private final List<Landing> landings = new ArrayList<>();
    private Simulation simulation;
    private boolean waits;

    private Rollout(Simulation before, Service service, Demand demand) {
        this.service = service;
        this.demand = demand;
        this.startFirst = service.updatePolicy().order() == Order.START_FIRST;
        this.simulation = before.withDemand(demand);
    }

    /**
     * The engine replaces tasks in an order that nobody knows, so the update is rolled forwards and backwards: it must
     * work both ways, and only what lands on the same nodes both times is certain.
     *
     * @param demand what the new tasks ask
     * @param wanted how many tasks there should be; for global services those that there are count
     */
    static End simulate(Simulation before, Service service, Demand demand, long wanted) {
        List<String> old = before.locations(service.id());
        int tasks = isGlobal(service) ? old.size() : Math.toIntExact(Math.min(wanted, Integer.MAX_VALUE));
        End forwards = new Rollout(before, service, demand).roll(old, tasks);
        if (isGlobal(service) || new HashSet<>(old).size() < 2) {
            return forwards;
        }
        End backwards = new Rollout(before, service, demand).roll(old.reversed(), tasks);
        return switch (forwards) {
            case End.Stuck stuck -> stuck;
            case End.Done(Simulation after, List<Landing> landings, boolean waits) ->
                switch (backwards) {
                    case End.Stuck stuck -> stuck;
                    case End.Done other -> new End.Done(after, both(landings, other), waits || other.waits());
                };
        };
    }

    private static List<Landing> both(List<Landing> landings, End.Done other) {
        List<String> elsewhere =
                new ArrayList<>(other.landings().stream().map(Landing::nodeId).toList());
        return landings.stream()
                .map(l -> new Landing(l.nodeId(), elsewhere.remove(l.nodeId()) && l.certain()))
                .toList();
    }

    private End roll(List<String> old, int tasks) {
        int batch = batch(service, tasks);
        for (int done = 0; done < tasks; done += batch) {
            int count = Math.min(batch, tasks - done);
            List<String> leaving = old.subList(Math.min(done, old.size()), Math.min(done + count, old.size()));
            Placed placed = isGlobal(service) ? replaceWhereTheyAre(leaving) : replace(leaving, count);
            if (placed.unplaced() > 0) {
                return new End.Stuck(because(placed, leaving));
            }
        }
        return new End.Done(simulation, List.copyOf(landings), waits);
    }

    static boolean isGlobal(Service service) {
        return switch (service.mode()) {
            case Service.Mode.Global(), Service.Mode.GlobalJob() -> true;
            case Service.Mode.Replicated ignored -> false;
            case Service.Mode.ReplicatedJob ignored -> false;
        };
    }

    /** How many tasks the engine replaces at a time; at least 1. */
    static int batch(Service service, int tasks) {
        long parallelism = service.updatePolicy().parallelism();
        return (int) Math.max(1, parallelism == 0 ? tasks : Math.min(parallelism, tasks));
    }

    private Placed replace(List<String> leaving, int count) {
        return replace(leaving, demand, count);
    }

    /** A global service's task has its node before the scheduler looks at it. */
    private Placed replaceWhereTheyAre(List<String> leaving) {
        Placed last = simulation.place(demand, 0);
        for (String nodeId : leaving) {
            last = replace(List.of(nodeId), demand.withPlacement(at(nodeId)), 1);
            if (last.unplaced() > 0) {
                break;
            }
        }
        return last;
    }

    private Placement at(String nodeId) {
        Placement placement = demand.placement();
        List<String> constraints = new ArrayList<>(placement.constraints());
        constraints.add("node.id==" + nodeId);
        return new Placement(
                constraints, placement.preferences(), placement.maxReplicasPerNode(), placement.platforms());
    }

    private Placed replace(List<String> leaving, Demand asked, int count) {
        Simulation stopping = simulation;
        for (String nodeId : leaving) {
            stopping = stopping.stopping(service.id(), nodeId);
        }
        Placed placed;
        if (startFirst) {
            placed = simulation.place(asked, count);
            simulation = stopped(placed.after(), leaving, true);
        } else {
            placed = stopping.place(asked, count);
            simulation = stopped(placed.after(), leaving, false);
            if (placed.unplaced() > 0) {
                Placed later = stopped(stopping, leaving, false).place(asked, count);
                waits |= later.unplaced() == 0;
                placed = later;
                simulation = later.after();
            }
        }
        for (int i = 0; i < placed.nodeIds().size(); i++) {
            landings.add(new Landing(placed.nodeIds().get(i), placed.choices().get(i) == 1));
        }
        return placed;
    }

    private Simulation stopped(Simulation from, List<String> leaving, boolean stillRunning) {
        Simulation after = from;
        for (String nodeId : leaving) {
            after = stillRunning ? after.stopping(service.id(), nodeId) : after;
            after = after.stopped(service.id(), nodeId);
        }
        return after;
    }

    private String because(Placed placed, List<String> leaving) {
        String words = placed.after().explain(demand);
        return startFirst && !leaving.isEmpty()
                ? words + ", with old and new copies side by side (start-first, " + leaving.size() + " at a time)"
                : words;
    }
}
