package io.swarmkeeper.telemetry;

import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts together what people see of nodes and services at one moment: only what is in the Swarm, and as <em>now</em> only
 * what was said a moment ago. Made and read under the intake's lock.
 */
final class Picture {

    private static final Duration NODE_SHOWN = Duration.ofHours(1);

    private final Snapshot snapshot;
    private final Map<String, ServiceRecord> services;
    private final Instant now;
    private final Map<String, NodeRecord> known = new HashMap<>();
    private final Set<String> fresh = new HashSet<>();
    private final Map<String, List<TaskUse>> tasks = new HashMap<>();

    Picture(
            Snapshot snapshot,
            Map<String, NodeRecord> nodes,
            Map<String, ServiceRecord> services,
            Duration silentAfter,
            Instant now) {
        this.snapshot = snapshot;
        this.services = services;
        this.now = now;
        nodes.forEach((id, node) -> {
            if (snapshot.findNode(id).isPresent() && node.isFresh(now, NODE_SHOWN)) {
                known.put(id, node);
            }
            if (known.containsKey(id) && node.isFresh(now, silentAfter)) {
                fresh.add(id);
                node.tasks()
                        .forEach((service, list) -> tasks.computeIfAbsent(service, s -> new ArrayList<>())
                                .addAll(list));
            }
        });
    }

    Map<String, NodeLoad> nodes() {
        Map<String, NodeLoad> loads = new HashMap<>();
        known.forEach((id, node) -> loads.put(id, node.load(fresh.contains(id))));
        return loads;
    }

    List<Disk> disks() {
        return known.values().stream()
                .flatMap(n -> n.disks(now).stream())
                .filter(d -> fresh.contains(d.nodeId()))
                .sorted(Comparator.comparing(Disk::hostname)
                        .thenComparing(d -> d.space().path()))
                .toList();
    }

    Map<String, ServiceUse> services(KillLedger kills) {
        Map<String, ServiceUse> uses = new HashMap<>();
        for (Service service : snapshot.services()) {
            ServiceRecord record = services.get(service.name());
            if (record != null) {
                uses.put(service.id(), use(service, record, kills));
            }
        }
        return uses;
    }

    private ServiceUse use(Service service, ServiceRecord record, KillLedger kills) {
        List<TaskUse> running = tasks.getOrDefault(service.id(), List.of()).stream()
                .sorted(Comparator.comparing(TaskUse::taskId).thenComparing(TaskUse::containerId))
                .toList();
        HealthWindow health = record.healthIfAny();
        List<KillRecord> killed = kills.ofService(service.name());
        return new ServiceUse(
                service.id(),
                service.name(),
                running.stream().flatMap(t -> t.cores().stream()).reduce(Double::sum),
                running.stream().flatMap(t -> t.memoryBytes().stream()).max(Comparator.naturalOrder()),
                snapshot.runningTasks(service.id()),
                running,
                record.series(),
                record.throttling().share(now),
                ServiceUse.Peak.with(record.usage().peaks().sevenDays(now), killed, now),
                record.sizing(killed, now),
                health == null ? Optional.empty() : health.summary(now, taskByContainer(running)));
    }

    private static Map<String, String> taskByContainer(List<TaskUse> running) {
        Map<String, String> tasks = new HashMap<>();
        running.forEach(t -> tasks.put(t.containerId(), t.taskId()));
        return tasks;
    }

    Coverage coverage(double observedSeconds, double weekHours, Optional<Instant> since) {
        Set<String> measured = new HashSet<>();
        tasks.values().forEach(list -> list.forEach(t -> measured.add(t.taskId())));
        long running = 0;
        long seen = 0;
        for (Task task : snapshot.tasks()) {
            if (task.isRunning()) {
                running++;
                seen += measured.contains(task.id()) ? 1 : 0;
            }
        }
        long ready = 0;
        long watched = 0;
        for (Node node : snapshot.nodes()) {
            if (node.state() == Node.State.READY) {
                ready++;
                watched += fresh.contains(node.id()) ? 1 : 0;
            }
        }
        return new Coverage(
                observedSeconds / 3600,
                weekHours,
                since,
                running == 0 ? Optional.empty() : Optional.of((double) seen / running),
                ready == 0 ? Optional.empty() : Optional.of((double) watched / ready));
    }
}
