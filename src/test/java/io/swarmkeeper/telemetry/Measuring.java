package io.swarmkeeper.telemetry;

import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.telemetry.AgentState.Standing;
import io.swarmkeeper.telemetry.ServiceUse.Peak;
import io.swarmkeeper.wire.DiskSpace;
import io.swarmkeeper.wire.Kill;
import io.swarmkeeper.wire.RoundTrip;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Measurements of a Swarm in a test's own words, taken at {@link ClusterBuilder#NOW}. At first every node's agent is
 * heard, every running task is measured, and nothing is the matter: nodes and tasks use a tenth of what they have.
 */
public final class Measuring {

    private static final Instant NOW = ClusterBuilder.NOW;

    private final Snapshot snapshot;
    private final Map<String, AgentState> agents = new HashMap<>();
    private final List<AgentState> strangers = new ArrayList<>();
    private final Map<String, NodeLoad> nodes = new HashMap<>();

    private record Shares(double cpu, double memory) {}

    private final Map<String, TreeMap<Instant, Shares>> loads = new HashMap<>();
    private final Map<String, Uses> services = new HashMap<>();
    private final List<KillRecord> kills = new ArrayList<>();
    private final List<PairLatency> latencies = new ArrayList<>();
    private final List<Flow> flows = new ArrayList<>();
    private final List<Disk> disks = new ArrayList<>();
    private final Set<String> gone = new HashSet<>();
    private Coverage coverage =
            new Coverage(200, 168, Optional.of(NOW.minus(Duration.ofDays(9))), Optional.of(1.0), Optional.of(1.0));

    private Measuring(Snapshot snapshot) {
        this.snapshot = snapshot;
        for (Node node : snapshot.nodes()) {
            agents.put(node.id(), agent(Optional.of(node), Standing.HEARD, NOW));
            busy(node.id(), 0.1, 0.1, Duration.ofMinutes(30));
        }
        for (Service service : snapshot.services()) {
            services.put(service.id(), new Uses(service));
        }
    }

    public static Measuring of(Snapshot snapshot) {
        return new Measuring(snapshot);
    }

    private static AgentState agent(Optional<Node> node, Standing standing, Instant lastWord) {
        return new AgentState(
                node.map(Node::hostname).orElse("stranger") + ":7979",
                node.map(Node::id),
                node.map(Node::hostname).orElse(""),
                node.map(n -> "0.1.0").orElse(""),
                standing,
                node.map(n -> lastWord),
                node.map(n -> NOW.minus(Duration.ofDays(9))),
                node.map(n -> Duration.ZERO),
                0,
                List.of());
    }

    /** Its agent said its last word then; what runs there is measured no more. */
    public Measuring silent(String nodeId, Instant lastWord) {
        agents.put(nodeId, agent(snapshot.findNode(nodeId), Standing.SILENT, lastWord));
        return blind(nodeId);
    }

    /** Its agent answers and has measured nothing. */
    public Measuring withoutSamples(String nodeId) {
        agents.put(nodeId, agent(snapshot.findNode(nodeId), Standing.NO_SAMPLES, NOW));
        return blind(nodeId);
    }

    /** No agent was ever heard of this node. */
    public Measuring without(String nodeId) {
        agents.remove(nodeId);
        return blind(nodeId);
    }

    private Measuring blind(String nodeId) {
        gone.add(nodeId);
        nodes.remove(nodeId);
        return this;
    }

    /** Somebody with another token answers at an address of no known node. */
    public Measuring stranger() {
        strangers.add(agent(Optional.empty(), Standing.WRONG_TOKEN, NOW));
        return this;
    }

    /** This share of its cores and memory for so long until now; before that as it was. */
    public Measuring busy(String nodeId, double cpu, double memory, Duration time) {
        Node node = snapshot.findNode(nodeId).orElseThrow();
        double cores = node.capacity().cpuNano() / 1e9;
        long bytes = node.capacity().memoryBytes();
        TreeMap<Instant, Shares> past = loads.computeIfAbsent(nodeId, n -> new TreeMap<>());
        for (Instant at = NOW.minus(time).plusSeconds(10); !at.isAfter(NOW); at = at.plusSeconds(10)) {
            past.put(at, new Shares(cpu, memory));
        }
        Series series = Series.ofNode();
        for (Map.Entry<Instant, Shares> slot : past.entrySet()) {
            Shares shares = slot.getValue();
            series = series.plus(slot.getKey(), 10, shares.cpu() * cores, Math.round(shares.memory() * bytes));
        }
        nodes.put(
                nodeId,
                new NodeLoad(
                        nodeId,
                        node.hostname(),
                        Optional.of(new NodeLoad.Now(NOW, Optional.of(cpu * cores), Math.round(memory * bytes))),
                        cores,
                        bytes,
                        "host",
                        series));
        return this;
    }

