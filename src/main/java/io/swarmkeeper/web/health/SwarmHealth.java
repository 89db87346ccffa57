package io.swarmkeeper.web.health;

import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.ServiceProfile.Kind;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whether the Swarm, or one service, can take traffic: one word, worked out of the latest snapshot in memory. */
@Component
class SwarmHealth {

    /** How it is, in the word that is told. */
    enum Word {
        OK,
        /** There never was a snapshot. */
        NO_SNAPSHOT,
        /** The last snapshot is too old. */
        STALE,
        /** The managers have no majority: nothing can be changed or healed. */
        NO_QUORUM,
        /** A critical service has no running task. */
        CRITICAL_SERVICE_DOWN,
        /** The service has fewer running, healthy tasks than it needs. */
        TOO_FEW_TASKS,
        /** There is no such service. */
        UNKNOWN_SERVICE
    }

    private record Critical(long sequence, Set<String> serviceIds) {}

    private final Collector collector;
    private final Analysis analysis;
    private final HealthSettings settings;
    private final Clock clock;

    private volatile @Nullable Critical critical;

    SwarmHealth(Collector collector, Analysis analysis, HealthSettings settings, Clock clock) {
        this.collector = collector;
        this.analysis = analysis;
        this.settings = settings;
        this.clock = clock;
    }

    Word ofSwarm() {
        Optional<Snapshot> latest = collector.latest();
        if (latest.isEmpty()) {
            return Word.NO_SNAPSHOT;
        }
        Snapshot snapshot = latest.get();
        if (isStale(snapshot)) {
            return Word.STALE;
        }
        if (!hasQuorum(snapshot)) {
            return Word.NO_QUORUM;
        }
        boolean down = criticalServices(snapshot).stream().anyMatch(id -> snapshot.runningTasks(id) == 0);
        return down ? Word.CRITICAL_SERVICE_DOWN : Word.OK;
    }

    Word ofService(String idOrName) {
        Optional<Snapshot> latest = collector.latest();
        if (latest.isEmpty()) {
            return Word.NO_SNAPSHOT;
        }
        Snapshot snapshot = latest.get();
        Optional<Service> service = snapshot.findServiceByIdOrName(idOrName);
        if (service.isEmpty()) {
            return Word.UNKNOWN_SERVICE;
        }
        if (isStale(snapshot)) {
            return Word.STALE;
        }
        return isUp(service.get(), snapshot) ? Word.OK : Word.TOO_FEW_TASKS;
    }

    /**
     * A task of a service with a health check is running only once that check passed (swarmkit keeps it at starting
     * until then, and fails it when the check does), so running and healthy are one count here.
     */
    private boolean isUp(Service service, Snapshot snapshot) {
        if (service.isJob()) {
            return true; // it takes no traffic, and is meant to end
        }
        return snapshot.runningTasks(service.id()) >= settings.needed(snapshot.desiredTasks(service));
    }

    private boolean isStale(Snapshot snapshot) {
        return Duration.between(snapshot.collectedAt(), clock.instant()).compareTo(settings.staleAfter()) > 0;
    }

    private static boolean hasQuorum(Snapshot snapshot) {
        long managers = snapshot.nodes().stream().filter(Node::isManager).count();
        long reachable = snapshot.nodes().stream()
                .flatMap(n -> n.manager().stream())
                .filter(m -> m.reachability() == Node.Reachability.REACHABLE)
                .count();
        return reachable * 2 > managers;
    }

    /**
     * Narrower than where findings are concerned: without its cache a Swarm is slower, and no reason to send everybody
     * away. A label says it either way.
     */
    private boolean isCritical(Service service, Snapshot snapshot) {
        ServiceProfile profile = analysis.profile(service, snapshot);
        boolean labelled = service.labels().containsKey(ServiceProfile.CRITICAL_LABEL);
        return profile.critical() && (labelled || profile.kind() == Kind.GATEWAY || profile.kind() == Kind.DATABASE);
    }

    /** On purpose. A global service has no tasks either when all its nodes are gone, and that is an outage. */
    private static boolean isScaledToNothing(Service service) {
        return service.mode() instanceof Service.Mode.Replicated(long replicas) && replicas == 0;
    }

    /** Worked out once per snapshot: profiles look at images, mounts and labels of every service. */
    private Set<String> criticalServices(Snapshot snapshot) {
        Critical known = critical;
        if (known == null || known.sequence() != snapshot.sequence()) {
            known = new Critical(
                    snapshot.sequence(),
                    snapshot.services().stream()
                            .filter(s -> !s.isJob() && isCritical(s, snapshot))
                            .filter(s -> !isScaledToNothing(s))
                            .map(Service::id)
                            .collect(Collectors.toUnmodifiableSet()));
            critical = known;
        }
        return known.serviceIds();
    }
}
