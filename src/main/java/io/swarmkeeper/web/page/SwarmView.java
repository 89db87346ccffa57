package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.collector.Connection;
import io.swarmkeeper.remediation.Planner;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.Telemetry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What every page looks at: the latest snapshot, its findings, what was measured, how we stand with the engine. */
@Component
class SwarmView {

    private final Collector collector;
    private final Analysis analysis;
    private final Planner planner;
    private final Telemetry telemetry;
    private final Clock clock;

    SwarmView(Collector collector, Analysis analysis, Planner planner, Telemetry telemetry, Clock clock) {
        this.collector = collector;
        this.analysis = analysis;
        this.planner = planner;
        this.telemetry = telemetry;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    When when(Instant moment) {
        return When.of(moment, now());
    }

    Optional<Snapshot> findSnapshot() {
        return collector.latest();
    }

    /** @throws NothingSeenException if no Swarm was ever read; becomes a page that says what to do */
    Snapshot snapshot() {
        return collector.latest().orElseThrow(NothingSeenException::new);
    }

    /** @throws UnknownThingException if the snapshot has no service of this id or name */
    static Service service(Snapshot snapshot, String idOrName) {
        return snapshot.findServiceByIdOrName(idOrName)
                .orElseThrow(() -> new UnknownThingException(
                        "The latest snapshot has no service with the id or name " + Wording.name(idOrName) + "."));
    }

    /** @throws UnknownThingException if the snapshot has no node of this id or host name */
    static Node node(Snapshot snapshot, String idOrName) {
        return snapshot.nodes().stream()
                .filter(n -> n.id().equals(idOrName) || n.hostname().equals(idOrName))
                .findFirst()
                .orElseThrow(() -> new UnknownThingException(
                        "The latest snapshot has no node with the id or name " + Wording.name(idOrName) + "."));
    }

    Findings findings() {
        return analysis.latest();
    }

    Measurements measurements() {
        return telemetry.latest();
    }

    /** The finding with the best cure there is for it. */
    FindingRow row(Finding finding) {
        return FindingRow.of(
                finding,
                findSnapshot()
                        .flatMap(s -> planner.remedies(finding, s).stream()
                                .filter(r -> r.heldBack().isEmpty())
                                .findFirst()),
                this);
    }

    List<FindingRow> rows(Stream<Finding> findings) {
        return findings.map(this::row).toList();
    }

    Analysis analysis() {
        return analysis;
    }

    Connection connection() {
        return collector.connection();
    }

    /** No Swarm was read since the server started. */
    static final class NothingSeenException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** There is no such thing; the message is for people. */
    static final class UnknownThingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownThingException(String message) {
            super(message);
        }
    }
}
