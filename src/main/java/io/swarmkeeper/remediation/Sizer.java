package io.swarmkeeper.remediation;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.remediation.Proposals.Proposal;
import io.swarmkeeper.remediation.Proposals.Source;
import io.swarmkeeper.remediation.Proposals.Which;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.telemetry.KillRecord;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.ServiceUse;
import io.swarmkeeper.telemetry.Sizing;
import io.swarmkeeper.telemetry.Sizing.Amount;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes proposals of what was measured, and of the plan's table where that is too little (docs/changes.md, "Where the
 * numbers come from"). A limit that its service has hit is raised from what it was; nothing is below what is in use.
 */
final class Sizer {

    private static final long MIB = 1L << 20;
    /** A start takes more than what runs afterwards. */
    private static final long LEAST_CPU_LIMIT = 250_000_000;

    private static final long LEAST_MEMORY_LIMIT = 32 * MIB;
    private static final double MARGIN = 1.15;
    /** The smallest change of a reservation that is worth a restart. */
    private static final double WORTH = 1.1;
    /** Days of use before which a limit is no lower than the table says. */
    private static final double CONFIDENT = 1;

    private final Service service;
    private final ServiceProfile profile;
    private final Optional<ServiceUse> use;
    private final Optional<Sizing> sizing;
    private final List<KillRecord> kills;
    private final Optional<FindingCode> cause;
    private final Resources table;
    private final Resources limits;
    private final long inUse;
    private final long peak;

    /** @param cause the finding that is to be cured */
    Sizer(Service service, ServiceProfile profile, Measurements measurements, Optional<FindingCode> cause) {
        this.service = service;
        this.profile = profile;
        this.use = measurements.service(service.id());
        this.sizing = use.map(ServiceUse::sizing).filter(Sizing::isDecided);
        this.kills = measurements.kills().stream()
                .filter(KillRecord::isMemory)
                .filter(k ->
                        k.serviceId().equals(service.id()) || k.serviceName().equals(service.name()))
                .toList();
        this.cause = cause;
        this.table = Sizes.limits(profile.kind());
        this.limits = service.template().limits();
        this.inUse = use.flatMap(ServiceUse::memoryBytes).orElse(0L);
        this.peak =
                use.flatMap(ServiceUse::peak).map(ServiceUse.Peak::lowerBytes).orElse(0L);
    }

    /**
     * As the approved plan has it, so that nothing but the Swarm's own room is looked at anew. What it changes is asked
     * for beside this ({@link ResourceRequest#approved}), but for reservations that it does without.
     */
    static Proposals approved(Action.SetResources action, Measurements measurements) {
        Set<Which> without = EnumSet.noneOf(Which.class);
        if (!action.reservations().hasCpu()) {
            without.add(Which.RESERVATION_CPU);
        }
        if (!action.reservations().hasMemory()) {
            without.add(Which.RESERVATION_MEMORY);
        }
        return new Proposals(
                approved(action.limits().cpuNano()),
                approved(action.limits().memoryBytes()),
                Optional.of(approved(action.reservations().cpuNano())),
                Optional.of(approved(action.reservations().memoryBytes())),
                without,
                measurements
                        .service(action.serviceId())
                        .flatMap(ServiceUse::memoryBytes)
                        .orElse(0L),
                Optional.empty(),
                List.of());
    }

    private static Proposal approved(long amount) {
        return new Proposal(amount, Source.APPROVED, "as approved");
    }

    Proposals propose() {
        Optional<Proposal> cpu = sizing.flatMap(Sizing::cpuReservation)
                .map(a -> new Proposal(up(a.target(), 10_000_000), Source.MEASURED, a.how()));
        Optional<Proposal> memory = sizing.flatMap(Sizing::memoryReservation).map(this::reserve);
        List<String> notes = new ArrayList<>();
        if (sizing.isEmpty()) {
            use.map(ServiceUse::sizing).ifPresent(s -> notes.add("Measured so far: %s.".formatted(s.undecided())));
        }
        return new Proposals(limitCpu(), limitMemory(), cpu, memory, replaced(cpu, memory), inUse, inVain(), notes);
    }

    private Set<Which> replaced(Optional<Proposal> cpu, Optional<Proposal> memory) {
        Set<Which> replaced = EnumSet.noneOf(Which.class);
        if (is(FindingCode.CPU_THROTTLED)) {
            replaced.add(Which.LIMIT_CPU);
        }
        if (isLimitTooSmall()) {
            replaced.add(Which.LIMIT_MEMORY);
        }
        if (is(FindingCode.OVER_RESERVED)) {
            Resources reserved = service.template().reservations();
            if (cpu.filter(p -> reserved.cpuNano() > p.amount() * WORTH).isPresent()) {
                replaced.add(Which.RESERVATION_CPU);
            }
            if (memory.filter(p -> reserved.memoryBytes() > p.amount() * WORTH).isPresent()) {
                replaced.add(Which.RESERVATION_MEMORY);
            }
        }
        return replaced;
    }

    /** Not where all kills were the node's want: there a higher limit would take what others need. */
    private boolean isLimitTooSmall() {
        return is(FindingCode.LIMIT_BELOW_PEAK)
                || is(FindingCode.OOM_KILLED)
                        && (kills.isEmpty() || kills.stream().anyMatch(k -> k.isOfItsLimit() && isOfLimitNow(k)));
    }

