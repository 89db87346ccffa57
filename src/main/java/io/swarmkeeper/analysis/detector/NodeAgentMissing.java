package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.telemetry.AgentState;
import io.swarmkeeper.telemetry.Measurements;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A node that no agent watches. Where there is no agent at all, that is one finding on the Swarm. */
final class NodeAgentMissing implements Detector {

    private final Duration after;

    /** @param after how long nothing may be heard: agents and servers restart */
    NodeAgentMissing(Duration after) {
        this.after = after;
    }

    @Override
    public FindingCode code() {
        return FindingCode.NODE_AGENT_MISSING;
    }

    @Override
    public Set<Part> needs() {
        return EnumSet.of(Part.NODES);
    }

    @Override
    public List<Observation> detect(Situation situation) {
        List<Node> meant = Eyes.meant(situation.nodes());
        Measurements measurements = situation.measurements();
        if (meant.isEmpty()) {
            return List.of();
        }
        if (measurements.agents().stream().noneMatch(a -> a.nodeId().isPresent())) {
            return List.of(none(meant, measurements, situation));
        }
        List<Observation> seen = new ArrayList<>();
        for (Node node : meant) {
            if (!situation.eyes().areOn(node)) {
                seen.add(missing(node, measurements.agentOf(node.id()), measurements, situation));
            }
        }
        return seen;
    }

    private Observation none(List<Node> meant, Measurements measurements, Situation situation) {
        String why = measurements.troubles().isEmpty()
                ? "No agent has answered yet."
                : Words.text(String.join(" ", measurements.troubles()));
        return situation
                .observe(
                        code(),
                        Severity.WARNING,
                        "No agent watches this Swarm",
                        "What its %s and services really use is not measured. %s%s"
                                .formatted(Quantities.count(meant.size(), "node"), why, strangers(measurements)))
                .with("nodes", (long) meant.size())
                .with("asked", measurements.asked())
                .with("troubles", measurements.troubles())
                .lasting(situation.now(), after);
    }

    private Observation missing(Node node, Optional<AgentState> agent, Measurements measurements, Situation situation) {
        String name = Words.name(node.hostname());
        // Of one that answers it moves with each answer, and says nothing.
        Optional<Instant> lastWord = answers(agent) ? Optional.empty() : agent.flatMap(AgentState::lastWord);
        Observation seen = situation.observe(
                code(),
                Severity.WARNING,
                node,
                "No agent watches " + name,
                agent.map(NodeAgentMissing::silence)
                        .orElse("No agent on it has ever answered." + strangers(measurements)));
        Observation told = seen.with(
                        "agent", agent.map(NodeAgentMissing::standing).orElse("never heard"))
                .with("lastWordAt", lastWord.map(Object::toString).orElse(answers(agent) ? "now" : "never"))
                .with("troubles", agent.map(AgentState::troubles).orElse(List.of()));
        return told.lasting(lastWord.filter(w -> w.isBefore(situation.now())).orElse(situation.now()), after);
    }

    private static boolean answers(Optional<AgentState> agent) {
        return agent.filter(a -> a.standing() == AgentState.Standing.NO_SAMPLES).isPresent();
    }

    private static String silence(AgentState agent) {
        String last = agent.lastWord()
                .filter(w -> agent.standing() != AgentState.Standing.NO_SAMPLES)
                .map(w -> " Its last word was at " + Words.time(w) + ".")
                .orElse("");
        String what = switch (agent.standing()) {
            case HEARD -> "Its agent is heard.";
            case NO_SAMPLES -> "Its agent answers, but tells no samples.";
            case SILENT -> "Its agent is silent.";
            case WRONG_TOKEN -> "Its agent has another token than the server.";
            case FOREIGN -> "What answers at its address could not prove the token.";
            case OTHER_FORMAT -> "Its agent speaks another version.";
        };
        String troubles = agent.troubles().isEmpty() ? "" : " " + Words.text(String.join(" ", agent.troubles()));
        return what + last + troubles;
    }

    private static String standing(AgentState agent) {
        return agent.standing().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** Answers from addresses that belong to no known node may well be what is missing. */
    private static String strangers(Measurements measurements) {
        List<String> odd = measurements.agents().stream()
                .filter(a -> a.nodeId().isEmpty() && a.standing() != AgentState.Standing.SILENT)
                .map(a -> "%s (%s)".formatted(a.address(), standing(a)))
                .toList();
        return odd.isEmpty() ? "" : " Not accepted: " + Words.list(odd) + ".";
    }
}
