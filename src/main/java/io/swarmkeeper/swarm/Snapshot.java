package io.swarmkeeper.swarm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole Swarm at one moment. Immutable and safe to share between threads; look-ups are constant time.
 *
 * <p>A snapshot is <em>complete</em> when every part was read since the connection was made. An incomplete one says in
 * {@link #missing()} what could not be read; detectors then answer "undecided" and nothing is ever written.
 */
public final class Snapshot {

    private final long sequence;
    private final Instant collectedAt;
    private final Cluster cluster;
    private final List<Node> nodes;
    private final List<Service> services;
    private final List<Task> tasks;
    private final List<Network> networks;
    private final Map<String, ImageFacts> images;
    private final List<String> missing;

    private final List<Volume> volumes;
    private final Map<String, Node> nodeById;
    private final Map<String, Service> serviceById;
    private final Map<String, Service> serviceByName;
    private final Map<String, Network> networkById;
    private final Map<String, List<Task>> tasksByService;
    private final Map<String, List<Task>> tasksByNode;

    /**
     * @param sequence grows with every snapshot of one server's life
     * @param images facts by image reference as it stands in the spec; absent = not known here
     * @param missing parts that could not be read, in words; empty = complete
     */
    public Snapshot(
            long sequence,
            Instant collectedAt,
            Cluster cluster,
            List<Node> nodes,
            List<Service> services,
            List<Task> tasks,
            List<Network> networks,
            Map<String, ImageFacts> images,
            List<String> missing) {
        this.sequence = sequence;
        this.collectedAt = collectedAt;
        this.cluster = cluster;
        this.nodes = List.copyOf(nodes);
        this.services = List.copyOf(services);
        this.tasks = List.copyOf(tasks);
        this.networks = List.copyOf(networks);
        this.images = Map.copyOf(images);
        this.missing = List.copyOf(missing);
        this.nodeById = new HashMap<>();
        this.serviceById = new HashMap<>();
        this.serviceByName = new HashMap<>();
        this.networkById = new HashMap<>();
        this.tasksByService = new HashMap<>();
        this.tasksByNode = new HashMap<>();
        this.nodes.forEach(n -> nodeById.put(n.id(), n));
        this.services.forEach(s -> {
            serviceById.put(s.id(), s);
            serviceByName.put(s.name(), s);
        });
        this.networks.forEach(n -> networkById.put(n.id(), n));
        for (Task task : this.tasks) {
            tasksByService
                    .computeIfAbsent(task.serviceId(), k -> new ArrayList<>())
                    .add(task);
            task.nodeId()
                    .ifPresent(n -> tasksByNode
                            .computeIfAbsent(n, k -> new ArrayList<>())
                            .add(task));
        }
        this.volumes = Volume.gather(this.services, tasksByService);
    }

    private Snapshot(Snapshot same, Instant collectedAt) {
        this.sequence = same.sequence;
        this.collectedAt = collectedAt;
        this.cluster = same.cluster;
        this.nodes = same.nodes;
        this.services = same.services;
        this.tasks = same.tasks;
        this.networks = same.networks;
        this.images = same.images;
        this.missing = same.missing;
        this.volumes = same.volumes;
        this.nodeById = same.nodeById;
        this.serviceById = same.serviceById;
        this.serviceByName = same.serviceByName;
        this.networkById = same.networkById;
        this.tasksByService = same.tasksByService;
        this.tasksByNode = same.tasksByNode;
    }

    /** The same content, read again at this moment and found unchanged: same sequence, indexes shared. */
    public Snapshot seenAgain(Instant at) {
        return new Snapshot(this, at);
    }

    public long sequence() {
        return sequence;
    }

    /** When the last part of it was read. */
    public Instant collectedAt() {
        return collectedAt;
    }

    public Cluster cluster() {
        return cluster;
    }

    public List<Node> nodes() {
        return nodes;
    }

    public List<Service> services() {
        return services;
    }

    /** All that the engine still remembers, ended ones too. */
    public List<Task> tasks() {
        return tasks;
    }

    public List<Network> networks() {
        return networks;
    }

    public List<Volume> volumes() {
        return volumes;
    }

    public List<String> missing() {
        return missing;
    }

    public boolean complete() {
        return missing.isEmpty();
    }

    public Optional<Node> findNode(String id) {
        return Optional.ofNullable(nodeById.get(id));
    }

    public Optional<Service> findService(String id) {
        return Optional.ofNullable(serviceById.get(id));
    }

    /** By id, else by full name. */
    public Optional<Service> findServiceByIdOrName(String idOrName) {
        return findService(idOrName).or(() -> Optional.ofNullable(serviceByName.get(idOrName)));
    }

    public Optional<Network> findNetwork(String id) {
        return Optional.ofNullable(networkById.get(id));
    }

    /** Facts of the image this reference names; empty = the connected engine does not hold it. */
    public Optional<ImageFacts> findImage(String reference) {
        return Optional.ofNullable(images.get(reference));
    }

    public Map<String, ImageFacts> images() {
        return images;
    }

    /** Every task of the service, ended ones too; empty if it has none. */
    public List<Task> tasksOf(String serviceId) {
        return tasksByService.getOrDefault(serviceId, List.of());
    }

    /** Every task that was given to the node, ended ones too. */
    public List<Task> tasksOn(String nodeId) {
        return tasksByNode.getOrDefault(nodeId, List.of());
    }

    /** How many tasks of the service run and are wanted. */
    public long runningTasks(String serviceId) {
        return tasksOf(serviceId).stream().filter(Task::isRunning).count();
    }

    /**
     * How many tasks the service should have: replicas, or for a global service the tasks the orchestrator made (one
     * per node that may run it).
     */
    public long desiredTasks(Service service) {
        return switch (service.mode()) {
            case Service.Mode.Replicated(long replicas) -> replicas;
            case Service.Mode.ReplicatedJob(long maxConcurrent, long totalCompletions) -> totalCompletions;
            case Service.Mode.Global(), Service.Mode.GlobalJob() ->
                tasksOf(service.id()).stream().filter(Task::isWanted).count();
        };
    }
}
