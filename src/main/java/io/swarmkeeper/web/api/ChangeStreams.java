package io.swarmkeeper.web.api;

import io.swarmkeeper.change.Change;
import io.swarmkeeper.change.ChangeMoved;
import io.swarmkeeper.change.Changes;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import io.swarmkeeper.web.access.SignedIn;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/**
 * Streams of changes as they move. Each stream writes on a thread of its own, so that a slow reader holds up nobody, the
 * change least of all; one that falls far behind is closed and may come back for the present state.
 */
@Component
class ChangeStreams {

    static final int MOST_STREAMS = 100;
    private static final int MOST_WAITING = 64;
    private static final long HEARTBEAT_SECONDS = 15;

    private final Changes changes;
    private final MaskedJson masked;
    private final SignedIn signedIn;
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();

    ChangeStreams(Changes changes, MaskedJson masked, SignedIn signedIn) {
        this.changes = changes;
        this.masked = masked;
        this.signedIn = signedIn;
    }

    /** @throws ProblemException 429 if too many are open already */
    SseEmitter open(Change change) {
        if (streams.size() >= MOST_STREAMS) {
            throw new ProblemException(
                    Problem.Code.TOO_MANY_STREAMS,
                    "%d event streams are open, as many as this server keeps. Ask GET /api/v1/changes/%d instead."
                            .formatted(MOST_STREAMS, change.id()));
        }
        Stream stream = new Stream(change.id(), signedIn.stillHolds());
        streams.add(stream);
        // Listening already, so whatever moves from here on is in the queue behind the present state.
        stream.offer(changes.find(change.id()).orElse(change));
        stream.emitter.onCompletion(stream::end);
        stream.emitter.onTimeout(stream::end);
        stream.emitter.onError(e -> stream.end());
        Thread.ofVirtual().name("change-stream-" + change.id()).start(stream);
        return stream.emitter;
    }

    int count() {
        return streams.size();
    }

    @EventListener
    void moved(ChangeMoved moved) {
        for (Stream stream : streams) {
            if (stream.changeId == moved.change().id()) {
                stream.offer(moved.change());
            }
        }
    }

    /** Open streams would hold up a graceful shutdown for as long as it waits. */
    @EventListener
    void closing(ContextClosedEvent closed) {
        streams.forEach(Stream::end);
    }

    private final class Stream implements Runnable {

        private final long changeId;
        private final BooleanSupplier stillSignedIn;
        private final SseEmitter emitter = new SseEmitter(0L);
        /** An empty one ends the stream. */
        private final BlockingQueue<Optional<Change>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);

        private volatile boolean ended;

        Stream(long changeId, BooleanSupplier stillSignedIn) {
            this.changeId = changeId;
            this.stillSignedIn = stillSignedIn;
        }

        void offer(Change change) {
            if (!waiting.offer(Optional.of(change))) {
                end();
            }
        }

        void end() {
            ended = true;
            streams.remove(this);
            waiting.offer(Optional.empty());
        }

        @Override
        public void run() {
            try {
                while (!ended && stillSignedIn.getAsBoolean()) {
                    Optional<Change> next = waiting.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
                    if (ended || !stillSignedIn.getAsBoolean()) {
                        break;
                    }
                    if (next == null) {
                        emitter.send(SseEmitter.event().comment("still here"));
                    } else if (next.isPresent()) {
                        emitter.send(event(next.get()));
                        if (next.get().state().isFinal()) {
                            break;
                        }
                    }
                }
                emitter.complete();
            } catch (IOException | IllegalStateException e) {
                // Whoever listened has gone; there is nobody to tell.
                emitter.completeWithError(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                end();
            }
        }

        private SseEventBuilder event(Change change) {
            return SseEmitter.event()
                    .name("change")
                    .id(Integer.toString(change.timeline().size()))
                    .data(ChangeView.of(change, masked), MediaType.APPLICATION_JSON);
        }
    }
}
