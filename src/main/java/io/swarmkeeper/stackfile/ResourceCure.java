package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.analysis.report.SizedService;
import io.swarmkeeper.analysis.report.SizedService.Size;
import io.swarmkeeper.remediation.ComposeFragment;
import io.swarmkeeper.remediation.Sizes;
import io.swarmkeeper.stackfile.yaml.Layout;
import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service.Mode;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Limits and reservations where there are none: measured where that is known, else by the kind of service. */
final class ResourceCure {

    private static final long CENTICORE = 10_000_000;
    private static final long MIB = 1L << 20;
    /** The engine takes no less (swarmkit validateResources). */
    private static final long LEAST_MEMORY = 4 * MIB;

    private static final int MARGIN_PERCENT = 115;
    private static final String HALF = "Half of the limits, not measured";
    private static final String NAMED = "What its settings ask for and half as much again, not measured";
    private static final String SO_FAR = "Peak so far and 15 % more, too little was measured";
    private static final Pattern BY_KIND = Pattern.compile("By kind of service \\([^)]*\\), not measured");
    private static final Pattern MEASURED =
            Pattern.compile("Measured over .* by Swarmkeeper on [-0-9]{10}(: peak .*)?");

    private final StackService service;
    private final Layout layout;
    private final KnownSizes known;
    private final Optional<SizedService> size;
    private final Proposal proposal;
    private final Resources limits;
    private final Resources reserved;
    private final String byKind;
    private final Resources usual;
    private final boolean cache;
    private final MemoryOptions options;
    /** Worked out only where an amount hangs on it. */
    private @Nullable NamedMemory named;

    /** One of the four numbers. @param comment says where it comes from */
    private record Amount(long amount, boolean measured, String comment) {

        static final Amount NONE = new Amount(0, false, "");

        boolean isNone() {
            return amount == 0;
        }
    }

    private ResourceCure(
            StackService service,
            ServiceProfile profile,
            Layout layout,
            KnownSizes known,
            MemoryOptions options,
            Proposal proposal) {
        this.service = service;
        this.layout = layout;
        this.known = known;
        this.size = known.find(service.name());
        this.proposal = proposal;
        this.limits = service.spec().template().limits();
        this.reserved = service.spec().template().reservations();
        this.byKind =
                "By kind of service (%s), not measured".formatted(profile.kind().words());
        this.usual = Sizes.limits(profile.kind());
        this.cache = profile.kind() == ServiceProfile.Kind.CACHE;
        this.options = options;
    }

    static void propose(
            StackService service,
            ServiceProfile profile,
            Reader reader,
            Layout layout,
            KnownSizes known,
            MemoryOptions options,
            Proposal proposal) {
        if (isOpen(service, reader)) {
            proposal.refuse("a limit or reservation hangs on a variable that is not set; give it with --env-file");
            return;
        }
        new ResourceCure(service, profile, layout, known, options, proposal).propose();
    }

    /** True for a comment that one of these numbers was given here. */
    static boolean isOurs(String comment) {
        return comment.equals(HALF)
                || comment.equals(NAMED)
                || comment.equals(SO_FAR)
                || BY_KIND.matcher(comment).matches()
                || MEASURED.matcher(comment).matches();
    }

    private void propose() {
        hint();
        Amount cpu = limit(size.flatMap(SizedService::limitCpu), usual.cpuNano(), reserved.cpuNano(), 0);
        Amount memory =
                limit(size.flatMap(SizedService::limitMemory), usual.memoryBytes(), reserved.memoryBytes(), peak());
        if (!limits.hasMemory() && !holds(memory)) {
            refuse(memory);
            memory = Amount.NONE;
        }
        set("limits", limits.hasCpu() ? Amount.NONE : cpu, limits.hasMemory() ? Amount.NONE : memory);
        if (reserved.hasCpu() && reserved.hasMemory()) {
            return;
        }
        Amount reserveCpu = reservation(
                size.flatMap(SizedService::reservationCpu),
                limits.hasCpu() ? limits.cpuNano() : cpu.amount(),
                CENTICORE,
                1_000_000);
        Amount reserveMemory = reservation(
                size.flatMap(SizedService::reservationMemory),
                limits.hasMemory() ? limits.memoryBytes() : memory.amount(),
                MIB,
                LEAST_MEMORY);
        if (!reserved.hasMemory()
                && !reserveMemory.measured()
                && isCapped()
                && named().withHeadroom() < reserveMemory.amount()) {
            reserveMemory = new Amount(Math.max(named().withHeadroom(), LEAST_MEMORY), false, NAMED);
        }
        boolean everywhere =
                service.spec().mode() instanceof Mode.Global || service.spec().mode() instanceof Mode.GlobalJob;
        boolean guessed =
                !reserved.hasCpu() && !reserveCpu.measured() || !reserved.hasMemory() && !reserveMemory.measured();
        if (everywhere && guessed) {
            proposal.refuse("a global service reserves on every node what is set here: measure what it uses first");
            return;
        }
        set(
                "reservations",
                reserved.hasCpu() ? Amount.NONE : reserveCpu,
                reserved.hasMemory() ? Amount.NONE : reserveMemory);
    }

