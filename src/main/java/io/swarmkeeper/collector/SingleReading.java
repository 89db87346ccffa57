package io.swarmkeeper.collector;

import io.swarmkeeper.swarm.Snapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Reads a whole Swarm once, in the order in which the collector does, for a command that ends then. */
public final class SingleReading {

    /** Images are a nicety: what is not known of them by then stays unknown. */
    private static final Duration IMAGES = Duration.ofSeconds(30);

    private static final Duration NOT_USED = Duration.ofDays(1);
    private static final int IMAGES_AT_ONCE = 20;

    private SingleReading() {}

    /** @return says itself whether it is complete */
    public static Snapshot read(SwarmSource source, Clock clock) throws SwarmUnavailableException {
        CollectorSettings settings = new CollectorSettings(
                NOT_USED, NOT_USED, NOT_USED, NOT_USED, NOT_USED, NOT_USED, IMAGES_AT_ONCE, NOT_USED);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Parts parts = new Parts(source, new ReadMeter(), threads, clock, settings);
            parts.readCluster();
            parts.readEverything();
            Instant end = clock.instant().plus(IMAGES);
            while (parts.readImages() && clock.instant().isBefore(end)) {
                // one that cannot be read is put off, and so each round leaves fewer
            }
            return parts.assemble(null);
        }
    }
}
