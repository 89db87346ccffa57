package io.swarmkeeper.swarm;

import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Service.UpdatePolicy;
import io.swarmkeeper.swarm.TaskTemplate.Mount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * A small Swarm in a test's own words. Ids are names: node {@code w1} has id {@code w1}, the tasks of service
 * {@code web} are {@code web.1}, {@code web.2} in the order they were added. Memory in GiB, CPU in cores.
 */
public final class ClusterBuilder {

    public static final Instant NOW = Instant.parse("2026-11-23T22:00:00Z");
    public static final long GIB = 1L << 30;

    private final List<Node> nodes = new ArrayList<>();
    private final List<Service> services = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private final List<Network> networks = new ArrayList<>();
    private final Map<String, ImageFacts> images = new HashMap<>();
    private final List<String> missing = new ArrayList<>();

    public static Resources resources(double cores, double gib) {
        return Resources.of(Math.round(cores * 1e9), Math.round(gib * GIB));
    }

    /** A ready, active Linux worker; change what matters in {@code change}. */
    public ClusterBuilder node(String name, double cores, double gib, UnaryOperator<NodeBuilder> change) {
        nodes.add(change.apply(new NodeBuilder(name, resources(cores, gib))).build());
        return this;
    }

    public ClusterBuilder node(String name, double cores, double gib) {
        return node(name, cores, gib, n -> n);
    }

    /** A replicated service of one replica and nothing else set; its running tasks are named in {@code change}. */
    public ClusterBuilder service(String name, UnaryOperator<ServiceBuilder> change) {
        ServiceBuilder builder = change.apply(new ServiceBuilder(name));
        services.add(builder.build());
        tasks.addAll(builder.tasks);
        return this;
    }

    public ClusterBuilder task(Task task) {
        tasks.add(task);
        return this;
    }

    public ClusterBuilder network(Network network) {
        networks.add(network);
        return this;
    }

    /** The engine holds this image, and it declares these paths as VOLUME. */
    public ClusterBuilder image(String reference, String... volumes) {
        images.put(reference, new ImageFacts(Optional.empty(), List.of(volumes), List.of()));
        return this;
    }

    public ClusterBuilder missing(String part) {
        missing.add(part);
        return this;
    }

    public Snapshot build() {
        return new Snapshot(
                1,
                NOW,
                new Cluster(
                        "swarm",
                        "1.41",
                        "20.10.24",
                        nodes.isEmpty() ? "" : nodes.getFirst().id(),
                        5,
                        NOW),
                nodes,
                services,
                tasks,
                networks,
                images,
                missing);
    }

    public static final class NodeBuilder {
        private final String name;
        private Resources capacity;
        private Node.Role role = Node.Role.WORKER;
        private Node.Availability availability = Node.Availability.ACTIVE;
        private Node.State state = Node.State.READY;
        private String address = "10.0.0.1";
        private String architecture = "x86_64";
        private final Map<String, String> labels = new HashMap<>();
        private final Map<String, String> engineLabels = new HashMap<>();
        private final Set<String> plugins = new TreeSet<>(Set.of("Volume/local", "Network/overlay", "Log/json-file"));

        private NodeBuilder(String name, Resources capacity) {
            this.name = name;
            this.capacity = capacity;
        }

        public NodeBuilder manager() {
            role = Node.Role.MANAGER;
            return this;
        }

        public NodeBuilder availability(Node.Availability availability) {
            this.availability = availability;
            return this;
        }

        public NodeBuilder state(Node.State state) {
            this.state = state;
            return this;
        }

        public NodeBuilder address(String address) {
            this.address = address;
            return this;
        }

        public NodeBuilder architecture(String architecture) {
            this.architecture = architecture;
            return this;
        }

        public NodeBuilder label(String key, String value) {
            labels.put(key, value);
            return this;
        }

        public NodeBuilder engineLabel(String key, String value) {
            engineLabels.put(key, value);
            return this;
        }

        public NodeBuilder plugin(String plugin) {
            plugins.add(plugin);
            return this;
        }

