package io.swarmkeeper.web.page;

import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.telemetry.AgentState;
import io.swarmkeeper.telemetry.AgentState.Standing;
import io.swarmkeeper.telemetry.Coverage;
import io.swarmkeeper.telemetry.Disk;
import io.swarmkeeper.telemetry.Flow;
import io.swarmkeeper.telemetry.HealthRuns;
import io.swarmkeeper.telemetry.KillRecord;
import io.swarmkeeper.telemetry.Latencies;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.NodeLoad;
import io.swarmkeeper.telemetry.PairLatency;
import io.swarmkeeper.telemetry.SeriesOf;
import io.swarmkeeper.telemetry.ServiceUse;
import io.swarmkeeper.telemetry.Sizing;
import io.swarmkeeper.telemetry.TaskUse;
import io.swarmkeeper.wire.DiskSpace;
import io.swarmkeeper.wire.Kill;
import io.swarmkeeper.wire.RoundTrip;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What agents could have measured on the sample Swarm: w2's fell silent four minutes ago, and a stranger answers with
 * another token.
 */
final class SampleMeasurements {

    static final long MIB = 1L << 20;
    static final long GIB = 1L << 30;

    private final Snapshot snapshot;
    private final Instant now;
    private final List<Flow> flows = new ArrayList<>();

    private SampleMeasurements(Snapshot snapshot, Instant now) {
        this.snapshot = snapshot;
        this.now = now;
    }

    static Measurements of(Snapshot snapshot, Instant now) {
        return new SampleMeasurements(snapshot, now).picture();
    }

    private Measurements picture() {
        Map<String, NodeLoad> nodes = new TreeMap<>();
        snapshot.nodes().forEach(n -> nodes.put(n.id(), load(n)));
        Map<String, ServiceUse> services = new TreeMap<>();
        snapshot.services().forEach(s -> services.put(s.id(), use(s)));
        return new Measurements(
                now,
                true,
                List.of(),
                agents(),
                nodes,
                services,
                kills(),
                Latencies.of(latencies(), now),
                flows(),
                new Coverage(
                        26.4,
                        26.4,
                        Optional.of(now.minus(Duration.ofDays(2))),
                        Optional.of(0.64),
                        Optional.of(2 / 3.0)),
                disks());
    }

    private Node node(String hostname) {
        return snapshot.nodes().stream()
                .filter(n -> n.hostname().equals(hostname))
                .findFirst()
                .orElseThrow();
    }

    private Service service(String name) {
        return snapshot.services().stream()
                .filter(s -> s.name().equals("sophia_" + name))
                .findFirst()
                .orElseThrow();
    }

    private List<AgentState> agents() {
        List<AgentState> agents = new ArrayList<>();
        for (Node node : snapshot.nodes()) {
            boolean silent = node.hostname().equals("w2");
            agents.add(new AgentState(
                    "10.0.9." + (agents.size() + 3) + ":7979",
                    Optional.of(node.id()),
                    node.hostname(),
                    "0.1.0",
                    silent ? Standing.SILENT : Standing.HEARD,
                    Optional.of(now.minusSeconds(silent ? 252 : 3)),
                    Optional.of(now.minus(Duration.ofHours(30))),
                    Optional.of(Duration.ofMillis(node.hostname().equals("w1") ? -3_600_000 : 4)),
                    0,
                    silent ? List.of("It does not answer: connection timed out") : List.of()));
        }
        agents.add(new AgentState(
                "10.0.9.77:7979",
                Optional.empty(),
                "",
                "",
                Standing.WRONG_TOKEN,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                List.of("It refuses our proof: its token is another one")));
        return agents;
    }

    private NodeLoad load(Node node) {
        boolean silent = node.hostname().equals("w2");
        double cores = node.capacity().cpuNano() / 1e9;
        double bytes = node.capacity().memoryBytes();
        double share = node.hostname().equals("m1") ? 0.14 : 0.64;
        Instant end = now.minusSeconds(silent ? 252 : 4);
        return new NodeLoad(
                node.id(),
                node.hostname(),
                silent
                        ? Optional.empty()
                        : Optional.of(
                                new NodeLoad.Now(end, Optional.of(cores * share), Math.round(bytes * share * 0.9))),
                cores,
                node.capacity().memoryBytes(),
                node.hostname().equals("m1") ? "host" : "cgroup",
                SeriesOf.node(
                        end,
                        Duration.ofMinutes(60),
                        x -> cores * share * (0.8 + 0.25 * Math.sin(x * 40) + 0.1 * Math.sin(x * 300)),
                        x -> bytes * share * 0.9 * (0.9 + 0.1 * x)));
    }

