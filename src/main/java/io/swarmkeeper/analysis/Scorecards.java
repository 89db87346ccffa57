package io.swarmkeeper.analysis;

import io.swarmkeeper.analysis.Scorecard.Metric;
import io.swarmkeeper.analysis.Scorecard.State;
import io.swarmkeeper.analysis.Scorecard.Trend;
import io.swarmkeeper.analysis.detector.UseThresholds;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures the plan's success metrics, as far as the data reach. Pure. */
final class Scorecards {

    private static final String NOT_SEEN = "The Swarm has not been seen yet.";

    private Scorecards() {}

    /** @param since of each metric's state, by {@link #key}; a state not in it is as old as now */
    static Scorecard measure(
            Optional<Snapshot> snapshot,
            Findings findings,
            Measurements measurements,
            UseThresholds thresholds,
            Map<String, Instant> since,
            Instant now) {
        List<Metric> measured = new ArrayList<>();
        measured.add(snapshot.map(s -> limits(s, findings))
                .orElse(unknown("services-with-limits", "Services with resource limits", "100 %", NOT_SEEN)));
        measured.add(snapshot.map(s -> loneCritical(s, findings))
                .orElse(unknown("lone-critical-services", "Critical services with a single replica", "0", NOT_SEEN)));
        measured.add(snapshot.map(s -> healthChecks(s, findings))
                .orElse(unknown("health-checks-passing", "Health checks passing", "100 %", NOT_SEEN)));
        measured.addAll(new MeasuredMetrics(snapshot, findings, measurements, thresholds, now).all());
        return new Scorecard(measured.stream()
                .map(m -> new Metric(
                        m.name(),
                        m.title(),
                        m.target(),
                        m.value(),
                        m.amount(),
                        m.unit(),
                        m.state(),
                        m.trend(),
                        m.note(),
                        since.getOrDefault(key(m), now)))
                .toList());
    }

    /** Of a metric in its state, for {@link FirstSeen}. */
    static String key(Metric metric) {
        return "scorecard:" + metric.name() + ":" + metric.state();
    }

    private static Metric limits(Snapshot snapshot, Findings findings) {
        Map<Finding.State, Integer> count = count(findings, FindingCode.NO_RESOURCE_LIMITS);
        int all = snapshot.services().size();
        int open = count.getOrDefault(Finding.State.OPEN, 0);
        int exempt = count.getOrDefault(Finding.State.EXEMPT, 0);
        return metric(
                "services-with-limits",
                "Services with resource limits",
                "100 %",
                "%d of %d".formatted(all - open - exempt, all),
                percent(all - open - exempt, all),
                "%",
                isBlind(findings, FindingCode.NO_RESOURCE_LIMITS)
                        ? State.UNKNOWN
                        : open == 0 ? State.MET : State.MISSED,
                "A limit for memory and one for CPU in the spec" + setAside(exempt));
    }

    private static Metric loneCritical(Snapshot snapshot, Findings findings) {
        List<Finding> alone = findings.all().stream()
                .filter(f -> f.code() == FindingCode.SINGLE_REPLICA && f.severity() == Severity.CRITICAL)
                .toList();
        long open = alone.stream().filter(Finding::isOpen).count();
        long critical = snapshot.services().stream()
                .filter(s -> ServiceProfile.of(s, snapshot).critical())
                .count();
        return metric(
                "lone-critical-services",
                "Critical services with a single replica",
                "0",
                "%d of %d critical".formatted(open, critical),
                open,
                "",
                isBlind(findings, FindingCode.SINGLE_REPLICA) ? State.UNKNOWN : open == 0 ? State.MET : State.MISSED,
                "Gateways, databases, caches and queues, or what label swarmkeeper.critical says"
                        + setAside(alone.size() - open));
    }

    /** The engine calls a task running only once its check has passed, and kills it when it fails. */
    private static Metric healthChecks(Snapshot snapshot, Findings findings) {
        Map<Finding.State, Integer> without = count(findings, FindingCode.NO_HEALTH_CHECK);
        Map<Finding.State, Integer> disabled = count(findings, FindingCode.HEALTH_CHECK_DISABLED);
        int undecided = without.getOrDefault(Finding.State.UNDECIDED, 0);
        int lacking = without.getOrDefault(Finding.State.OPEN, 0) + disabled.getOrDefault(Finding.State.OPEN, 0);
        int exempt = without.getOrDefault(Finding.State.EXEMPT, 0) + disabled.getOrDefault(Finding.State.EXEMPT, 0);
        Map<String, Boolean> noCheck = new HashMap<>();
        findings.all().stream()
                .filter(f -> f.code() == FindingCode.NO_HEALTH_CHECK || f.code() == FindingCode.HEALTH_CHECK_DISABLED)
                .forEach(f -> noCheck.put(f.subject().id(), true));
        long wanted = 0;
        long passing = 0;
        for (Service service : snapshot.services()) {
            if (!service.isJob() && !noCheck.containsKey(service.id())) {
                long desired = snapshot.desiredTasks(service);
                wanted += desired;
                passing += Math.min(desired, snapshot.runningTasks(service.id()));
            }
        }
        boolean missed = lacking > 0 || passing < wanted;
        String note = "%d of %d checked tasks pass; %s without a check%s%s"
                .formatted(
                        passing,
                        wanted,
                        Quantities.count(lacking, "service"),
                        undecided == 0 ? "" : ", of %d it is not known".formatted(undecided),
                        setAside(exempt));
        State state = missed
                ? State.MISSED
                : undecided > 0 || isBlind(findings, FindingCode.NO_HEALTH_CHECK) ? State.UNKNOWN : State.MET;
        long services = snapshot.services().stream().filter(s -> !s.isJob()).count();
        return metric(
                "health-checks-passing",
                "Health checks passing",
                "100 %",
                "%d of %d services".formatted(services - lacking - undecided - exempt, services),
                percent(services - lacking - undecided - exempt, services),
                "%",
                state,
                note);
    }

    private static Map<Finding.State, Integer> count(Findings findings, FindingCode code) {
        Map<Finding.State, Integer> count = new HashMap<>();
        findings.all().stream().filter(f -> f.code() == code).forEach(f -> count.merge(f.state(), 1, Integer::sum));
        return count;
    }

    /** Undecided as a whole, because the Swarm could not be read. */
    private static boolean isBlind(Findings findings, FindingCode code) {
        return findings.all().stream()
                .anyMatch(f -> f.code() == code
                        && f.subject().kind() == Subject.Kind.SWARM
                        && f.state() == Finding.State.UNDECIDED);
    }

    private static String setAside(long exempt) {
        return exempt == 0 ? "" : "; %d set aside by exemption".formatted(exempt);
    }

    /** All of nothing is all. */
    private static double percent(long part, long whole) {
        return whole == 0 ? 100 : Math.round(1000.0 * part / whole) / 10.0;
    }

    static Metric metric(
            String name,
            String title,
            String target,
            String value,
            double amount,
            String unit,
            State state,
            String note) {
        return state == State.UNKNOWN
                ? unknown(name, title, target, note)
                : new Metric(
                        name,
                        title,
                        target,
                        Optional.of(value),
                        Optional.of(amount),
                        unit,
                        state,
                        Trend.UNKNOWN,
                        note,
                        Instant.EPOCH);
    }

    static Metric unknown(String name, String title, String target, String note) {
        return new Metric(
                name,
                title,
                target,
                Optional.empty(),
                Optional.empty(),
                "",
                State.UNKNOWN,
                Trend.UNKNOWN,
                note,
                Instant.EPOCH);
    }
}
