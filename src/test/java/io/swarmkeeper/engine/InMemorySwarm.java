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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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

    /** How often each part was read, by name: cluster, nodes, services, tasks, networks, image, service. */
    public final Map<String, AtomicInteger> reads = new TreeMap<>();
    /** Every accepted write, oldest first. */
    public final List<Write> writes = new CopyOnWriteArrayList<>();

    public final Faults fault = new Faults();

    private final Clock clock;
    private final TwinState state;
    private final TwinOrchestrator orchestrator;
    private final List<TwinSubscription> subscriptions = new CopyOnWriteArrayList<>();
    private long snapshots = 0;
    private boolean always;

    /** One accepted write. */
    public record Write(String serviceId, long version, String specJson) {}

    private final Map<String, Reason> brokenImages = new ConcurrentHashMap<>();

    public InMemorySwarm() {
        this(Clock.systemUTC());
    }

    /** @param clock stamps everything that happens in this Swarm */
    public InMemorySwarm(Clock clock) {
        this.clock = clock;
        this.state = new TwinState(clock, event -> tell(event.type(), event.action(), event.actorId()));
        this.orchestrator = new TwinOrchestrator(state);
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
        return new NodeBuilder(state, hostname);
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
    public String network(String name, Consumer<ObjectNode> edit) {
        return state.network(name, edit);
    }

    /** Whoever asks for this image is refused for this reason. */
    public void brokenImage(String reference, Reason reason) {
        brokenImages.put(reference, reason);
    }

    /** An image that the engine at hand holds. */
    public void image(String reference, ImageFacts facts) {
        state.image(reference, facts);
    }

    /** What is there now, as one complete snapshot, with a growing sequence. Not counted in {@link #reads}. */
    public synchronized Snapshot snapshot() {
        return new Snapshot(
                ++snapshots,
                clock.instant(),
                state.cluster(),
                state.nodes(),
                state.services(),
                state.tasks(),
                state.networks(),
                state.images(),
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
        Task task = state.tasksOf(idOf(serviceName)).stream()
                .filter(t -> t.slot() == slot && t.isRunning())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no running task in slot " + slot));
        state.endTask(task.id(), Task.State.FAILED, "task: non-zero exit (" + exitCode + ")", exitCode);
        return task.id();
    }

    /** Every new task of this service fails at once, until {@link #heal}. */
    public void crash(String serviceName, int exitCode) {
        state.crash(serviceName, exitCode);
    }

    public void heal(String serviceName) {
        state.heal(serviceName);
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

    public void editNode(String hostname, Consumer<ObjectNode> edit) {
        state.editNode(hostname, edit);
    }

    /** Someone else edits the spec: another version, another content. */
    public synchronized void strangerEdits(String serviceName, Consumer<ObjectNode> specEdit) {
        state.strangerEdits(serviceName, specEdit);
        settle();
    }

    /** The version moves though nobody edited the spec, as the engine's own writes make it. */
    public void moveVersion(String serviceName) {
        state.moveVersion(serviceName);
    }

    /** @param word {@code updating}, {@code paused}, {@code rollback_started}, … */
    public void updateStatus(String serviceName, String word, String message) {
        state.updateStatus(serviceName, word, message);
    }

    public void removeService(String serviceName) {
        state.removeService(serviceName);
    }

    /** Puts a task into any state, as the engine would report it. */
    public void taskState(String taskId, Task.State taskState, String error) {
        state.status(taskId, taskState, error);
    }

    // ---- SwarmSource ----

    @Override
    public Cluster readCluster() throws SwarmUnavailableException {
        count("cluster");
        return state.cluster();
    }

    @Override
    public List<Node> readNodes() throws SwarmUnavailableException {
        count("nodes");
        return state.nodes();
    }

    @Override
    public List<Service> readServices() throws SwarmUnavailableException {
        count("services");
        return state.services();
    }

    @Override
    public List<Task> readTasks() throws SwarmUnavailableException {
        count("tasks");
        return state.tasks();
    }

    @Override
    public List<Network> readNetworks() throws SwarmUnavailableException {
        count("networks");
        return state.networks();
    }

    @Override
    public Optional<ImageFacts> readImage(String reference) throws SwarmUnavailableException {
        count("image");
        Reason broken = brokenImages.get(reference);
        if (broken != null) {
            throw new SwarmUnavailableException(broken, "The engine answers 500 to this image.", "Look at its log.");
        }
        return Optional.ofNullable(state.images().get(reference));
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
        return state.readService(serviceId);
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
            if (state.readService(serviceId).isEmpty()) {
                return List.of();
            }
            Service service = serviceById(serviceId);
            return state.tasksOf(serviceId).stream()
                    .filter(t -> !orchestrator.isDirty(service, t))
                    .toList();
        }
    }

    @Override
    public List<Task> readTasks(String serviceId) throws SwarmUnavailableException {
        count("tasks");
        return state.tasksOf(serviceId);
    }

    private synchronized WriteResult write(String serviceId, long version, String specJson) {
        TwinWrites.Verdict verdict = TwinWrites.judge(state.serviceJson(serviceId), serviceId, version, specJson);
        if (verdict.panics()) {
            fault.breakAll(Reason.REFUSED); // the manager's dockerd panics, and again at each start (pitfalls 0.1)
        }
        if (verdict.spec().isPresent()) {
            state.replaceSpec(serviceId, verdict.spec().get());
            writes.add(new Write(serviceId, version, specJson));
            settle();
        }
        return verdict.result();
    }

    /** The service of this id, read as the engine room reads it. */
    public Service serviceById(String id) {
        return state.serviceById(id);
    }

    public Task task(String id) {
        return state.task(id);
    }

    public String idOf(String serviceName) {
        return state.idOf(serviceName);
    }

    synchronized String addService(ObjectNode spec) {
        String id = state.addService(spec);
        settle();
        return id;
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
}