    private ServiceUse use(Service service) {
        boolean backend = service.name().equals("sophia_backend");
        long limit = service.template().limits().memoryBytes();
        double cores = backend ? 0.42 : 0.034;
        long memory = backend ? 1900 * MIB : 81 * MIB;
        List<TaskUse> tasks = new ArrayList<>();
        for (Task task : snapshot.tasksOf(service.id())) {
            String host = task.nodeId()
                    .flatMap(snapshot::findNode)
                    .map(Node::hostname)
                    .orElse("");
            if (task.isRunning() && !host.equals("w2")) {
                tasks.add(new TaskUse(
                        task.id(),
                        task.nodeId().orElseThrow(),
                        host,
                        "c-" + task.id(),
                        now.minusSeconds(4),
                        now.minus(Duration.ofHours(5)),
                        Optional.of(cores),
                        Optional.of(memory),
                        Optional.of(20 * MIB),
                        Optional.of(memory + 60 * MIB),
                        Optional.of(limit).filter(l -> l > 0),
                        Optional.of(service.template().limits().cpuNano() / 1e9).filter(c -> c > 0),
                        "healthy"));
            }
        }
        boolean known = !tasks.isEmpty();
        Sizing.Amount limits = new Sizing.Amount(
                Sizing.afterKill(2 * GIB),
                2 * GIB,
                3000 * MIB,
                "killed for memory at a limit of 2 GiB: 100 MiB or 20 % more, whichever is more");
        return new ServiceUse(
                service.id(),
                service.name(),
                known ? Optional.of(cores * tasks.size()) : Optional.empty(),
                known ? Optional.of(memory) : Optional.empty(),
                snapshot.runningTasks(service.id()),
                tasks,
                SeriesOf.service(
                        now.minusSeconds(4),
                        Duration.ofMinutes(43),
                        x -> cores * 2 * (0.8 + 0.3 * Math.sin(x * 30)),
                        x -> memory * (0.7 + 0.3 * x)),
                backend ? Optional.of(0.31) : Optional.empty(),
                ServiceUse.Peak.with(
                        Optional.of(new ServiceUse.Peak(
                                memory + 10 * MIB,
                                memory + 60 * MIB,
                                !service.name().endsWith("redis"),
                                now.minus(Duration.ofDays(2)))),
                        kills().stream()
                                .filter(k -> k.serviceId().equals(service.id()))
                                .toList(),
                        now),
                backend
                        ? new Sizing(
                                900,
                                Duration.ofHours(26),
                                1.1,
                                "",
                                Optional.of(new Sizing.Amount(
                                        450_000_000, 400_000_000, 900_000_000, "95th percentile of 900 samples")),
                                Optional.of(limits),
                                Optional.of(new Sizing.Amount(
                                        1950 * MIB, 1800 * MIB, 2200 * MIB, "90th percentile of the daily peaks")))
                        : new Sizing(
                                43,
                                Duration.ofMinutes(9),
                                0,
                                "43 samples over 9 min; at least 100 samples over 3 h are needed",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                backend
                        ? Optional.of(new HealthRuns(
                                now.minus(Duration.ofHours(24)),
                                8640,
                                12,
                                Optional.of(340L),
                                5000,
                                List.of(),
                                List.of()))
                        : Optional.empty());
    }

    private List<KillRecord> kills() {
        Service backend = service("backend");
        return List.of(
                kill("k3", Kill.Kind.CHILD, backend, "w1", 41, 2 * GIB, 2 * GIB, null),
                kill("k2", Kill.Kind.CONTAINER, backend, "w1", 60 * 27, 2 * GIB, 2 * GIB, 137),
                kill("k4", Kill.Kind.CONTAINER, service("mcp-memory"), "w1", 60 * 30, 256 * MIB, 256 * MIB, 137),
                kill("k1", Kill.Kind.NOT_MEMORY, service("redis"), "m1", 60 * 50, null, null, 137));
    }

    private KillRecord kill(
            String id,
            Kill.Kind kind,
            Service service,
            String host,
            long minutesAgo,
            @Nullable Long limit,
            @Nullable Long peak,
            @Nullable Integer exit) {
        return new KillRecord(
                id,
                kind,
                service.id(),
                service.name(),
                "task-" + id,
                "container-" + id,
                node(host).id(),
                host,
                now.minus(Duration.ofMinutes(minutesAgo)),
                Optional.ofNullable(limit),
                Optional.ofNullable(peak),
                Optional.ofNullable(exit));
    }

    private List<PairLatency> latencies() {
        return List.of(
                pair("m1", "w1", RoundTrip.Path.OVERLAY, 30, 0.21, 0.42, 6),
                pair("m1", "w1", RoundTrip.Path.UNDERLAY, 30, 0.15, 0.31, 6),
                pair("w1", "m1", RoundTrip.Path.OVERLAY, 29, 0.22, 0.61, 9),
                pair("w1", "m1", RoundTrip.Path.UNDERLAY, 30, 0.15, 0.29, 9),
                pair("m1", "w2", RoundTrip.Path.OVERLAY, 24, 15.3, 17.8, 12),
                pair("w1", "w2", RoundTrip.Path.OVERLAY, 0, 0, 0, 15),
                pair("w2", "m1", RoundTrip.Path.OVERLAY, 30, 4.1, 6.2, 252));
    }

    private PairLatency pair(
            String from, String to, RoundTrip.Path path, int received, double p50, double p95, long secondsAgo) {
        boolean overlay = path == RoundTrip.Path.OVERLAY;
        return new PairLatency(
                node(from).id(),
                from,
                node(to).id(),
                to,
                path,
                overlay ? "swarmkeeper_swarmkeeper" : "",
                overlay,
                now.minusSeconds(secondsAgo),
                30,
                received,
                received == 0 ? Optional.empty() : Optional.of(p50),
                received == 0 ? Optional.empty() : Optional.of(p95),
                received == 0 ? Optional.empty() : Optional.of(p95 * 1.2),
                received == 0 ? Optional.empty() : Optional.of(p95 * 1.1),
                received == 0 ? Optional.empty() : Optional.of(p95),
                received == 0,
                Optional.of(overlay ? 1450 : 1500),
                to.equals("w2") ? Optional.of(1280) : Optional.of(overlay ? 1450 : 1500),
                Optional.of(now.minusSeconds(200)));
    }

    private List<Flow> flows() {
        flow("traefik", "mcp-gateway", 8080, 412, 2);
        flow("traefik", "backend", 8000, 96, 2);
        flow("mcp-gateway", "mcp-github", 8080, 12, 2);
        flow("mcp-gateway", "mcp-linear", 8080, 12, 2);
        flow("mcp-gateway", "mcp-notion", 8080, 12, 2);
        flow("mcp-gateway", "mcp-memory", 8080, 12, 2);
        flow("mcp-memory", "postgres", 5432, 0, 2);
        flow("mcp-memory", "redis", 6379, 31, 1);
        flow("backend", "postgres", 5432, 2210, 2);
        flow("backend", "redis", 6379, 31, 1);
        flow("backend", "backend", 7946, 3, 1);
        return flows;
    }

    private void flow(String client, String server, int port, long connections, int days) {
        flows.add(new Flow(
                "sophia_" + client,
                "sophia_" + server,
                snapshot.networks().stream()
                        .filter(n -> n.name().equals("sophia_sophia"))
                        .map(n -> n.id())
                        .findFirst(),
                "sophia_sophia",
                "tcp",
                port,
                now.minus(Duration.ofDays(days)),
                now.minus(server.equals("redis") ? Duration.ofHours(30) : Duration.ofSeconds(20)),
                connections,
                days));
    }

    private List<Disk> disks() {
        return List.of(
                disk("m1", "volume", "sophia_postgres_data", "postgres", "/dev/vdb1", "ext4", false, 40 * GIB, 3 * GIB),
                disk("m1", "bind", "/opt/sophia-ai/data/redis", "redis", "/dev/vda1", "ext4", true, 80 * GIB, 52 * GIB),
                disk("m1", "bind", "/var/run/docker.sock", "traefik", "/dev/vda1", "ext4", true, 80 * GIB, 52 * GIB),
                disk("w1", "volume", "backup", "redis", "nas:/export", "nfs4", false, null, null));
    }

    private Disk disk(
            String host,
            String kind,
            String name,
            String service,
            String device,
            String fileSystem,
            boolean root,
            @Nullable Long total,
            @Nullable Long free) {
        return new Disk(
                node(host).id(),
                host,
                new DiskSpace(
                        kind,
                        name,
                        kind.equals("bind") ? name : "/var/lib/docker/volumes/" + name + "/_data",
                        snapshot.tasksOf(service(service).id()).stream()
                                .map(Task::id)
                                .toList(),
                        device,
                        fileSystem,
                        root,
                        total,
                        free,
                        total == null ? null : 5_000_000L,
                        total == null ? null : 120_000L),
                now.minusSeconds(33));
    }
}
