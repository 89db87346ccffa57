package io.swarmkeeper.engine;

import io.swarmkeeper.collector.SwarmSource.Subscription;
import io.swarmkeeper.collector.SwarmSource.SwarmEvent;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** An event stream of the in-memory Swarm, with a thread of its own. */
final class TwinSubscription implements Subscription {

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
    private final Consumer<SwarmEvent> listener;
    private final Runnable onEnd;

    TwinSubscription(Consumer<SwarmEvent> listener, Runnable onEnd) {
        this.listener = listener;
        this.onEnd = onEnd;
    }

    void tell(SwarmEvent event) {
        if (!thread.isShutdown()) {
            thread.execute(() -> listener.accept(event));
        }
    }

    void breakOff() {
        if (!thread.isShutdown()) {
            thread.execute(onEnd);
            thread.shutdown();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