    /** Forgets the node's history, so that {@link #busy} is all there is. */
    public Measuring fresh(String nodeId) {
        loads.remove(nodeId);
        nodes.remove(nodeId);
        return this;
    }

    public Measuring service(String id, UnaryOperator<Uses> change) {
        services.put(id, change.apply(services.get(id)));
        return this;
    }

    public Measuring kill(Kill.Kind kind, String serviceId, Instant at, Optional<Long> limit) {
        return kill(kind, serviceId, serviceId, at, limit);
    }

    public Measuring kill(Kill.Kind kind, String serviceId, String serviceName, Instant at, Optional<Long> limit) {
        return kill(kind, serviceId, serviceName, at, limit, limit);
    }

    public Measuring kill(
            Kill.Kind kind,
            String serviceId,
            String serviceName,
            Instant at,
            Optional<Long> limit,
            Optional<Long> peak) {
        kills.add(
                0,
                new KillRecord(
                        "k" + kills.size(),
                        kind,
                        serviceId,
                        serviceName,
                        serviceId + ".1",
                        "c",
                        "w1",
                        "w1",
                        at,
                        limit,
                        peak,
                        kind == Kill.Kind.CHILD ? Optional.empty() : Optional.of(137)));
        return this;
    }

    /** Over the overlay {@code agents}: what lasts, in milliseconds. */
    public Measuring latency(String source, String dest, double millis) {
        return latency(source, dest, RoundTrip.Path.OVERLAY, millis, Optional.of(millis), 1450, 1450, NOW);
    }

    public Measuring latency(
            String source,
            String dest,
            RoundTrip.Path path,
            double p95,
            Optional<Double> sustained,
            int mtu,
            int largest,
            Instant at) {
        latencies.add(new PairLatency(
                source,
                source,
                dest,
                dest,
                path,
                path == RoundTrip.Path.OVERLAY ? "agents" : "",
                path == RoundTrip.Path.OVERLAY,
                at,
                30,
                30,
                Optional.of(p95),
                Optional.of(p95),
                Optional.of(p95),
                Optional.of(p95),
                sustained,
                false,
                Optional.of(mtu),
                Optional.of(largest),
                Optional.of(at)));
        return this;
    }

    /** Over the overlay {@code agents}: two rounds of three probes each, and nothing came back. */
    public Measuring lost(String source, String dest) {
        latencies.add(new PairLatency(
                source,
                source,
                dest,
                dest,
                RoundTrip.Path.OVERLAY,
                "agents",
                true,
                NOW,
                6,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.of(1450),
                Optional.empty(),
                Optional.empty()));
        return this;
    }

    public Measuring flow(String client, String server, long connections, Duration seen, Instant last) {
        flows.add(new Flow(
                client,
                server,
                Optional.of("net"),
                "net",
                "tcp",
                6379,
                last.minus(seen),
                last,
                connections,
                1 + (int) seen.toDays()));
        return this;
    }

    /** Its agent answers, but has measured nothing for too long. */
    public Measuring stalled(String nodeId) {
        NodeLoad load = nodes.get(nodeId);
        nodes.put(
                nodeId,
                new NodeLoad(
                        nodeId,
                        load.hostname(),
                        Optional.empty(),
                        load.capacityCores(),
                        load.capacityBytes(),
                        load.source(),
                        load.series()));
        return this;
    }

    public Measuring disk(String nodeId, DiskSpace space) {
        disks.add(new Disk(nodeId, nodeId, space, NOW));
        return this;
    }

    public Measuring observed(double hours) {
        return observed(hours, Math.min(hours, 168));
    }

    /** @param weekHours of them, those in the last seven days */
    public Measuring observed(double hours, double weekHours) {
        coverage = new Coverage(hours, weekHours, coverage.since(), coverage.taskShare(), coverage.nodeShare());
        return this;
    }

    public Measurements build() {
        List<AgentState> all = new ArrayList<>();
        snapshot.nodes().forEach(n -> Optional.ofNullable(agents.get(n.id())).ifPresent(all::add));
        all.addAll(strangers);
        Map<String, ServiceUse> uses = new HashMap<>();
        services.forEach((id, u) -> uses.put(id, u.build()));
        return new Measurements(
                NOW, true, List.of(), all, nodes, uses, kills, Latencies.of(latencies, NOW), flows, coverage, disks);
    }

