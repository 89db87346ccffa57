package io.swarmkeeper.engine;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** A node of the in-memory Swarm to be: a ready worker with 4 cores and 8 GiB, unless told otherwise. */
public final class NodeBuilder {

    private final TwinState swarm;
    private final String hostname;
    private boolean manager;
    private boolean leader;
    private long cpuNano = 4_000_000_000L;
    private long memoryBytes = 8L << 30;
    private final Map<String, String> labels = new TreeMap<>();
    private final Map<String, String> engineLabels = new TreeMap<>();
    private final Map<String, Long> generic = new TreeMap<>();
    private String availability = "active";
    private String state = "ready";
    private String architecture = "x86_64";

    NodeBuilder(TwinState swarm, String hostname) {
        this.swarm = swarm;
        this.hostname = hostname;
    }

    public NodeBuilder manager() {
        manager = true;
        return this;
    }

    public NodeBuilder leader() {
        leader = true;
        return manager();
    }

    public NodeBuilder cores(double cores) {
        cpuNano = Math.round(cores * 1e9);
        return this;
    }

    public NodeBuilder memory(long bytes) {
        memoryBytes = bytes;
        return this;
    }

    public NodeBuilder gibibytes(long gibibytes) {
        return memory(gibibytes << 30);
    }

    public NodeBuilder label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    public NodeBuilder engineLabel(String key, String value) {
        engineLabels.put(key, value);
        return this;
    }

    public NodeBuilder generic(String kind, long amount) {
        generic.put(kind, amount);
        return this;
    }

    /** {@code active}, {@code pause} or {@code drain}. */
    public NodeBuilder availability(String word) {
        availability = word;
        return this;
    }

    /** {@code ready}, {@code down}, {@code disconnected} or {@code unknown}. */
    public NodeBuilder state(String word) {
        state = word;
        return this;
    }

    public NodeBuilder architecture(String word) {
        architecture = word;
        return this;
    }

    /** Joins the Swarm. @return the node's id */
    public String add() {
        ObjectNode json = TwinState.JSON.createObjectNode();
        ObjectNode spec = json.putObject("Spec");
        labels.forEach(spec.putObject("Labels")::put);
        spec.put("Role", manager ? "manager" : "worker").put("Availability", availability);
        ObjectNode description = json.putObject("Description").put("Hostname", hostname);
        description.putObject("Platform").put("Architecture", architecture).put("OS", "linux");
        ObjectNode resources =
                description.putObject("Resources").put("NanoCPUs", cpuNano).put("MemoryBytes", memoryBytes);
        generic.forEach((kind, amount) -> resources
                .withArrayProperty("GenericResources")
                .addObject()
                .putObject("DiscreteResourceSpec")
                .put("Kind", kind)
                .put("Value", amount));
        ObjectNode engine = description.putObject("Engine").put("EngineVersion", "20.10.24");
        engineLabels.forEach(engine.putObject("Labels")::put);
        for (String plugin : new String[] {"Log/json-file", "Network/overlay", "Volume/local"}) {
            String[] parts = plugin.split("/");
            engine.withArrayProperty("Plugins")
                    .addObject()
                    .put("Type", parts[0])
                    .put("Name", parts[1]);
        }
        json.putObject("Status").put("State", state).put("Addr", "10.1.0." + (swarm.nodeCount() + 1));
        if (manager) {
            json.putObject("ManagerStatus")
                    .put("Leader", leader)
                    .put("Reachability", "reachable")
                    .put("Addr", "10.1.0." + (swarm.nodeCount() + 1) + ":2377");
        }
        return swarm.addNode(hostname, json);
    }
}