    /** What is set is kept, but not in silence where it was seen to be too little. */
    private void hint() {
        if (limits.hasMemory() && limits.memoryBytes() < peak()) {
            proposal.refuse(
                    "its memory limit of %s is kept, but one task was measured to need %s: raise it, or tasks are killed"
                            .formatted(Quantities.bytes(limits.memoryBytes()), Quantities.bytes(peak())));
        }
    }

    /** A cache takes no more than it is told to, where the file itself says so and nothing else was seen. */
    private boolean isCapped() {
        return cache && peak() == 0 && named().bytes() > 0 && named().literal();
    }

    private NamedMemory named() {
        if (named == null) {
            named = NamedMemory.of(service, options);
        }
        return named;
    }

    /** What was measured is known to do. */
    private boolean holds(Amount memory) {
        return memory.measured() || named().withHeadroom() <= memory.amount();
    }

    private void refuse(Amount memory) {
        proposal.refuse(
                named().literal()
                        ? "its command or environment asks for %s, and a memory limit of %s would not hold that and half as much again: measure it, or set one"
                                .formatted(Quantities.bytes(named().bytes()), Quantities.bytes(memory.amount()))
                        : "by a variable or an env_file it asks for more than a memory limit of %s would hold with half as much again: measure it, or set one"
                                .formatted(Quantities.bytes(memory.amount())));
    }

    /** The most that one task is known to have needed; 0 if unknown. */
    private long peak() {
        return size.flatMap(SizedService::peakBytes).orElse(0L);
    }

    private Amount limit(Optional<Size> measured, long usual, long reserved, long peak) {
        if (measured.isPresent()) {
            return new Amount(Math.max(measured.get().amount(), reserved), true, measuredLimit());
        }
        long least = Math.max(usual, reserved);
        long seen = (peak * MARGIN_PERCENT / 100 + MIB - 1) / MIB * MIB;
        return seen > least ? new Amount(seen, false, SO_FAR) : new Amount(least, false, byKind);
    }

    private Amount reservation(Optional<Size> measured, long limit, long grain, long least) {
        return measured.map(m -> new Amount(limit == 0 ? m.amount() : Math.min(m.amount(), limit), true, measured("")))
                .orElse(new Amount(half(limit, grain, least), false, HALF));
    }

    private String measuredLimit() {
        return measured(peak() > 0 ? ": peak " + Quantities.bytes(peak()) : "");
    }

    private String measured(String what) {
        return "Measured over %s by Swarmkeeper on %s%s"
                .formatted(
                        Quantities.duration(size.orElseThrow().observed()),
                        known.at().atZone(ZoneOffset.UTC).toLocalDate(),
                        what);
    }

    private static boolean isOpen(StackService service, Reader reader) {
        MapView resources = ServiceReader.sub(ServiceReader.sub(service.fields(), "deploy"), "resources");
        for (String part : new String[] {"limits", "reservations"}) {
            MapView map = ServiceReader.sub(resources, part);
            if (reader.isOpen(map, "cpus") || reader.isOpen(map, "memory")) {
                return true;
            }
        }
        return false;
    }

    private static long half(long amount, long grain, long least) {
        long half = amount / 2;
        long rounded = half < grain ? half : half / grain * grain;
        return rounded < least ? Math.min(least, amount) : rounded;
    }

    private void set(String part, Amount cpu, Amount memory) {
        if (cpu.isNone() && memory.isNone()) {
            return;
        }
        if (!cpu.isNone()) {
            proposal.setCommented(
                    layout.quoted(ComposeFragment.cpus(cpu.amount())),
                    cpu.comment(),
                    "deploy",
                    "resources",
                    part,
                    "cpus");
        }
        if (!memory.isNone()) {
            proposal.setCommented(
                    ComposeFragment.memory(memory.amount()),
                    memory.comment().equals(cpu.comment()) ? "" : memory.comment(),
                    "deploy",
                    "resources",
                    part,
                    "memory");
        }
        proposal.tell("%s of %s%s"
                .formatted(part, Words.resources(Resources.of(cpu.amount(), memory.amount())), source(cpu, memory)));
    }

    /** Where a person hears no word of measuring, none was asked for. */
    private String source(Amount cpu, Amount memory) {
        if (known.isEmpty()) {
            return "";
        }
        boolean allMeasured = (cpu.isNone() || cpu.measured()) && (memory.isNone() || memory.measured());
        if (allMeasured) {
            return ", measured over " + Quantities.duration(size.orElseThrow().observed());
        }
        String why = size.map(SizedService::undecided)
                .orElse("stack %s has no such service, or it is a job".formatted(known.stack()));
        String what = cpu.measured() ? "memory not measured" : memory.measured() ? "CPU not measured" : "not measured";
        return why.isEmpty() ? ", " + what : ", %s: %s".formatted(what, why);
    }
}
