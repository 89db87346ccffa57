package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.telemetry.KillRecord;
import io.swarmkeeper.telemetry.ServiceUse;
import io.swarmkeeper.wire.Kill;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Processes that the kernel killed for memory. A kill at a limit lower than the one that the spec has now is history:
 * something was done about it.
 */
final class OomKilled extends Measured {

    private final Duration within;

    /** @param within how far back kills count, at most seven days */
    OomKilled(Duration within) {
        this.within = within;
    }

    @Override
    public FindingCode code() {
        return FindingCode.OOM_KILLED;
    }

    @Override
    boolean concerns(Service service, Situation situation) {
        return true;
    }

    @Override
    Optional<Observation> judge(Service service, Optional<ServiceUse> use, Situation situation) {
        Instant oldest = situation.now().minus(within);
        Resources limits = service.template().limits();
        List<KillRecord> kills = situation.kills(service).stream()
                .filter(k -> k.isMemory() && k.at().isAfter(oldest) && isNotHistory(k, limits))
                .toList();
        if (kills.isEmpty()) {
            return Optional.empty();
        }
        KillRecord last = kills.getFirst();
        long children = kills.stream().filter(k -> k.kind() == Kill.Kind.CHILD).count();
        List<String> nodes =
                kills.stream().map(KillRecord::hostname).distinct().sorted().toList();
        String limit = last.limitBytes()
                .map(l -> last.isOfItsLimit()
                        ? "at its limit of " + Quantities.bytes(l)
                        : "below its limit of %s, so the node ran out".formatted(Quantities.bytes(l)))
                .orElse("without a limit of its own, so the node ran out");
        String peak = last.peakBytes()
                .map(p -> "; its peak was " + Quantities.bytes(p))
                .orElse("; its peak could not be read");
        List<String> what = new ArrayList<>();
        if (kills.size() > children) {
            what.add("%s of a task's main process".formatted(Quantities.count(kills.size() - children, "kill")));
        }
        if (children > 0) {
            what.add("%s of another process, whose task lived on".formatted(Quantities.count(children, "kill")));
        }
        Observation seen = situation
                .observe(
                        code(),
                        Severity.CRITICAL,
                        service,
                        Words.name(service.name()) + " was killed for memory",
                        "%s in %s. The last was on %s at %s, %s%s."
                                .formatted(
                                        Words.capital(String.join(" and ", what)),
                                        Quantities.duration(within),
                                        Words.name(last.hostname()),
                                        Words.time(last.at()),
                                        limit,
                                        peak))
                .with("kills", (long) kills.size())
                .with("childKills", children)
                .with("lastKilledAt", last.at().toString())
                .with("lastKind", last.kind() == Kill.Kind.CHILD ? "child" : "container")
                .with("nodes", nodes)
                .with("specLimitBytes", limits.memoryBytes());
        if (last.limitBytes().isPresent()) {
            seen = seen.with("limitBytes", last.limitBytes().get());
        }
        if (last.peakBytes().isPresent()) {
            seen = seen.with("peakBytes", last.peakBytes().get());
        }
        return Optional.of(seen.lasting(kills.getLast().at(), Duration.ZERO));
    }

    /** True unless the spec gives more than there was when it happened; no limit is the most there can be. */
    private static boolean isNotHistory(KillRecord kill, Resources limits) {
        long now = limits.hasMemory() ? limits.memoryBytes() : Long.MAX_VALUE;
        return kill.limitBytes().map(then -> then >= now).orElse(!limits.hasMemory());
    }
}
