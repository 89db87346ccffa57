package io.swarmkeeper.swarm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Storage as services see it: one named volume, host path or tmpfs and everyone who mounts it. Gathered from mounts,
 * because the manager's API lists only its own node's volumes.
 *
 * @param kind {@code volume}, {@code bind} or {@code tmpfs}
 * @param name volume name or host path; for tmpfs {@code service:target}
 */
public record Volume(String kind, String name, String driver, Map<String, String> driverOptions, List<Use> uses) {

    /** @param nodeIds where tasks that hold it run now, sorted */
    public record Use(String serviceId, String target, boolean readOnly, List<String> nodeIds) {
        public Use {
            nodeIds = List.copyOf(nodeIds);
        }
    }

    public Volume {
        driverOptions = Map.copyOf(driverOptions);
        uses = List.copyOf(uses);
    }

    /** An id that is stable as long as kind and name are. */
    public String id() {
        return kind + ":" + name;
    }

    public boolean isLocalVolume() {
        return kind.equals("volume") && driver.equals("local");
    }

    static List<Volume> gather(List<Service> services, Map<String, List<Task>> tasksByService) {
        record Key(String kind, String name, String driver) {}
        Map<Key, Map<String, String>> options = new LinkedHashMap<>();
        Map<Key, List<Use>> uses = new LinkedHashMap<>();
        for (Service service : services) {
            for (TaskTemplate.Mount mount : service.template().mounts()) {
                String kind = mount.isTmpfs() ? "tmpfs" : mount.type();
                String name = mount.source().isEmpty() ? service.name() + ":" + mount.target() : mount.source();
                Key key = new Key(kind, name, mount.driver());
                TreeSet<String> nodes = new TreeSet<>();
                for (Task task : tasksByService.getOrDefault(service.id(), List.of())) {
                    if (task.state().holdsResources()) {
                        task.nodeId().ifPresent(nodes::add);
                    }
                }
                options.putIfAbsent(key, mount.driverOptions());
                uses.computeIfAbsent(key, k -> new ArrayList<>())
                        .add(new Use(service.id(), mount.target(), mount.readOnly(), List.copyOf(nodes)));
            }
        }
        return uses.entrySet().stream()
                .map(e -> new Volume(
                        e.getKey().kind(),
                        e.getKey().name(),
                        e.getKey().driver(),
                        options.getOrDefault(e.getKey(), Map.of()),
                        e.getValue()))
                .toList();
    }
}
