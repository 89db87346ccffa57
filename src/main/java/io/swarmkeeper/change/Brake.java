package io.swarmkeeper.change;

import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The Swarm-wide emergency brake. Fed with every snapshot, it remembers which nodes were lost and which services fell
 * below the tasks they want; snapshots come when something changed, so time is told by the clock. Running changes stop on what happened since they began; new ones wait while it is recent:
 * what has been so for longer is the state of the Swarm, which planning takes into account, and must not block its own
 * cure. Safe for threads.
 */
final class Brake {

    private final Duration after;
    private final Duration hold;
    private final InstantSource clock;

    private final Set<String> seenReady = new HashSet<>();
    private final Map<String, Event> lostNodes = new HashMap<>();
    /** Per service the spec it was last seen complete with. */
    private final Map<String, String> seenComplete = new HashMap<>();

    private final Map<String, Event> fallenServices = new HashMap<>();
    private List<String> quorum = List.of();

    private record Event(Instant since, String what) {}

    /**
     * @param after how long a service must be short of tasks before that counts
     * @param hold how long an event keeps new changes from starting
     */
    Brake(Duration after, Duration hold, InstantSource clock) {
        this.clock = clock;
        this.after = after;
        this.hold = hold;
    }

    /** Nodes that are known to have been ready, from before this server started. */
    synchronized void remember(Collection<String> readyNodes) {
        seenReady.addAll(readyNodes);
    }

    synchronized void observe(Snapshot snapshot) {
        if (!snapshot.complete()) {
            return;
        }
        observeNodes(snapshot.nodes());
        observeServices(snapshot);
    }

    private void observeNodes(List<Node> nodes) {
        Set<String> there = new HashSet<>();
        int managers = 0;
        int reachable = 0;
        for (Node node : nodes) {
            there.add(node.id());
            if (node.state() == Node.State.READY) {
                seenReady.add(node.id());
                lostNodes.remove(node.id());
            } else if (node.state() == Node.State.DOWN && seenReady.contains(node.id())) {
                lostNodes.putIfAbsent(node.id(), new Event(clock.instant(), "node " + node.hostname() + " is down"));
            }
            if (node.manager().isPresent()) {
                managers++;
                reachable += node.manager().get().reachability() == Node.Reachability.REACHABLE ? 1 : 0;
            }
        }
        // Whoever takes a node out of the Swarm knows that it is gone.
        lostNodes.keySet().retainAll(there);
        seenReady.retainAll(there);
        quorum = managers > 0 && reachable * 2 <= managers
                ? List.of("only %d of %d managers answer: no quorum".formatted(reachable, managers))
                : List.of();
    }

    private void observeServices(Snapshot snapshot) {
        Set<String> there = new HashSet<>();
        for (Service service : snapshot.services()) {
            there.add(service.id());
            long wanted = snapshot.desiredTasks(service);
            long running = snapshot.runningTasks(service.id());
            if (service.isJob() || running >= wanted) {
                seenComplete.put(service.id(), service.rawSpec());
                fallenServices.remove(service.id());
            } else if (service.isUpdating() || !service.rawSpec().equals(seenComplete.get(service.id()))) {
                // Somebody is at work on it, or it was never seen complete as it is now.
                fallenServices.remove(service.id());
            } else {
                fallenServices.putIfAbsent(
                        service.id(),
                        new Event(clock.instant(), "service " + service.name() + " lost tasks that it wants"));
            }
        }
        fallenServices.keySet().retainAll(there);
        seenComplete.keySet().retainAll(there);
    }

    /** Why a change on this service that began then must stop; empty if nothing happened. */
    synchronized List<String> since(Instant began, String serviceId) {
        return reasons(serviceId, event -> !event.since().isBefore(began));
    }

    /** Why no change on this service may start now; empty if it may. */
    synchronized List<String> holding(String serviceId) {
        Instant now = clock.instant();
        return reasons(serviceId, event -> !event.since().plus(hold).isBefore(now));
    }

    private List<String> reasons(String serviceId, Predicate<Event> counts) {
        List<String> reasons = new ArrayList<>(quorum);
        Instant now = clock.instant();
        lostNodes.values().stream().filter(counts).map(Event::what).forEach(reasons::add);
        fallenServices.forEach((id, event) -> {
            boolean lasting = !event.since().plus(after).isAfter(now);
            if (!id.equals(serviceId) && lasting && counts.test(event)) {
                reasons.add(event.what());
            }
        });
        return reasons;
    }
}
