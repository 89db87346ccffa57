package io.swarmkeeper.engine;

import io.swarmkeeper.change.SwarmControl.LiveService;
import io.swarmkeeper.collector.SwarmSource.SwarmEvent;
import io.swarmkeeper.swarm.Cluster;
import io.swarmkeeper.swarm.ImageFacts;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Task;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What an {@link InMemorySwarm} consists of: the JSON that an engine would send, stamped as an engine stamps it. */
final class TwinState {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private final Clock clock;
    private final Consumer<SwarmEvent> listener;
    private final SwarmReaders readers = new SwarmReaders();
    private final Map<String, ObjectNode> nodes = new LinkedHashMap<>();
    private final Map<String, ObjectNode> services = new LinkedHashMap<>();
    private final Map<String, ObjectNode> tasks = new LinkedHashMap<>();
    private final Map<String, ObjectNode> networks = new LinkedHashMap<>();
    private final Map<String, JsonNode> endpoints = new LinkedHashMap<>();
    private final Map<String, ImageFacts> images = new TreeMap<>();
    private final Map<String, Integer> crashes = new TreeMap<>();
    private long index = 10;
    private long ids = 0;

    TwinState(Clock clock, Consumer<SwarmEvent> listener) {
        this.clock = clock;
        this.listener = listener;
    }

    // ---- nodes, networks, images ----

    synchronized String network(String name, Consumer<ObjectNode> edit) {
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

    synchronized void image(String reference, ImageFacts facts) {
        images.put(reference, facts);
    }

    synchronized Map<String, ImageFacts> images() {
        return Map.copyOf(images);
    }

    synchronized void editNode(String hostname, Consumer<ObjectNode> edit) {
        ObjectNode node = nodes.values().stream()
                .filter(n ->
                        n.path("Description").path("Hostname").stringValue("").equals(hostname))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no node " + hostname));
        edit.accept(node);
        touch(node);
        tell("node", "update", node.path("ID").stringValue());
    }

    // ---- services ----

    /** Someone else edits the spec: another version, another content. */
    synchronized void strangerEdits(String serviceName, Consumer<ObjectNode> specEdit) {
        ObjectNode service = serviceJson(idOf(serviceName));
        specEdit.accept((ObjectNode) service.path("Spec"));
        touch(service);
        tell("service", "update", service.path("ID").stringValue());
    }

    /** The version moves though nobody edited the spec, as the engine's own writes make it. */
    synchronized void moveVersion(String serviceName) {
        touch(serviceJson(idOf(serviceName)));
    }

    /** @param state {@code updating}, {@code paused}, {@code rollback_started}, … */
    synchronized void updateStatus(String serviceName, String state, String message) {
        ObjectNode service = serviceJson(idOf(serviceName));
        service.putObject("UpdateStatus")
                .put("State", state)
                .put("StartedAt", now())
                .put("Message", message);
        touch(service);
        tell("service", "update", service.path("ID").stringValue());
    }

    synchronized void removeService(String serviceName) {
        String id = idOf(serviceName);
        services.remove(id);
        tasks.values().removeIf(t -> t.path("ServiceID").stringValue("").equals(id));
        tell("service", "remove", id);
    }

    /** As the engine does it: what was there is the previous spec from now on. */
    synchronized void replaceSpec(String serviceId, ObjectNode spec) {
        ObjectNode service = services.get(serviceId);
        service.set("PreviousSpec", service.path("Spec"));
        service.set("Spec", spec);
        service.remove("UpdateStatus");
        touch(service);
        tell("service", "update", serviceId);
    }

    synchronized void crash(String serviceName, int exitCode) {
        crashes.put(serviceName, exitCode);
    }

    synchronized void heal(String serviceName) {
        crashes.remove(serviceName);
    }

    // ---- tasks, and what everything looks like to a reader ----

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

    /** It ended; a shutdown is wanted, everything else is replaced by the next {@link InMemorySwarm#converge}. */
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

    synchronized Optional<LiveService> readService(String serviceId) {
        return Optional.ofNullable(services.get(serviceId))
                .map(s -> LiveServiceParser.parse(s, s.path("Spec").toString()));
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

    synchronized Service serviceById(String id) {
        return services().stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
    }

    synchronized Task task(String id) {
        return tasks().stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow();
    }

    synchronized String idOf(String serviceName) {
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

    synchronized Cluster cluster() {
        return new Cluster(
                "swarm1",
                "1.41",
                "20.10.24",
                nodes.keySet().stream().findFirst().orElse(""),
                5,
                Instant.parse("2026-01-01T00:00:00Z"));
    }

    synchronized ObjectNode status(String taskId, Task.State state, String error) {
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

    private void tell(String type, String action, String actorId) {
        listener.accept(new SwarmEvent(type, action, actorId));
    }
}
