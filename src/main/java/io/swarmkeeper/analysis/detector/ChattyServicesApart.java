package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.telemetry.Flow;
import io.swarmkeeper.telemetry.ServiceUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Services that talk to each other all day, with not one node on which both run: every word crosses the overlay. */
final class ChattyServicesApart extends Measured {

    /** Who has been quiet for longer is not chatty now. */
    private static final Duration QUIET = Duration.ofHours(24);

    private final int perMinute;
    private final Duration span;

    /**
     * @param perMinute connections that are many, on average since the first was seen
     * @param span from the first to the last of them; a rate over less is a burst
     */
    ChattyServicesApart(int perMinute, Duration span) {
        this.perMinute = perMinute;
        this.span = span;
    }

    @Override
    public FindingCode code() {
        return FindingCode.CHATTY_SERVICES_APART;
    }

    @Override
    boolean concerns(Service service, Situation situation) {
        return !service.isJob()
                && !service.networks().isEmpty()
                && situation.nodes().stream().filter(Node::takesTasks).count() > 1;
    }

    @Override
    Optional<Observation> judge(Service service, Optional<ServiceUse> use, Situation situation) {
        Set<String> here = nodes(service, situation);
        List<String> partners = new ArrayList<>();
        List<String> words = new ArrayList<>();
        Set<String> there = new TreeSet<>();
        double most = 0;
        for (Flow flow : situation.flowsFrom(service)) {
            double rate = rate(flow, situation.now());
            Optional<Service> server = situation.snapshot().findServiceByIdOrName(flow.server());
            Set<String> theirs = server.map(s -> nodes(s, situation)).orElse(Set.of());
            if (rate >= perMinute
                    && !here.isEmpty()
                    && !theirs.isEmpty()
                    && theirs.stream().noneMatch(here::contains)) {
                partners.add(flow.server());
                words.add(
                        String.format(Locale.ROOT, "%s (%.0f connections a minute)", Words.name(flow.server()), rate));
                there.addAll(theirs);
                most = Math.max(most, rate);
            }
        }
        if (partners.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(situation
                .observe(
                        code(),
                        Severity.INFO,
                        service,
                        "%s talks to %s across nodes all the time"
                                .formatted(Words.name(service.name()), Words.list(partners)),
                        "It runs on %s and opens connections to %s on %s; no node runs both."
                                .formatted(Words.list(here), String.join(", ", shortened(words)), Words.list(there)))
                .with("talksTo", partners)
                .with("connectionsPerMinute", Math.round(most))
                .with("nodes", List.copyOf(here))
                .with("theirNodes", List.copyOf(there)));
    }

    private static List<String> shortened(List<String> words) {
        return words.size() <= 5 ? words : words.subList(0, 5);
    }

    private double rate(Flow flow, Instant now) {
        Duration seen = Duration.between(flow.firstSeen(), flow.lastSeen());
        return seen.compareTo(span) < 0 || flow.lastSeen().isBefore(now.minus(QUIET))
                ? 0
                : flow.connections() * 60.0 / seen.toSeconds();
    }

    private static Set<String> nodes(Service service, Situation situation) {
        Set<String> nodes = new TreeSet<>();
        situation.snapshot().tasksOf(service.id()).stream()
                .filter(Task::isRunning)
                .flatMap(t -> t.nodeId().flatMap(situation.snapshot()::findNode).stream())
                .forEach(n -> nodes.add(n.hostname()));
        return nodes;
    }
}
