package io.swarmkeeper.change;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Takes up unfinished changes when the server starts, looks for expired ones, and lets go when it stops. */
class ChangeLife implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeLife.class);

    private final StoredChanges changes;
    private final ChangeRunner runner;
    private final Duration expiryEvery;
    private @Nullable ScheduledExecutorService clockwork;

    ChangeLife(StoredChanges changes, ChangeRunner runner, Duration expiryEvery) {
        this.changes = changes;
        this.runner = runner;
        this.expiryEvery = expiryEvery;
    }

    @Override
    public void start() {
        runner.resume();
        clockwork = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("change-expiry").factory());
        clockwork.scheduleWithFixedDelay(this::expire, 0, expiryEvery.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void expire() {
        try {
            changes.expireOld();
        } catch (RuntimeException e) {
            LOG.error("Expired changes could not be ended: {}", e.getMessage());
        }
    }

    @Override
    public void stop() {
        if (clockwork != null) {
            clockwork.shutdownNow();
            clockwork = null;
        }
        runner.close();
    }

    @Override
    public boolean isRunning() {
        return clockwork != null;
    }
}
