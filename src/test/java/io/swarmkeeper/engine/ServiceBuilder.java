package io.swarmkeeper.engine;

import java.time.Duration;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A service of the in-memory Swarm to be: its spec, as the docker client would send it. One replica, no limits, no
 * health check, nothing published, unless told otherwise.
 */
public final class ServiceBuilder {

    private final InMemorySwarm swarm;
    private final ObjectNode spec = TwinState.JSON.createObjectNode();
    private final ObjectNode template;
    private final ObjectNode container;

    ServiceBuilder(InMemorySwarm swarm, String name) {
        this.swarm = swarm;
        spec.put("Name", name).putObject("Labels");
        template = spec.putObject("TaskTemplate");
        container =
                template.putObject("ContainerSpec").put("Image", name + ":1").put("Isolation", "default");
        template.putObject("Resources");
        template.putObject("Placement");
        template.put("ForceUpdate", 0).put("Runtime", "container");
        replicas(1);
    }

    public ServiceBuilder image(String reference) {
        container.put("Image", reference);
        return this;
    }

    public ServiceBuilder replicas(long replicas) {
        return mode(m -> m.putObject("Replicated").put("Replicas", replicas));
    }

    public ServiceBuilder global() {
        return mode(m -> m.putObject("Global"));
    }

    public ServiceBuilder job(long concurrent, long total) {
        return mode(m ->
                m.putObject("ReplicatedJob").put("MaxConcurrent", concurrent).put("TotalCompletions", total));
    }

    /** Service label. */
    public ServiceBuilder label(String key, String value) {
        spec.withObjectProperty("Labels").put(key, value);
        return this;
    }

    /** Deployed by this stack; give the service its full name. */
    public ServiceBuilder stack(String stack) {
        container.withObjectProperty("Labels").put("com.docker.stack.namespace", stack);
        return label("com.docker.stack.namespace", stack);
    }

    public ServiceBuilder containerLabel(String key, String value) {
        container.withObjectProperty("Labels").put(key, value);
        return this;
    }

    public ServiceBuilder env(String... lines) {
        return texts(container, "Env", lines);
    }

    public ServiceBuilder command(String... words) {
        return texts(container, "Command", words);
    }

    public ServiceBuilder args(String... words) {
        return texts(container, "Args", words);
    }

    /** @param cpuNano 0 = none; @param memoryBytes 0 = none */
    public ServiceBuilder limits(long cpuNano, long memoryBytes) {
        return amounts("Limits", cpuNano, memoryBytes);
    }

    /** @param cpuNano 0 = none; @param memoryBytes 0 = none */
    public ServiceBuilder reservations(long cpuNano, long memoryBytes) {
        return amounts("Reservations", cpuNano, memoryBytes);
    }

    public ServiceBuilder volume(String name, String target) {
        return mount(m -> m.put("Type", "volume").put("Source", name).put("Target", target));
    }

    public ServiceBuilder bind(String path, String target) {
        return mount(m -> m.put("Type", "bind").put("Source", path).put("Target", target));
    }

    public ServiceBuilder tmpfs(String target) {
        return mount(m -> m.put("Type", "tmpfs").put("Target", target));
    }

    /** A mount in the API's own members. */
    public ServiceBuilder mount(Consumer<ObjectNode> members) {
        members.accept(container.withArrayProperty("Mounts").addObject());
        return this;
    }

    /** {@code healthCheck("CMD", "redis-cli", "ping")}, {@code healthCheck("NONE")}. */
    public ServiceBuilder healthCheck(String... test) {
        texts(container.putObject("Healthcheck"), "Test", test);
        return this;
    }

    public ServiceBuilder constraint(String expression) {
        template.withObjectProperty("Placement")
                .withArrayProperty("Constraints")
                .add(expression);
        return this;
    }

    public ServiceBuilder spreadOver(String descriptor) {
        template.withObjectProperty("Placement")
                .withArrayProperty("Preferences")
                .addObject()
                .putObject("Spread")
                .put("SpreadDescriptor", descriptor);
        return this;
    }

    public ServiceBuilder maxReplicasPerNode(long most) {
        template.withObjectProperty("Placement").put("MaxReplicas", most);
        return this;
    }

    /** @param networkId as {@link InMemorySwarm#network} gave it */
    public ServiceBuilder network(String networkId, String... aliases) {
        texts(template.withArrayProperty("Networks").addObject().put("Target", networkId), "Aliases", aliases);
        return this;
    }

    public ServiceBuilder publish(int published, int target) {
        return port(published, target, "ingress");
    }

    public ServiceBuilder publishOnHost(int published, int target) {
        return port(published, target, "host");
    }

    public ServiceBuilder dnsRoundRobin() {
        spec.withObjectProperty("EndpointSpec").put("Mode", "dnsrr");
        return this;
    }

    /** @param failureAction {@code pause}, {@code continue} or {@code rollback}; @param order {@code start-first}, … */
    public ServiceBuilder updatePolicy(long parallelism, String failureAction, String order, Duration monitor) {
        spec.putObject("UpdateConfig")
                .put("Parallelism", parallelism)
                .put("FailureAction", failureAction)
                .put("Monitor", monitor.toNanos())
                .put("MaxFailureRatio", 0)
                .put("Order", order);
        return this;
    }

    public ServiceBuilder secret(String id, String name) {
        ObjectNode secret = container.withArrayProperty("Secrets").addObject();
        secret.putObject("File")
                .put("Name", name)
                .put("UID", "0")
                .put("GID", "0")
                .put("Mode", 292);
        secret.put("SecretID", id).put("SecretName", name);
        return this;
    }

    /** Anything else the API knows: the whole spec, to be edited in place. */
    public ServiceBuilder spec(Consumer<ObjectNode> edit) {
        edit.accept(spec);
        return this;
    }

    /** Creates the service, without tasks yet (see {@link InMemorySwarm#converge}). @return its id */
    public String add() {
        return swarm.addService(spec);
    }

    private ServiceBuilder mode(Consumer<ObjectNode> members) {
        members.accept(spec.putObject("Mode"));
        return this;
    }

    private ServiceBuilder port(int published, int target, String mode) {
        spec.withObjectProperty("EndpointSpec")
                .withArrayProperty("Ports")
                .addObject()
                .put("Protocol", "tcp")
                .put("TargetPort", target)
                .put("PublishedPort", published)
                .put("PublishMode", mode);
        return this;
    }

    private ServiceBuilder amounts(String kind, long cpuNano, long memoryBytes) {
        ObjectNode amounts = template.withObjectProperty("Resources").putObject(kind);
        if (cpuNano != 0) {
            amounts.put("NanoCPUs", cpuNano);
        }
        if (memoryBytes != 0) {
            amounts.put("MemoryBytes", memoryBytes);
        }
        return this;
    }

    private ServiceBuilder texts(ObjectNode object, String name, String... texts) {
        if (texts.length > 0) {
            ArrayNode array = object.putArray(name);
            for (String text : texts) {
                array.add(text);
            }
        }
        return this;
    }
}
