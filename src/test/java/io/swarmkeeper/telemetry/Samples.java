package io.swarmkeeper.telemetry;

import io.swarmkeeper.wire.AgentIdentity;
import io.swarmkeeper.wire.Connection;
import io.swarmkeeper.wire.ContainerUse;
import io.swarmkeeper.wire.DiskSpace;
import io.swarmkeeper.wire.HealthRun;
import io.swarmkeeper.wire.Kill;
import io.swarmkeeper.wire.NodeUse;
import io.swarmkeeper.wire.RoundTrip;
import io.swarmkeeper.wire.Sample;
import io.swarmkeeper.wire.SilentPeer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Samples in a test's own words. */
final class Samples {

    private final List<ContainerUse> containers = new ArrayList<>();
    private final List<Kill> kills = new ArrayList<>();
    private final List<SilentPeer> silentPeers = new ArrayList<>();
    private final List<RoundTrip> roundTrips = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final List<DiskSpace> disks = new ArrayList<>();
    private final List<HealthRun> healthRuns = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();
    private NodeUse node = new NodeUse(1.0, 4, 2L << 30, 8L << 30, "host");
    private double seconds = 5;

    static Samples sample() {
        return new Samples();
    }

    static AgentIdentity agent(String nodeId) {
        return new AgentIdentity(nodeId, nodeId, "10.0.0.1", "0.1.0", 1000);
    }

    static Container container(String id) {
        return new Container(id);
    }

    Samples node(Double cores, long memory) {
        node = new NodeUse(cores, 4, memory, 8L << 30, "host");
        return this;
    }

    Samples noNode() {
        node = null;
        return this;
    }

    Samples seconds(double length) {
        seconds = length;
        return this;
    }

    Samples with(Container container) {
        containers.add(container.build());
        return this;
    }

    Samples with(Kill kill) {
        kills.add(kill);
        return this;
    }

    Samples with(RoundTrip trip) {
        roundTrips.add(trip);
        return this;
    }

    Samples with(SilentPeer peer) {
        silentPeers.add(peer);
        return this;
    }

    Samples with(Connection connection) {
        connections.add(connection);
        return this;
    }

    Samples with(DiskSpace disk) {
        disks.add(disk);
        return this;
    }

    Samples with(HealthRun run) {
        healthRuns.add(run);
        return this;
    }

    Samples trouble(String text) {
        troubles.add(text);
        return this;
    }

    Sample build(long sequence, Instant at) {
        return new Sample(
                sequence,
                at.toEpochMilli(),
                seconds,
                node,
                containers,
                kills,
                roundTrips,
                silentPeers,
                connections,
                disks,
                healthRuns,
                troubles);
    }

    static RoundTrip trip(String peer, RoundTrip.Path path, int sent, Long... micros) {
        return new RoundTrip(
                peer, peer, path, path == RoundTrip.Path.OVERLAY ? "agents" : "", sent, List.of(micros), 1450, null);
    }

    static Connection client(String task, String service, String local, String remote, int port, int opened) {
        return new Connection("c-" + task, task, service, "tcp", Connection.Side.CLIENT, local, remote, port, opened);
    }

    static Connection server(String task, String service, String local, String remote, int port, int opened) {
        return new Connection("c-" + task, task, service, "tcp", Connection.Side.SERVER, local, remote, port, opened);
    }

    /** A running container of no service, with nothing measured. */
    static final class Container {
        private final String id;
        private String task = "";
        private String service = "";
        private boolean running = true;
        private Double cores;
        private Long memory;
        private Long cache;
        private Long peak;
        private long periods;
        private long throttled;
        private long limit;
        private String health = "";

        private Container(String id) {
            this.id = id;
        }

        Container of(String taskId, String serviceId) {
            task = taskId;
            service = serviceId;
            return this;
        }

        Container cores(Double used) {
            cores = used;
            return this;
        }

        Container memory(Long used, Long cached, Long highest) {
            memory = used;
            cache = cached;
            peak = highest;
            return this;
        }

        Container throttled(long all, long held) {
            periods = all;
            throttled = held;
            return this;
        }

        Container limit(long bytes) {
            limit = bytes;
            return this;
        }

        Container health(String word) {
            health = word;
            return this;
        }

        Container ended() {
            running = false;
            return this;
        }

        Container ended(String lastHealth) {
            return health(lastHealth).ended();
        }

        ContainerUse build() {
            return new ContainerUse(
                    id, task, service, id, 1000, running, cores, memory, cache, peak, limit, 0, periods, throttled,
                    null, null, null, null, null, null, health);
        }
    }
}