    /** False if the limit was another one then and has been raised since: that kill is dealt with. */
    private boolean isOfLimitNow(KillRecord kill) {
        return kill.limitBytes().filter(then -> then >= limits.memoryBytes()).isPresent();
    }

    /** The finding stays as long as the limit is no higher than it was at the kill, so nothing else can be proven. */
    private Optional<String> inVain() {
        if (!is(FindingCode.OOM_KILLED) || isLimitTooSmall() || !limits.hasMemory()) {
            return Optional.empty();
        }
        List<String> nodes = kills.stream()
                .filter(this::isOfLimitNow)
                .map(KillRecord::hostname)
                .distinct()
                .sorted()
                .toList();
        return nodes.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "It was killed because %s ran out of memory, not at its limit of %s: nothing that is set for this service alone cures that. See what takes the memory there, give what has none a limit and a reservation, or move something elsewhere."
                                .formatted(String.join(" and ", nodes), Quantities.bytes(limits.memoryBytes())));
    }

    private boolean is(FindingCode code) {
        return cause.filter(c -> c == code).isPresent();
    }

    private Proposal reserve(Amount amount) {
        return amount.target() >= inUse
                ? new Proposal(up(amount.target(), MIB), Source.MEASURED, amount.how())
                : new Proposal(
                        up(inUse, MIB),
                        Source.MEASURED,
                        "%s that one task uses now, more than the %s".formatted(Quantities.bytes(inUse), amount.how()));
    }

    private Proposal limitCpu() {
        Optional<Proposal> measured = sizing.flatMap(Sizing::cpuReservation).map(Sizer::limitCpu);
        if (is(FindingCode.CPU_THROTTLED) && limits.hasCpu()) {
            Proposal raised = new Proposal(
                    up(limits.cpuNano() + limits.cpuNano() / 2, 10_000_000),
                    Source.MEASURED,
                    "its limit of %s holds it back, so what it would use cannot be seen: half as much again"
                            .formatted(Quantities.cores(limits.cpuNano())));
            return measured.filter(m -> m.amount() > raised.amount()).orElse(raised);
        }
        return measured.orElse(new Proposal(table.cpuNano(), Source.TABLE, ""));
    }

    private static Proposal limitCpu(Amount amount) {
        long twice = 2 * amount.target();
        long generous = Math.max(LEAST_CPU_LIMIT, Math.max(twice, amount.upper()));
        String how = generous == LEAST_CPU_LIMIT
                ? "%s is used at most, and its start takes more".formatted(Quantities.cores(amount.upper()))
                : generous == twice
                        ? "twice the " + amount.how()
                        : "more than was ever used, as far as %s can tell".formatted(amount.how());
        return new Proposal(up(generous, 10_000_000), Source.MEASURED, how);
    }

    private Proposal limitMemory() {
        List<Proposal> wanted = new ArrayList<>();
        sizing.flatMap(Sizing::memoryLimit)
                .ifPresent(a -> wanted.add(new Proposal(a.target(), Source.MEASURED, a.how())));
        boolean raise = isLimitTooSmall() && limits.hasMemory();
        if (raise && wanted.isEmpty() && peak > 0) {
            wanted.add(new Proposal(
                    Math.round(peak * MARGIN),
                    Source.MEASURED,
                    "highest peak so far, %s, and 15 %% more".formatted(Quantities.bytes(peak))));
        }
        if (raise && (is(FindingCode.OOM_KILLED) || diedAt() >= limits.memoryBytes())) {
            wanted.add(afterKill());
        }
        if (wanted.isEmpty()) {
            return new Proposal(Math.max(table.memoryBytes(), up(Math.round(inUse * MARGIN), MIB)), Source.TABLE, "");
        }
        if (inUse > 0) {
            wanted.add(new Proposal(
                    Math.round(inUse * MARGIN),
                    Source.MEASURED,
                    "%s that one task uses now, and 15 %% more".formatted(Quantities.bytes(inUse))));
        }
        new Headroom(service.template()).least(peak, inUse).ifPresent(wanted::add);
        if (!raise) {
            sizing.filter(s -> s.confidence() < CONFIDENT)
                    .flatMap(Sizing::memoryLimit)
                    .ifPresent(a -> wanted.add(new Proposal(
                            Math.min(a.upper(), table.memoryBytes()),
                            Source.MEASURED,
                            "less than a day was measured, so no less than the plan's table says for %s, as far as what was measured may be short of the truth"
                                    .formatted(profile.kind().withArticle()))));
        }
        Proposal most = wanted.getFirst();
        for (Proposal one : wanted) {
            most = one.amount() > most.amount() ? one : most;
        }
        return new Proposal(up(Math.max(LEAST_MEMORY_LIMIT, most.amount()), MIB), most.source(), most.how());
    }

    /** The limit it died at, if that is known, else the one that is set: the higher one. */
    private Proposal afterKill() {
        long limit = Math.max(diedAt(), limits.memoryBytes());
        return new Proposal(
                Sizing.afterKill(limit),
                Source.MEASURED,
                "killed for memory at a limit of %s: 100 MiB or 20 %% more, whichever is more"
                        .formatted(Quantities.bytes(limit)));
    }

    /** The highest limit that it was killed at, in bytes; 0 if no such kill is known. */
    private long diedAt() {
        return kills.stream()
                .filter(KillRecord::isOfItsLimit)
                .flatMap(k -> k.limitBytes().stream())
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    private static long up(long amount, long grain) {
        return (amount + grain - 1) / grain * grain;
    }
}