    /** A volume of this name on a file system, in GiB. */
    public static DiskSpace volume(String name, String device, boolean onRoot, double totalGib, double freeGib) {
        return new DiskSpace(
                "volume",
                name,
                "/var/lib/docker/volumes/" + name + "/_data",
                List.of(),
                device,
                "ext4",
                onRoot,
                gib(totalGib),
                gib(freeGib),
                1_000_000L,
                900_000L);
    }

    public static long gib(double amount) {
        return Math.round(amount * (1L << 30));
    }

    /** A size of which there is no doubt. */
    public static Sizing sizing(double days, double cores, double limitGib, double reservedGib) {
        return new Sizing(
                Math.round(days * 8640),
                Duration.ofHours(Math.round(days * 24)),
                days,
                "",
                Optional.of(amount(Math.round(cores * 1e9), "CPU as measured")),
                Optional.of(amount(gib(limitGib), "peak as measured")),
                Optional.of(amount(gib(reservedGib), "daily peaks as measured")));
    }

    private static Sizing.Amount amount(long target, String how) {
        return new Sizing.Amount(target, target * 9 / 10, target * 11 / 10, how);
    }

    /** What one service uses. */
    public final class Uses {
        private final Service service;
        private Optional<Double> throttled = Optional.empty();
        private Optional<Peak> peak;
        private Sizing sizing = Measuring.sizing(8, 0.1, 1, 0.5);
        private Optional<HealthRuns> health = Optional.empty();
        private String healthNow = "";
        private double cores = 0.1;
        private long memory = gib(0.1);

        private Uses(Service service) {
            this.service = service;
            this.peak = Optional.of(new Peak(gib(0.1), gib(0.1), true, NOW.minus(Duration.ofDays(7))));
        }

        public Uses throttled(double share) {
            throttled = Optional.of(share);
            return this;
        }

        public Uses peak(double lowerGib, double upperGib, boolean marked) {
            peak = Optional.of(new Peak(gib(lowerGib), gib(upperGib), marked, NOW.minus(Duration.ofDays(7))));
            return this;
        }

        public Uses sizing(Sizing sizes) {
            sizing = sizes;
            return this;
        }

        public Uses undecided() {
            return sizing(Sizing.undecided(40, Duration.ofMinutes(7), 0.005, "40 samples over 7 min; more are needed"));
        }

        public Uses health(String now) {
            healthNow = now;
            return this;
        }

        public Uses runs(long runs, long failed, long p95Millis, long timeoutMillis, String... failing) {
            health = Optional.of(new HealthRuns(
                    NOW.minus(Duration.ofHours(24)),
                    runs,
                    failed,
                    Optional.of(p95Millis),
                    timeoutMillis,
                    List.of(failing),
                    List.of()));
            return this;
        }

        /** No sample saw its check run, but these tasks were unhealthy when they ended. */
        public Uses endedUnhealthy(String... tasks) {
            health = Optional.of(new HealthRuns(
                    NOW.minus(Duration.ofHours(24)), 0, 0, Optional.empty(), 0, List.of(), List.of(tasks)));
            return this;
        }

        /** Of each task. */
        public Uses use(double coresUsed, double memoryGib) {
            cores = coresUsed;
            memory = gib(memoryGib);
            return this;
        }

        private ServiceUse build() {
            List<TaskUse> tasks = snapshot.tasksOf(service.id()).stream()
                    .filter(Task::isRunning)
                    .filter(t -> !gone.contains(t.nodeId().orElse("")))
                    .map(this::task)
                    .toList();
            return new ServiceUse(
                    service.id(),
                    service.name(),
                    tasks.isEmpty() ? Optional.empty() : Optional.of(cores * tasks.size()),
                    tasks.isEmpty() ? Optional.empty() : Optional.of(memory),
                    snapshot.runningTasks(service.id()),
                    tasks,
                    Series.ofService(),
                    throttled,
                    peak,
                    sizing,
                    health);
        }

        private TaskUse task(Task task) {
            String node = task.nodeId().orElse("");
            return new TaskUse(
                    task.id(),
                    node,
                    node,
                    task.containerId(),
                    NOW,
                    NOW.minus(Duration.ofDays(9)),
                    Optional.of(cores),
                    Optional.of(memory),
                    Optional.of(0L),
                    Optional.of(memory),
                    Optional.empty(),
                    Optional.empty(),
                    healthNow);
        }
    }
}
