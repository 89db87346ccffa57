package io.swarmkeeper.agent;

import com.grack.nanojson.JsonObject;
import io.swarmkeeper.wire.AgentIdentity;
import io.swarmkeeper.wire.Connection;
import io.swarmkeeper.wire.ContainerUse;
import io.swarmkeeper.wire.DiskSpace;
import io.swarmkeeper.wire.HealthRun;
import io.swarmkeeper.wire.NodeUse;
import io.swarmkeeper.wire.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes one sample after the other. What cannot be read is said in it; the rest of it is told all the same. */
final class Sampler {

    /** In how many samples disks are looked at once, and health checks. */
    private static final int DISKS_EVERY = 6;

    private static final int CHECKS_EVERY = 3;
    private static final int IDENTITY_EVERY = 30;

    private final EngineSocket engine;
    private final Containers containers;
    private final KillLedger kills;
    private final Mesh mesh;
    private final NodeMeter node;
    private final ConnectionLog connections;
    private final PatientDisks disks;
    private final EventFollower events;
    private final LongSupplier clock;
    private final long started;
    private long sequence;
    private long lastNanoTime = System.nanoTime();
    private double cores;
    private long memory;
    private volatile @Nullable AgentIdentity identity;
    private volatile Map<String, String> networks = Map.of();

    Sampler(
            EngineSocket engine,
            Containers containers,
            KillLedger kills,
            Mesh mesh,
            NodeMeter node,
            ConnectionLog connections,
            PatientDisks disks,
            EventFollower events,
            LongSupplier clock) {
        this.engine = engine;
        this.containers = containers;
        this.kills = kills;
        this.mesh = mesh;
        this.node = node;
        this.connections = connections;
        this.disks = disks;
        this.events = events;
        this.clock = clock;
        this.started = clock.getAsLong();
    }

    /** Null until the engine has said which node this is. */
    @Nullable
    AgentIdentity identity() {
        return identity;
    }

    /** Our own container's address by network; empty outside one. */
    Map<String, String> networks() {
        return networks;
    }

    Sample sample() {
        List<String> troubles = new ArrayList<>();
        if (sequence % IDENTITY_EVERY == 0 || identity == null) {
            attempt(troubles, this::whoAmI);
        }
        attempt(troubles, containers::refresh);
        long nanoTime = System.nanoTime();
        long now = clock.getAsLong();
        NodeUse nodeUse = node(nanoTime, troubles);
        List<ContainerUse> uses = containers.measure(System::nanoTime);
        List<Container> present = containers.list();
        List<Connection> seen = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Container container : present) {
            ids.add(container.id());
            if (container.isTask() && connections.isDue(container.id(), sequence)) {
                seen.addAll(connections.look(container));
            }
        }
        connections.keepOnly(ids);
        List<DiskSpace> disks = sequence % DISKS_EVERY == 0 ? disks(present, troubles) : List.of();
        List<HealthRun> checks = new ArrayList<>(containers.lastChecks());
        if (sequence % CHECKS_EVERY == 0) {
            checks.addAll(containers.checks());
        }
        containers.troubles().forEach(t -> say(t, troubles));
        say(mesh.trouble(), troubles);
        say(events.trouble(), troubles);
        double seconds = (nanoTime - lastNanoTime) / 1e9;
        lastNanoTime = nanoTime;
        return new Sample(
                ++sequence,
                now,
                seconds,
                nodeUse,
                uses,
                kills.take(now),
                mesh.take(),
                mesh.takeSilent(),
                seen,
                disks,
                checks,
                troubles);
    }

    private @Nullable NodeUse node(long nanoTime, List<String> troubles) {
        try {
            return identity == null ? null : node.read(cores, memory, nanoTime);
        } catch (IOException e) {
            troubles.add("the node's own use cannot be read: " + AgentSettings.why(e));
            return null;
        }
    }

    private List<DiskSpace> disks(List<Container> present, List<String> troubles) {
        try {
            return disks.look(present);
        } catch (IOException e) {
            troubles.add("the host's disks cannot be looked at: " + AgentSettings.why(e));
            return List.of();
        }
    }

    private void whoAmI() throws IOException {
        JsonObject info = engine.object("/info");
        JsonObject swarm = Container.part(info, "Swarm");
        String nodeId = swarm.getString("NodeID", "");
        if (nodeId.isEmpty()) {
            throw new IOException("the engine is in no Swarm");
        }
        cores = info.getInt("NCPU", 0);
        memory = info.getLong("MemTotal", 0);
        identity = new AgentIdentity(
                nodeId, info.getString("Name", ""), swarm.getString("NodeAddr", ""), Agent.version(), started);
        String own = System.getenv().getOrDefault("HOSTNAME", "");
        if (own.matches("[0-9a-f]{12,64}")) {
            networks =
                    Container.of(engine.object("/containers/" + own + "/json")).networks();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void attempt(List<String> troubles, Work work) {
        try {
            work.run();
        } catch (IOException e) {
            say(AgentSettings.why(e), troubles);
        }
    }

    private static void say(String trouble, List<String> troubles) {
        if (!trouble.isEmpty() && !troubles.contains(trouble)) {
            troubles.add(trouble);
        }
    }
}
