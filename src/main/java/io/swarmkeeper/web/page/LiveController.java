package io.swarmkeeper.web.page;

import io.swarmkeeper.collector.Connection;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.web.access.SignedIn;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The stream that keeps pages fresh: {@code moved} when something they show has changed, {@code measured} when nothing
 * has but what agents measured, {@code beat} every few seconds so that a page knows how old it is. One virtual thread per
 * viewer; none of them costs the engine a request.
 */
@RestController
class LiveController {

    private static final Duration BEAT = Duration.ofSeconds(5);

    private final LiveState state;
    private final SwarmView view;
    private final SignedIn signedIn;

    LiveController(LiveState state, SwarmView view, SignedIn signedIn) {
        this.state = state;
        this.view = view;
        this.signedIn = signedIn;
    }

    /** @param seen the mark of what the page shows, so that it learns what moved before it listened; empty: of nothing */
    @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter live(@RequestParam(defaultValue = "") String seen) {
        SseEmitter emitter = new SseEmitter(0L);
        BooleanSupplier stillSignedIn = signedIn.stillHolds();
        Thread follower = Thread.ofVirtual().name("live").unstarted(() -> follow(emitter, seen, stillSignedIn));
        emitter.onCompletion(follower::interrupt);
        emitter.onError(e -> follower.interrupt());
        follower.start();
        return emitter;
    }

    private void follow(SseEmitter emitter, String seen, BooleanSupplier stillSignedIn) {
        try {
            long known = seen.isEmpty() ? state.version() : state.version(seen);
            send(emitter, "beat", known);
            while (!state.isClosed() && stillSignedIn.getAsBoolean()) {
                long now = state.await(known, BEAT);
                if (now != known) {
                    Thread.sleep(LiveState.GATHER);
                    now = state.version();
                    send(emitter, state.moved() > known ? "moved" : "measured", now);
                    known = now;
                } else {
                    send(emitter, "beat", known);
                }
            }
            emitter.complete();
        } catch (IOException | IllegalStateException e) {
            // The viewer went away; there is nobody left to tell.
            emitter.completeWithError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(SseEmitter emitter, String name, long version) throws IOException {
        Optional<Snapshot> snapshot = view.findSnapshot();
        boolean live = snapshot.isPresent() && view.connection() instanceof Connection.Connected;
        String data = "{\"version\":%d,\"live\":%b,\"now\":\"%s\"%s}"
                .formatted(
                        version,
                        live,
                        view.now(),
                        snapshot.map(s -> ",\"collectedAt\":\"" + s.collectedAt() + "\"")
                                .orElse(""));
        emitter.send(SseEmitter.event().id(Long.toString(version)).name(name).data(data, MediaType.TEXT_PLAIN));
    }
}
