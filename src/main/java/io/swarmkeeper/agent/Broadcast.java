package io.swarmkeeper.agent;

import io.swarmkeeper.wire.TaskEvent;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

/** Tells each event to all who listen. A listener that is too slow loses events, never the others' time. */
final class Broadcast {

    private static final int ROOM = 256;

    private final Set<BlockingQueue<TaskEvent>> listeners = ConcurrentHashMap.newKeySet();

    void tell(TaskEvent event) {
        listeners.forEach(l -> l.offer(event));
    }

    BlockingQueue<TaskEvent> listen() {
        BlockingQueue<TaskEvent> queue = new ArrayBlockingQueue<>(ROOM) {
            // each listener is itself, whatever waits in it
            @Override
            public boolean equals(Object other) {
                return this == other;
            }

            @Override
            public int hashCode() {
                return System.identityHashCode(this);
            }
        };
        listeners.add(queue);
        return queue;
    }

    void stop(BlockingQueue<TaskEvent> queue) {
        listeners.remove(queue);
    }
}