        public NodeBuilder noPlugins() {
            plugins.clear();
            return this;
        }

        public NodeBuilder generic(String kind, long amount) {
            capacity = new Resources(capacity.cpuNano(), capacity.memoryBytes(), 0, Map.of(kind, amount));
            return this;
        }

        private Node build() {
            return new Node(
                    name,
                    10,
                    name,
                    role,
                    availability,
                    state,
                    "",
                    address,
                    role == Node.Role.MANAGER
                            ? Optional.of(new Node.Manager(true, Node.Reachability.REACHABLE, address + ":2377"))
                            : Optional.empty(),
                    labels,
                    engineLabels,
                    "linux",
                    architecture,
                    "20.10.24",
                    capacity,
                    plugins,
                    NOW,
                    NOW);
        }
    }

    public static final class ServiceBuilder {
        private final String name;
        private Mode mode = new Mode.Replicated(1);
        private String image = "app@sha256:0000000000000000000000000000000000000000000000000000000000000000";
        private Resources limits = Resources.NONE;
        private Resources reservations = Resources.NONE;
        private Placement placement = Placement.ANYWHERE;
        private final Map<String, String> labels = new HashMap<>();
        private final List<Service.Port> ports = new ArrayList<>();
        private final List<Mount> mounts = new ArrayList<>();
        private final List<Service.NetworkAttachment> networks = new ArrayList<>();
        private final Map<String, String> virtualIps = new HashMap<>();
        private String logDriver = "";
        private UpdatePolicy updatePolicy = UpdatePolicy.ENGINE_DEFAULT;
        private Optional<Service.UpdateStatus> updateStatus = Optional.empty();
        private Optional<String> rawSpec = Optional.empty();
        private Optional<Duration> stopGrace = Optional.empty();
        private long version = 100;
        private final List<Task> tasks = new ArrayList<>();

        private ServiceBuilder(String name) {
            this.name = name;
        }

        public ServiceBuilder replicas(long replicas) {
            mode = new Mode.Replicated(replicas);
            return this;
        }

        public ServiceBuilder mode(Mode mode) {
            this.mode = mode;
            return this;
        }

        public ServiceBuilder image(String image) {
            this.image = image;
            return this;
        }

        public ServiceBuilder version(long version) {
            this.version = version;
            return this;
        }

        public ServiceBuilder limit(double cores, double gib) {
            limits = resources(cores, gib);
            return this;
        }

        /** Of the spec, and of the tasks added after this. */
        public ServiceBuilder reserve(double cores, double gib) {
            reservations = resources(cores, gib);
            return this;
        }

        public ServiceBuilder reserve(Resources reservations) {
            this.reservations = reservations;
            return this;
        }

        public ServiceBuilder placement(Placement placement) {
            this.placement = placement;
            return this;
        }

        public ServiceBuilder constraint(String... constraints) {
            placement = new Placement(
                    List.of(constraints),
                    placement.preferences(),
                    placement.maxReplicasPerNode(),
                    placement.platforms());
            return this;
        }

        public ServiceBuilder prefer(String... preferences) {
            placement = new Placement(
                    placement.constraints(),
                    List.of(preferences),
                    placement.maxReplicasPerNode(),
                    placement.platforms());
            return this;
        }

        public ServiceBuilder maxPerNode(long maximum) {
            placement = new Placement(placement.constraints(), placement.preferences(), maximum, placement.platforms());
            return this;
        }

        public ServiceBuilder platform(String os, String architecture) {
            placement = new Placement(
                    placement.constraints(),
                    placement.preferences(),
                    placement.maxReplicasPerNode(),
                    List.of(new Placement.Platform(os, architecture)));
            return this;
        }

        public ServiceBuilder label(String key, String value) {
            labels.put(key, value);
            return this;
        }

        public ServiceBuilder stack(String stack) {
            return label(Service.STACK_LABEL, stack);
        }

        public ServiceBuilder port(int target, int published, Service.PublishMode mode) {
            ports.add(new Service.Port("tcp", target, published, mode));
            return this;
        }

