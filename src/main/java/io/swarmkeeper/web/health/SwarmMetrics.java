package io.swarmkeeper.web.health;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.FindingsChanged;
import io.swarmkeeper.change.ChangeMoved;
import io.swarmkeeper.change.ChangeState;
import io.swarmkeeper.change.Changes;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.collector.CollectorStatistics;
import io.swarmkeeper.collector.SnapshotTaken;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * What Prometheus is told: the plan's own names, and details under {@code swarmkeeper_}. Nothing measured = no series,
 * never a zero; what is gone from the Swarm is gone from here with the next snapshot. Moves with the rooms' events, so
 * that a scrape costs nothing.
 */
@Component
class SwarmMetrics implements MeterBinder {

    private record Meters(
            MeterRegistry registry,
            MultiGauge replicas,
            MultiGauge wanted,
            MultiGauge nodes,
            MultiGauge findings,
            MultiGauge phases,
            MultiGauge changes,
            MultiGauge age) {}

    private final Collector collector;
    private final Changes changes;
    private final Clock clock;
    private volatile @Nullable Meters meters;

    SwarmMetrics(Collector collector, Changes changes, Clock clock) {
        this.collector = collector;
        this.changes = changes;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        meters = new Meters(
                registry,
                gauge(registry, "service.replica.count", "Running tasks of the service that are wanted", "tasks"),
                gauge(registry, "swarmkeeper.service.replicas.desired", "Tasks the service should have", "tasks"),
                gauge(registry, "swarmkeeper.nodes", "Nodes of the Swarm", "nodes"),
                gauge(registry, "swarmkeeper.findings", "Findings of the latest snapshot", "findings"),
                gauge(
                        registry,
                        "swarmkeeper.phase.progress",
                        "Share of the phase's decided codes without open findings",
                        "ratio"),
                gauge(registry, "swarmkeeper.changes", "Changes by state, of the latest thousand", "changes"),
                gauge(registry, "swarmkeeper.snapshot.age", "Since the latest snapshot was collected", "seconds"));
        for (String part : List.of("cluster", "nodes", "services", "tasks", "networks", "image")) {
            counter(
                    registry,
                    "swarmkeeper.engine.reads",
                    "Reads of the engine",
                    part,
                    CollectorStatistics.Reads::count);
            counter(
                    registry,
                    "swarmkeeper.engine.read.failures",
                    "Reads of the engine that failed",
                    part,
                    CollectorStatistics.Reads::failures);
        }
        FunctionCounter.builder(
                        "swarmkeeper.engine.losses",
                        collector,
                        c -> c.statistics().losses())
                .description("How often a connection to the engine that stood was lost")
                .register(registry);
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description, String unit) {
        return MultiGauge.builder(name)
                .description(description)
                .baseUnit(unit.equals("seconds") ? unit : null)
                .register(registry);
    }

    private void counter(
            MeterRegistry registry,
            String name,
            String description,
            String part,
            Function<CollectorStatistics.Reads, Long> count) {
        FunctionCounter.builder(name, collector, c -> {
                    CollectorStatistics.Reads reads = c.statistics().reads().get(part);
                    return reads == null ? 0 : count.apply(reads);
                })
                .description(description)
                .tag("part", part)
                .register(registry);
    }

    @EventListener
    void snapshotTaken(SnapshotTaken taken) {
        Meters to = meters;
        if (to == null) {
            return;
        }
        Snapshot snapshot = taken.snapshot();
        to.age.register(List.of(Row.of(Tags.empty(), this, SwarmMetrics::age)), true);
        to.replicas.register(perService(snapshot, s -> snapshot.runningTasks(s.id())), true);
        to.wanted.register(perService(snapshot, snapshot::desiredTasks), true);
        Map<Tags, Long> nodes = snapshot.nodes().stream()
                .collect(Collectors.groupingBy(
                        n -> Tags.of(
                                "role", word(n.role()),
                                "state", word(n.state()),
                                "availability", word(n.availability())),
                        Collectors.counting()));
        to.nodes.register(rows(nodes), true);
    }

    private double age() {
        return collector
                .latest()
                .map(s -> Duration.between(s.collectedAt(), clock.instant()).toMillis() / 1000.0)
                .orElse(Double.NaN);
    }

    @EventListener
    void findingsChanged(FindingsChanged changed) {
        Meters to = meters;
        if (to == null) {
            return;
        }
        Findings findings = changed.findings();
        Map<Tags, Long> counted =
                findings.all().stream().collect(Collectors.groupingBy(SwarmMetrics::tags, Collectors.counting()));
        to.findings.register(rows(counted), true);
        List<Row<?>> phases = new ArrayList<>();
        for (FindingCode.Phase phase : FindingCode.Phase.values()) {
            Findings.Progress progress = findings.progress(phase);
            if (progress.decided() > 0) {
                double share = (double) progress.done() / progress.decided();
                phases.add(Row.of(Tags.of("phase", Integer.toString(phase.number())), share));
            }
        }
        to.phases.register(phases, true);
    }

    @EventListener({ChangeMoved.class, ApplicationReadyEvent.class})
    void changeMoved() {
        Meters to = meters;
        if (to == null) {
            return;
        }
        Map<ChangeState, Long> counted = changes.counts();
        // Every state has its series from the start: "no change failed" is known, not unmeasured.
        to.changes.register(
                Arrays.stream(ChangeState.values())
                        .<Row<?>>map(s -> Row.of(Tags.of("state", s.word()), counted.getOrDefault(s, 0L)))
                        .toList(),
                true);
    }

    private static Tags tags(Finding finding) {
        return Tags.of(
                "code", finding.code().code(),
                "severity", word(finding.severity()),
                "state", word(finding.state()));
    }

    private static List<Row<?>> perService(Snapshot snapshot, Function<Service, Long> number) {
        Stream<Service> lasting = snapshot.services().stream().filter(s -> !s.isJob());
        return lasting.<Row<?>>map(s -> Row.of(Tags.of("service", s.name()), number.apply(s)))
                .toList();
    }

    private static List<Row<?>> rows(Map<Tags, Long> counted) {
        return counted.entrySet().stream()
                .<Row<?>>map(e -> Row.of(e.getKey(), e.getValue()))
                .toList();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
