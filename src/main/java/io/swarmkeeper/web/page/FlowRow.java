package io.swarmkeeper.web.page;

import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Coverage;
import io.swarmkeeper.telemetry.Flow;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One service seen talking to another, as the table says it.
 *
 * @param clientHref empty, like the other two, if the Swarm has no such thing any more
 * @param connections that were seen to be opened; {@code -} if those seen were open before anybody looked
 * @param quiet true if it was not seen for a day
 */
record FlowRow(
        String client,
        String clientHref,
        String server,
        String serverHref,
        String network,
        String networkHref,
        String port,
        When first,
        When last,
        int days,
        String connections,
        boolean quiet) {

    static final int MOST = 500;

    static List<FlowRow> of(List<Flow> flows, Snapshot snapshot, Instant now) {
        Map<String, String> hrefs = hrefs(snapshot);
        return flows.stream()
                .sorted(Comparator.comparing(Flow::client)
                        .thenComparing(Flow::server)
                        .thenComparing(Flow::port)
                        .thenComparing(Flow::network))
                .limit(MOST)
                .map(f -> new FlowRow(
                        Wording.name(f.client()),
                        hrefs.getOrDefault(f.client(), ""),
                        Wording.name(f.server()),
                        hrefs.getOrDefault(f.server(), ""),
                        Wording.name(f.network()),
                        f.networkId()
                                .map(id -> "/networks/" + FindingRow.encode(id))
                                .orElse(""),
                        FlowMap.port(f),
                        When.of(f.firstSeen(), now),
                        When.of(f.lastSeen(), now),
                        f.days(),
                        f.connections() == 0 ? Measured.UNKNOWN : Long.toString(f.connections()),
                        f.lastSeen().isBefore(now.minus(FlowMap.QUIET))))
                .toList();
    }

    /** Pages of the services by name. */
    static Map<String, String> hrefs(Snapshot snapshot) {
        return snapshot.services().stream()
                .collect(Collectors.toMap(Service::name, s -> "/services/" + FindingRow.encode(s.id()), (a, b) -> a));
    }

    static Map<String, String> shortNames(Snapshot snapshot) {
        return snapshot.services().stream().collect(Collectors.toMap(Service::name, Service::shortName, (a, b) -> a));
    }

    /** How much of the Swarm was under eyes, in a sentence. */
    static String covered(Coverage coverage) {
        String hours = coverage.hours() < 1 ? "less than an hour" : Wording.count(Math.round(coverage.hours()), "hour");
        return "Observed for %s; now %s of the running tasks and %s of the ready nodes are seen. What nobody saw may still be there."
                .formatted(
                        hours,
                        coverage.taskShare().map(Measured::percent).orElse("an unknown share"),
                        coverage.nodeShare().map(Measured::percent).orElse("an unknown share"));
    }
}