        public ServiceBuilder volume(String source, String target) {
            return mount(new Mount("volume", source, target, false, "local", Map.of()));
        }

        public ServiceBuilder mount(Mount mount) {
            mounts.add(mount);
            return this;
        }

        public ServiceBuilder network(String networkId) {
            networks.add(new Service.NetworkAttachment(networkId, List.of()));
            return this;
        }

        public ServiceBuilder virtualIp(String networkId, String cidr) {
            virtualIps.put(networkId, cidr);
            return this;
        }

        /** A running task with these addresses by network id. */
        public ServiceBuilder runningAt(String nodeId, Map<String, List<String>> addresses) {
            return task(Optional.of(nodeId), Task.State.RUNNING, Task.State.RUNNING, addresses, NOW);
        }

        public ServiceBuilder logDriver(String logDriver) {
            this.logDriver = logDriver;
            return this;
        }

        public ServiceBuilder update(long parallelism, Service.Order order) {
            updatePolicy = new UpdatePolicy(
                    parallelism, Duration.ZERO, Service.FailureAction.PAUSE, Duration.ofSeconds(5), 0, order);
            return this;
        }

        public ServiceBuilder updatePolicy(UpdatePolicy policy) {
            updatePolicy = policy;
            return this;
        }

        public ServiceBuilder updateState(Service.UpdateState state) {
            return updateState(state, NOW);
        }

        public ServiceBuilder updateState(Service.UpdateState state, Instant started) {
            updateStatus = Optional.of(new Service.UpdateStatus(state, Optional.of(started), Optional.empty(), ""));
            return this;
        }

        public ServiceBuilder stopGrace(Duration grace) {
            stopGrace = Optional.of(grace);
            return this;
        }

        public ServiceBuilder rawSpec(String rawSpec) {
            this.rawSpec = Optional.of(rawSpec);
            return this;
        }

        /** A running task on each of these nodes, with what the service reserves so far. */
        public ServiceBuilder runningOn(String... nodeIds) {
            for (String nodeId : nodeIds) {
                task(Optional.of(nodeId), Task.State.RUNNING, Task.State.RUNNING);
            }
            return this;
        }

        public ServiceBuilder pending() {
            return task(Optional.empty(), Task.State.PENDING, Task.State.RUNNING);
        }

        public ServiceBuilder task(Optional<String> nodeId, Task.State state, Task.State desired) {
            return task(nodeId, state, desired, Map.of(), NOW);
        }

        /** @param since it was made, and has been in its state */
        public ServiceBuilder task(
                Optional<String> nodeId,
                Task.State state,
                Task.State desired,
                Map<String, List<String>> addresses,
                Instant since) {
            int number = tasks.size() + 1;
            tasks.add(new Task(
                    name + "." + number,
                    name,
                    mode instanceof Mode.Global ? 0 : number,
                    nodeId,
                    state,
                    desired,
                    since,
                    "",
                    "",
                    Optional.empty(),
                    "",
                    image,
                    reservations,
                    ports.stream()
                            .filter(p -> p.mode() == Service.PublishMode.HOST)
                            .map(p -> p.protocol() + "/" + p.published())
                            .toList(),
                    addresses,
                    "hash",
                    since,
                    since));
            return this;
        }

        private Service build() {
            TaskTemplate template = new TaskTemplate(
                    image,
                    List.of(),
                    List.of(),
                    List.of(),
                    Map.of(),
                    mounts,
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    stopGrace,
                    limits,
                    reservations,
                    TaskTemplate.RestartPolicy.ENGINE_DEFAULT,
                    placement,
                    logDriver,
                    0);
            return new Service(
                    name,
                    version,
                    name,
                    labels,
                    mode,
                    template,
                    networks,
                    ports,
                    "vip",
                    virtualIps,
                    updatePolicy,
                    true,
                    Optional.empty(),
                    updateStatus,
                    NOW,
                    NOW,
                    rawSpec.orElse("{\"Name\":\"" + name + "\",\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\""
                            + image + "\"}}}"));
        }
    }
}
