package io.swarmkeeper.engine;

import io.swarmkeeper.change.SwarmControl;
import io.swarmkeeper.collector.SwarmSource;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import io.swarmkeeper.swarm.Cluster;
import io.swarmkeeper.swarm.ImageFacts;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A whole Swarm in memory: the hand-written twin of the engine room. Holds the same JSON that an engine would send and
 * reads it with the engine room's own parsers; passes the same contract ({@code SwarmContract}) as a real Swarm does.
 *
 * <pre>
 * InMemorySwarm swarm = InMemorySwarm.ofThree();          // m1 (manager), w1, w2: 4 cores, 8 GiB each
 * String net = swarm.network("shop_net", "10.0.1.0/24");
 * swarm.service("web").image("nginx:1").replicas(3).limits(500_000_000, 64L &lt;&lt; 20).network(net).add();
 * swarm.converge();                                       // tasks are where they should be
 * Snapshot snapshot = swarm.snapshot();
 * </pre>
 *
 * Nothing moves by itself: {@link #converge} moves tasks, or {@link #convergeAlways} after each write. Faults:
 * {@link #failTask}, {@link #crash}, {@link #loseNode}, {@link #strangerEdits}; of the connection: {@link #fault}.
 */
public final class InMemorySwarm implements SwarmSource, SwarmControl {

    static final JsonMapper JSON = JsonMapper.builder().build();

    /** How often each part was read, by name: cluster, nodes, services, tasks, networks, image, service. */
    public final Map<String, AtomicInteger> reads = new TreeMap<>();
    /** Every accepted write, oldest first. */
    public final List<Write> writes = new CopyOnWriteArrayList<>();

    public final Faults fault = new Faults();

    private final Clock clock;
    private final SwarmReaders readers = new SwarmReaders();
    private final TwinOrchestrator orchestrator = new TwinOrchestrator(this);
    private final Map<String, ObjectNode> nodes = new LinkedHashMap<>();
    private final Map<String, ObjectNode> services = new LinkedHashMap<>();
    private final Map<String, ObjectNode> tasks = new LinkedHashMap<>();
    private final Map<String, ObjectNode> networks = new LinkedHashMap<>();
    private final Map<String, JsonNode> endpoints = new LinkedHashMap<>();
    private final Map<String, ImageFacts> images = new TreeMap<>();
    private final Map<String, Integer> crashes = new TreeMap<>();
    private final List<TwinSubscription> subscriptions = new CopyOnWriteArrayList<>();
    private long index = 10;
    private long ids = 0;
    private long snapshots = 0;
    private boolean always;

    /** One accepted write. */
    public record Write(String serviceId, long version, String specJson) {}

    public InMemorySwarm() {
        this(Clock.systemUTC());
    }

    /** @param clock stamps everything that happens in this Swarm */
    public InMemorySwarm(Clock clock) {
        this.clock = clock;
    }

    public static InMemorySwarm ofThree() {
        return ofThree(Clock.systemUTC());
    }

    /** m1 (manager and leader), w1, w2: 4 cores and 8 GiB each. */
    public static InMemorySwarm ofThree(Clock clock) {
        InMemorySwarm swarm = new InMemorySwarm(clock);
        swarm.node("m1").leader().add();
        swarm.node("w1").add();
        swarm.node("w2").add();
        return swarm;
    }

    // ---- building ----

    public NodeBuilder node(String hostname) {
        return new NodeBuilder(this, hostname);
    }

    public ServiceBuilder service(String name) {
        return new ServiceBuilder(this, name);
    }

    /** An overlay. @param subnets CIDR each, none = the engine could allot none. @return its id */
    public String network(String name, String... subnets) {
        return network(name, n -> {
            ArrayNode config = n.putObject("IPAM").putArray("Config");
            for (String subnet : subnets) {
                config.addObject().put("Subnet", subnet);
            }
        });
    }

    /** An overlay with anything the API knows. @return its id */
    public synchronized String network(String name, Consumer<ObjectNode> edit) {
        String id = newId("net");
        ObjectNode json = JSON.createObjectNode()
                .put("Name", name)
                .put("Id", id)
                .put("Created", now())
                .put("Scope", "swarm")
                .put("Driver", "overlay")
                .put("Internal", false)
                .put("Attachable", false)
                .put("Ingress", false);
        json.putObject("Options");
        json.putObject("Labels");
        edit.accept(json);
        networks.put(id, json);
        tell("network", "create", id);
        return id;
    }

    /** An image that the engine at hand holds. */
    public synchronized void image(String reference, ImageFacts facts) {
        images.put(reference, facts);
    }

    /** What is there now, as one complete snapshot, with a growing sequence. Not counted in {@link #reads}. */
    public synchronized Snapshot snapshot() {
        return new Snapshot(
                ++snapshots,
                clock.instant(),
                cluster(),
                nodes(),
                services(),
                tasks(),
                networks(),
                Map.copyOf(images),
                List.of());
    }

    // ---- life ----

    /** Brings all tasks where their specs want them. */
    public synchronized void converge() {
        orchestrator.converge();
    }

    /** From now on {@link #converge} after each write and each edit. */
    public synchronized InMemorySwarm convergeAlways() {
        always = true;
        converge();
        return this;
    }

    /** The running task in this slot fails; converge replaces it. @return its id */
    public synchronized String failTask(String serviceName, int slot, int exitCode) {
        Task task = tasksOf(idOf(serviceName)).stream()
                .filter(t -> t.slot() == slot && t.isRunning())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no running task in slot " + slot));
        endTask(task.id(), Task.State.FAILED, "task: non-zero exit (" + exitCode + ")", exitCode);
        return task.id();
    }

    /** Every new task of this service fails at once, until {@link #heal}. */
    public synchronized void crash(String serviceName, int exitCode) {
        crashes.put(serviceName, exitCode);
    }

    public synchronized void heal(String serviceName) {
        crashes.remove(serviceName);
    }

    public synchronized void loseNode(String hostname) {
        editNode(
                hostname,
                n -> n.withObjectProperty("Status").put("State", "down").put("Message", "heartbeat failure"));
    }

    public synchronized void returnNode(String hostname) {
        editNode(
                hostname,
                n -> n.withObjectProperty("Status").put("State", "ready").put("Message", ""));
    }

    public synchronized void editNode(String hostname, Consumer<ObjectNode> edit) {
        ObjectNode node = nodes.values().stream()
                .filter(n ->
                        n.path("Description").path("Hostname").stringValue("").equals(hostname))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no node " + hostname));
        edit.accept(node);
        touch(node);
        tell("node", "update", node.path("ID").stringValue());
    }

    /** Someone else edits the spec: another version, another content. */
    public synchronized void strangerEdits(String serviceName, Consumer<ObjectNode> specEdit) {
        ObjectNode service = serviceJson(idOf(serviceName));
        specEdit.accept((ObjectNode) service.path("Spec"));
        touch(service);
        tell("service", "update", service.path("ID").stringValue());
        settle();
    }

    /** The version moves though nobody edited the spec, as the engine's own writes make it. */
    public synchronized void moveVersion(String serviceName) {
        touch(serviceJson(idOf(serviceName)));
    }

    /** @param state {@code updating}, {@code paused}, {@code rollback_started}, … */
    public synchronized void updateStatus(String serviceName, String state, String message) {
        ObjectNode service = serviceJson(idOf(serviceName));
        service.putObject("UpdateStatus")
                .put("State", state)
                .put("StartedAt", now())
                .put("Message", message);
        touch(service);
        tell("service", "update", service.path("ID").stringValue());
    }

    public synchronized void removeService(String serviceName) {
        String id = idOf(serviceName);
        services.remove(id);
        tasks.values().removeIf(t -> t.path("ServiceID").stringValue("").equals(id));
        tell("service", "remove", id);
    }

    /** Puts a task into any state, as the engine would report it. */
    public synchronized void taskState(String taskId, Task.State state, String error) {
        status(taskId, state, error);
    }

    // ---- SwarmSource ----

    @Override
    public Cluster readCluster() throws SwarmUnavailableException {
        count("cluster");
        synchronized (this) {
            return cluster();
        }
    }

    @Override
    public List<Node> readNodes() throws SwarmUnavailableException {
        count("nodes");
        return nodes();
    }

    @Override
    public List<Service> readServices() throws SwarmUnavailableException {
        count("services");
        return services();
    }

    @Override
    public List<Task> readTasks() throws SwarmUnavailableException {
        count("tasks");
        return tasks();
    }

    @Override
    public List<Network> readNetworks() throws SwarmUnavailableException {
        count("networks");
        return networks();
    }

    @Override
    public Optional<ImageFacts> readImage(String reference) throws SwarmUnavailableException {
        count("image");
        synchronized (this) {
            return Optional.ofNullable(images.get(reference));
        }
    }

    @Override
    public Subscription follow(Consumer<SwarmEvent> listener, Runnable onEnd) throws SwarmUnavailableException {
        count("events");
        TwinSubscription subscription = new TwinSubscription(listener, onEnd);
        subscriptions.add(subscription);
        return subscription;
    }

    /** All event streams end, as when an engine dies. */
    public void breakStreams() {
        subscriptions.forEach(TwinSubscription::breakOff);
        subscriptions.clear();
    }

    /** Everyone who follows hears this. */
    public void tell(String type, String action, String actorId) {
        subscriptions.forEach(s -> s.tell(new SwarmEvent(type, action, actorId)));
    }

    // ---- SwarmControl ----

    @Override
    public Optional<LiveService> readService(String serviceId) throws SwarmUnavailableException {
        count("service");
        synchronized (this) {
            return Optional.ofNullable(services.get(serviceId))
                    .map(s -> LiveServiceParser.parse(s, s.path("Spec").toString()));
        }
    }

    @Override
    public WriteResult updateService(String serviceId, long version, String specJson) {
        return switch (fault.takeUpdate()) {
            case NONE -> write(serviceId, version, specJson);
            case REFUSED -> new WriteResult.Refused(fault.message());
            case LOST_BEFORE -> new WriteResult.Unknown(fault.message());
            case LOST_AFTER -> {
                write(serviceId, version, specJson);
                yield new WriteResult.Unknown(fault.message());
            }
        };
    }

    @Override
    public List<Task> readUpToDateTasks(String serviceId) throws SwarmUnavailableException {
        count("tasks");
        synchronized (this) {
            if (!services.containsKey(serviceId)) {
                return List.of();
            }
            Service service = serviceById(serviceId);
            return tasksOf(serviceId).stream()
                    .filter(t -> !orchestrator.isDirty(service, t))
                    .toList();
        }
    }

    @Override
    public List<Task> readTasks(String serviceId) throws SwarmUnavailableException {
        count("tasks");
        return tasksOf(serviceId);
    }

    private synchronized WriteResult write(String serviceId, long version, String specJson) {
        ObjectNode service = services.get(serviceId);
        if (service == null) {
            return new WriteResult.Refused("service " + serviceId + " not found");
        }
        ObjectNode spec;
        try {
            spec = (ObjectNode) JSON.readTree(specJson);
        } catch (JacksonException | ClassCastException e) {
            return new WriteResult.Refused("invalid JSON: " + e.getMessage());
        }
        JsonNode live = service.path("Spec");
        long memory = spec.path("TaskTemplate")
                .path("Resources")
                .path("Limits")
                .path("MemoryBytes")
                .asLong(0);
        if (memory != 0 && memory < 4L << 20) {
            return new WriteResult.Refused(
                    "rpc error: code = InvalidArgument desc = invalid memory value %d: Must be at least 4MiB"
                            .formatted(memory));
        }
        if (!live.path("Name").equals(spec.path("Name"))) {
            return new WriteResult.Refused("rpc error: code = Unimplemented desc = renaming services is not supported");
        }
        if (!live.path("Mode").propertyNames().equals(spec.path("Mode").propertyNames())) {
            return new WriteResult.Refused("rpc error: code = Unimplemented desc = service mode change is not allowed");
        }
        if (version != service.path("Version").path("Index").asLong()) {
            return new WriteResult.OutOfSequence();
        }
        if (live.path("TaskTemplate").hasNonNull("Placement")
                && !spec.path("TaskTemplate").hasNonNull("Placement")) {
            fault.breakAll(Reason.REFUSED); // the manager's dockerd panics, and again at each start (pitfalls 0.1)
            return new WriteResult.Unknown("connection closed: the engine panicked");
        }
        service.set("PreviousSpec", live);
        service.set("Spec", spec);
        service.remove("UpdateStatus");
        touch(service);
        writes.add(new Write(serviceId, version, specJson));
        tell("service", "update", serviceId);
        settle();
        return new WriteResult.Accepted(List.of());
    }

    // ---- for builders and orchestrator ----

    synchronized int nodeCount() {
        return nodes.size();
    }

    synchronized String addNode(String hostname, ObjectNode json) {
        String id = newId("node" + hostname);
        nodes.put(id, stamped(id, json));
        tell("node", "create", id);
        return id;
    }

    synchronized String addService(ObjectNode spec) {
        String id = newId("svc");
        ObjectNode json = stamped(id, JSON.createObjectNode());
        json.set("Spec", spec.deepCopy());
        json.putObject("Endpoint");
        services.put(id, json);
        tell("service", "create", id);
        settle();
        return id;
    }

    synchronized String newTask(Service service, int slot) {
        String id = newId("task");
        ObjectNode json = stamped(id, JSON.createObjectNode());
        json.set(
                "Spec",
                serviceJson(service.id()).path("Spec").path("TaskTemplate").deepCopy());
        json.put("ServiceID", service.id()).put("Slot", slot).put("DesiredState", "running");
        endpoints.put(
                id, serviceJson(service.id()).path("Spec").path("EndpointSpec").deepCopy());
        tasks.put(id, json);
        status(id, Task.State.NEW, "");
        return id;
    }

    synchronized void pend(String taskId, String error) {
        if (task(taskId).state() != Task.State.PENDING || !task(taskId).error().equals(error)) {
            status(taskId, Task.State.PENDING, error);
        }
    }

    synchronized void run(String taskId, Node node, Service service) {
        tasks.get(taskId).put("NodeID", node.id());
        ObjectNode status = status(taskId, Task.State.RUNNING, "");
        status.putObject("ContainerStatus")
                .put("ContainerID", "c-" + taskId)
                .put("PID", 4711)
                .put("ExitCode", 0);
        ArrayNode ports = status.putObject("PortStatus").putArray("Ports");
        service.ports().stream()
                .filter(p -> p.mode() == Service.PublishMode.HOST)
                .forEach(p -> ports.addObject()
                        .put("Protocol", p.protocol())
                        .put("TargetPort", p.target())
                        .put("PublishedPort", p.published())
                        .put("PublishMode", "host"));
    }

    /** It ended; a shutdown is wanted, everything else is replaced by the next {@link #converge}. */
    synchronized void endTask(String taskId, Task.State state, String error, int exitCode) {
        JsonNode container =
                tasks.get(taskId).path("Status").path("ContainerStatus").deepCopy();
        ObjectNode status = status(taskId, state, error);
        if (container.isObject()) {
            status.set("ContainerStatus", ((ObjectNode) container).put("ExitCode", exitCode));
        }
        if (state == Task.State.SHUTDOWN || state == Task.State.ORPHANED) {
            shutDown(taskId);
        }
    }

    synchronized void shutDown(String taskId) {
        tasks.get(taskId).put("DesiredState", "shutdown");
    }

    synchronized Optional<Integer> crashOf(String serviceName) {
        return Optional.ofNullable(crashes.get(serviceName));
    }

    synchronized ObjectNode serviceJson(String id) {
        return services.get(id);
    }

    synchronized ObjectNode taskJson(String id) {
        return tasks.get(id);
    }

    synchronized JsonNode taskEndpoint(String taskId) {
        return endpoints.get(taskId);
    }

    synchronized Optional<Node> nodeById(String id) {
        return nodes().stream().filter(n -> n.id().equals(id)).findFirst();
    }

    /** The service of this id, read as the engine room reads it. */
    public synchronized Service serviceById(String id) {
        return services().stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
    }

    public synchronized Task task(String id) {
        return tasks().stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow();
    }

    public synchronized String idOf(String serviceName) {
        return services.entrySet().stream()
                .filter(e ->
                        e.getValue().path("Spec").path("Name").stringValue("").equals(serviceName))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no service " + serviceName));
    }

    synchronized List<Node> nodes() {
        return readers.nodes.read(bytes(nodes)).items();
    }

    synchronized List<Service> services() {
        return readers.services.read(bytes(services)).items();
    }

    synchronized List<Task> tasks() {
        return readers.tasks.read(bytes(tasks)).items();
    }

    synchronized List<Network> networks() {
        return readers.networks.read(bytes(networks)).items();
    }

    synchronized List<Task> tasksOf(String serviceId) {
        return tasks().stream().filter(t -> t.serviceId().equals(serviceId)).toList();
    }

    private Cluster cluster() {
        return new Cluster(
                "swarm1",
                "1.41",
                "20.10.24",
                nodes.keySet().stream().findFirst().orElse(""),
                5,
                Instant.parse("2026-01-01T00:00:00Z"));
    }

    private void settle() {
        if (always) {
            converge();
        }
    }

    private void count(String part) throws SwarmUnavailableException {
        synchronized (reads) {
            reads.computeIfAbsent(part, p -> new AtomicInteger()).incrementAndGet();
        }
        fault.check(part);
    }

    private ObjectNode status(String taskId, Task.State state, String error) {
        ObjectNode task = tasks.get(taskId);
        String word = state.name().toLowerCase(Locale.ROOT);
        ObjectNode status = task.putObject("Status")
                .put("Timestamp", now())
                .put("State", word)
                .put("Message", word);
        if (!error.isEmpty()) {
            status.put("Err", error);
        }
        touch(task);
        return status;
    }

    private ObjectNode stamped(String id, ObjectNode json) {
        json.put("ID", id).put("CreatedAt", now());
        touch(json);
        return json;
    }

    private void touch(ObjectNode json) {
        json.putObject("Version").put("Index", ++index);
        json.put("UpdatedAt", now());
    }

    private String newId(String prefix) {
        return "%s%d".formatted(prefix, ++ids);
    }

    private String now() {
        return clock.instant().toString();
    }

    private static byte[] bytes(Map<String, ObjectNode> byId) {
        ArrayNode array = JSON.createArrayNode();
        array.addAll(byId.values());
        return JSON.writeValueAsBytes(array);
    }
}
