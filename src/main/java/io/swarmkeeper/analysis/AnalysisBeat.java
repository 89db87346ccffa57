package io.swarmkeeper.analysis;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Has the latest snapshot judged again and again, as long as the server runs. */
class AnalysisBeat implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(AnalysisBeat.class);

    /** How soon something that changes by time alone is noticed; a judgement takes a few milliseconds. */
    private static final Duration BEAT = Duration.ofSeconds(2);

    private final LiveAnalysis analysis;
    private @Nullable ScheduledExecutorService thread;

    AnalysisBeat(LiveAnalysis analysis) {
        this.analysis = analysis;
    }

    @Override
    public synchronized void start() {
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("analysis-beat").factory());
        started.scheduleWithFixedDelay(this::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
        thread = started;
    }

    private void beat() {
        try {
            analysis.again();
        } catch (RuntimeException e) {
            LOG.warn("Could not judge the latest snapshot again; the next beat tries once more", e);
        }
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService running = thread;
        if (running != null) {
            running.shutdownNow();
        }
        thread = null;
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }
}
