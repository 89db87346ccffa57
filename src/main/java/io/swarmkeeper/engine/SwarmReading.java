package io.swarmkeeper.engine;

import io.swarmkeeper.collector.SingleReading;
import io.swarmkeeper.collector.SwarmSource;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a Swarm once, for a command that ends then. */
public final class SwarmReading {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration READ = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 4;

    private SwarmReading() {}

    private interface Reading {
        Snapshot of(SwarmSource source) throws SwarmUnavailableException;
    }

    /**
     * What stacks are made of: services and networks, no node and no task.
     *
     * @param host as {@code DOCKER_HOST} has it; empty = the environment's own, else the usual socket
     * @param environment for {@code DOCKER_HOST}, {@code DOCKER_TLS_VERIFY} and {@code DOCKER_CERT_PATH}
     * @return a snapshot that says that it is not complete
     */
    public static Snapshot stacks(String host, Map<String, String> environment, Clock clock)
            throws SwarmUnavailableException {
        return read(
                host,
                environment,
                source -> new Snapshot(
                        1,
                        clock.instant(),
                        source.readCluster(),
                        List.of(),
                        source.readServices(),
                        List.of(),
                        source.readNetworks(),
                        Map.of(),
                        List.of("nodes", "tasks")));
    }

    /**
     * All that a server would see of it.
     *
     * @param host as in {@link #stacks}
     * @param environment as in {@link #stacks}
     */
    public static Snapshot everything(String host, Map<String, String> environment, Clock clock)
            throws SwarmUnavailableException {
        return read(host, environment, source -> SingleReading.read(source, clock));
    }

    private static Snapshot read(String host, Map<String, String> environment, Reading reading)
            throws SwarmUnavailableException {
        EngineSettings settings = new EngineSettings(
                host.isEmpty() ? environment.getOrDefault("DOCKER_HOST", "") : host,
                environment.getOrDefault("DOCKER_TLS_VERIFY", ""),
                environment.getOrDefault("DOCKER_CERT_PATH", ""),
                CONNECT,
                READ,
                READ,
                CONNECTIONS,
                Optional.empty());
        try (EngineClient client = new EngineClient(settings)) {
            return reading.of(new EngineSwarmSource(client));
        }
    }
}
