package io.swarmkeeper.web.page;

import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.AgentState;
import io.swarmkeeper.telemetry.Measurements;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How we stand with one agent, as pages say it.
 *
 * @param href of its node; empty if it is none of the Swarm's
 * @param lastWord empty if it never said one that proved itself
 * @param clock how far its clock is from ours, in words; empty if unknown
 * @param clockOff true if that is a fault
 */
record AgentRow(
        String node,
        String href,
        String address,
        Tag tag,
        Optional<When> lastWord,
        Optional<When> startedAt,
        String version,
        String clock,
        boolean clockOff,
        List<String> troubles) {

    /** A clock this far off is nothing to speak of. */
    private static final Duration IN_STEP = Duration.ofSeconds(1);

    private static final int MOST_TROUBLES = 6;

    /** Of the node's agent; of one that nobody ever heard, that. */
    static AgentRow of(Node node, Measurements measurements, Instant now) {
        return measurements
                .agentOf(node.id())
                .map(a -> of(a, Optional.of(node), now))
                .orElseGet(() -> new AgentRow(
                        Wording.name(node.hostname()),
                        href(node),
                        "",
                        new Tag("wait", "no agent"),
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        "",
                        false,
                        List.of()));
    }

    /** One for every node and one for every stranger; those that are not heard first. */
    static List<AgentRow> all(Snapshot snapshot, Measurements measurements, Instant now) {
        List<AgentRow> rows = new ArrayList<>();
        Set<String> nodes = new HashSet<>();
        for (Node node : snapshot.nodes()) {
            nodes.add(node.id());
            rows.add(of(node, measurements, now));
        }
        measurements.agents().stream()
                .filter(a -> a.nodeId().filter(nodes::contains).isEmpty())
                .forEach(a -> rows.add(of(a, Optional.empty(), now)));
        rows.sort(Comparator.comparing((AgentRow r) -> r.tag().look().equals("good"))
                .thenComparing(AgentRow::node)
                .thenComparing(AgentRow::address));
        return rows;
    }

    private static AgentRow of(AgentState agent, Optional<Node> node, Instant now) {
        String name = node.map(Node::hostname).orElse(agent.hostname());
        return new AgentRow(
                name.isEmpty() ? "unknown" : Wording.name(name),
                node.map(AgentRow::href).orElse(""),
                Wording.clip(agent.address(), 80),
                tag(agent),
                agent.lastWord().map(at -> When.of(at, now)),
                agent.startedAt().map(at -> When.of(at, now)),
                Wording.clip(agent.version(), 40),
                agent.clockOffset().map(AgentRow::clock).orElse(""),
                agent.isClockOff().orElse(false),
                agent.troubles().stream()
                        .limit(MOST_TROUBLES)
                        .map(t -> Wording.clip(t, 300))
                        .toList());
    }

    private static Tag tag(AgentState agent) {
        return switch (agent.standing()) {
            case HEARD -> new Tag("good", "heard");
            case NO_SAMPLES -> new Tag("bad", "no samples");
            case SILENT -> new Tag("bad", agent.lastWord().isPresent() ? "silent" : "never heard");
            case WRONG_TOKEN -> new Tag("bad", "wrong token");
            case FOREIGN -> new Tag("bad", "foreign");
            case OTHER_FORMAT -> new Tag("warn", "other version");
        };
    }

    /** {@code 58 min ahead}; {@code in step} where it is not worth a word. */
    static String clock(Duration offset) {
        if (offset.abs().compareTo(IN_STEP) < 0) {
            return "in step";
        }
        return Quantities.duration(offset) + (offset.isNegative() ? " behind" : " ahead");
    }

    private static String href(Node node) {
        return "/nodes/" + FindingRow.encode(node.id());
    }
}
