package io.swarmkeeper.cli;

import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.engine.SwarmReading;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Clock;
import java.util.Map;

/** Fetches what runs from an engine. */
final class RunningSwarm {

    private RunningSwarm() {}

    private interface Reading {
        Snapshot read(String host, Map<String, String> environment, Clock clock) throws SwarmUnavailableException;
    }

    /**
     * Services and networks alone.
     *
     * @param host of the engine; empty or {@code docker} = the docker client's own
     * @throws UsageException if it does not answer, or is no manager
     */
    static Snapshot stacks(String host, Map<String, String> environment) {
        return read(host, environment, SwarmReading::stacks);
    }

    /**
     * All that a server would see.
     *
     * @param host as in {@link #stacks}
     * @throws UsageException if it does not answer, or is no manager
     */
    static Snapshot everything(String host, Map<String, String> environment) {
        return read(host, environment, SwarmReading::everything);
    }

    private static Snapshot read(String host, Map<String, String> environment, Reading reading) {
        try {
            return reading.read(host.equals("docker") ? "" : host, environment, Clock.systemUTC());
        } catch (SwarmUnavailableException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
