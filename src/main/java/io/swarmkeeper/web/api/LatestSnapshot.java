package io.swarmkeeper.web.api;

import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.collector.Connection;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** The latest snapshot, or the problem that says why there never was one. */
@Component
class LatestSnapshot {

    private final Collector collector;

    LatestSnapshot(Collector collector) {
        this.collector = collector;
    }

    /** @throws ProblemException 503 with what was found and what to do, while there never was a snapshot */
    Snapshot get() {
        return collector.latest().orElseThrow(() -> new ProblemException(why(collector.connection())));
    }

    /** @throws ProblemException 404 if there is no service of this id or name */
    Service getService(Snapshot snapshot, String idOrName) {
        return snapshot.findServiceByIdOrName(idOrName)
                .orElseThrow(() -> new ProblemException(
                        Problem.Code.NOT_FOUND,
                        "There is no service \"%s\" among the %d of this Swarm."
                                .formatted(
                                        Shown.text(idOrName),
                                        snapshot.services().size())));
    }

    /** @throws ProblemException 404 if there is no node of this id or host name */
    Node getNode(Snapshot snapshot, String idOrHostname) {
        return snapshot.nodes().stream()
                .filter(n -> n.id().equals(idOrHostname) || n.hostname().equals(idOrHostname))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        Problem.Code.NOT_FOUND,
                        "There is no node \"%s\" among the %d of this Swarm."
                                .formatted(
                                        Shown.text(idOrHostname),
                                        snapshot.nodes().size())));
    }

    Connection connection() {
        return collector.connection();
    }

    private static Problem why(Connection connection) {
        return switch (connection) {
            case Connection.Lost(Instant since, SwarmUnavailableException cause, Instant nextTry) ->
                Problem.of(Problem.Code.SWARM_UNAVAILABLE, cause.found() + " " + cause.advice())
                        .with("reason", Words.of(cause.reason()))
                        .with("found", cause.found())
                        .with("advice", cause.advice())
                        .with("since", since)
                        .with("nextTry", nextTry);
            case Connection.Connecting(Instant since) -> starting(since);
            case Connection.Connected(Instant since) -> starting(since);
        };
    }

    private static Problem starting(Instant since) {
        return Problem.of(
                        Problem.Code.SWARM_UNAVAILABLE,
                        "The first reading of the Swarm has not ended yet. Ask again in a few seconds.")
                .with("reason", "starting")
                .with("since", since);
    }
}
