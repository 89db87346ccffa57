package io.swarmkeeper.web.page;

import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.telemetry.HealthRuns;
import io.swarmkeeper.telemetry.KillRecord;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.ServiceUse;
import io.swarmkeeper.telemetry.Sizing;
import io.swarmkeeper.telemetry.TaskUse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a service uses beside what it asked for. Limits and reservations are of one task, so is what they are compared
 * with: the busiest, the largest.
 *
 * @param lines CPU, then memory
 * @param facts what else was measured of it
 * @param together of all its tasks, and how many of them are measured
 * @param undecided why use does not say yet what it should be given; empty if it does
 * @param kills of the last seven days in words; empty if there was none
 */
record UseSheet(
        List<Line> lines,
        List<ServiceSheet.Fact> facts,
        String together,
        String undecided,
        String kills,
        String killsHref,
        List<Plot> plots) {

    /**
     * @param width of the used part of the bar, 0 to 100 of the limit; likewise held
     * @param bounded false if there is no limit, and so no bar
     * @param peakNote how sure the peak is; empty if it is
     * @param targets what its use says it should be given; none while undecided
     */
    record Line(
            String name,
            boolean bounded,
            int width,
            String look,
            int heldWidth,
            String label,
            String used,
            String peak,
            String peakNote,
            String held,
            String limit,
            List<Target> targets) {}

    /**
     * @param of what it is for: {@code reservation} or {@code limit}
     * @param how the value came about
     */
    record Target(String of, String value, String how) {}

    private static final double NEAR = 0.9;

    /** Empty if nothing is known of it. */
    static Optional<UseSheet> of(Service service, Measurements measurements, Instant now) {
        return measurements.service(service.id()).map(use -> of(service, use, measurements.killsOf(service.id()), now));
    }

    private static UseSheet of(Service service, ServiceUse use, List<KillRecord> kills, Instant now) {
        Resources held = service.template().reservations();
        Resources limits = service.template().limits();
        List<KillRecord> memoryKills =
                kills.stream().filter(KillRecord::isMemory).toList();
        return new UseSheet(
                List.of(cpu(use, held, limits), memory(use, held, limits)),
                facts(use),
                together(use),
                use.sizing().undecided(),
                memoryKills.isEmpty()
                        ? ""
                        : "%s in 7 days, the last %s"
                                .formatted(
                                        Quantities.count(memoryKills.size(), "kill"),
                                        Quantities.ago(memoryKills.getFirst().at(), now)),
                "/findings/kills?service=" + FindingRow.encode(service.name()),
                plots(use, held, limits, now));
    }

    private static Line cpu(ServiceUse use, Resources held, Resources limits) {
        OptionalDouble busiest = use.tasks().stream()
                .flatMap(t -> t.cores().stream())
                .mapToDouble(Double::doubleValue)
                .max();
        String used = busiest.isPresent() ? Measured.cores(busiest.getAsDouble()) : Measured.UNKNOWN;
        double limit = limits.cpuNano() / 1e9;
        return new Line(
                "CPU",
                limits.hasCpu(),
                width(busiest.orElse(0), limit),
                busiest.orElse(0) > NEAR * limit ? "over" : "used",
                width(held.cpuNano() / 1e9, limit),
                "CPU: %s of %s used".formatted(used, ServiceRow.cpu(limits)),
                used,
                Measured.UNKNOWN,
                "",
                ServiceRow.cpu(held),
                ServiceRow.cpu(limits),
                use.sizing().cpuReservation().stream()
                        .map(a -> new Target("reservation", Measured.cores(a.target() / 1e9), a.how()))
                        .toList());
    }

    private static Line memory(ServiceUse use, Resources held, Resources limits) {
        String used = Measured.bytes(use.memoryBytes());
        long limit = limits.memoryBytes();
        long most = Math.max(
                use.memoryBytes().orElse(0L),
                use.peak().map(ServiceUse.Peak::lowerBytes).orElse(0L));
        List<Target> targets = new ArrayList<>();
        use.sizing().memoryReservation().map(a -> target("reservation", a)).ifPresent(targets::add);
        use.sizing().memoryLimit().map(a -> target("limit", a)).ifPresent(targets::add);
        return new Line(
                "Memory",
                limits.hasMemory(),
                width(use.memoryBytes().orElse(0L), limit),
                most > NEAR * limit ? "over" : "used",
                width(held.memoryBytes(), limit),
                "Memory: %s of %s used".formatted(used, ServiceRow.memory(limits)),
                used,
                peak(use),
                use.peak().map(UseSheet::note).orElse(""),
                ServiceRow.memory(held),
                ServiceRow.memory(limits),
                targets);
    }

    private static Target target(String of, Sizing.Amount amount) {
        return new Target(of, Quantities.bytes(amount.target()), amount.how());
    }

    private static String peak(ServiceUse use) {
        return use.peak()
                .map(p -> {
                    String lower = Quantities.bytes(p.lowerBytes());
                    String upper = Quantities.bytes(p.upperBytes());
                    return lower.equals(upper) ? lower : lower + " to " + upper;
                })
                .orElse(Measured.UNKNOWN);
    }

    private static String note(ServiceUse.Peak peak) {
        if (peak.killed()) {
            return "when it was killed for memory";
        }
        if (!peak.marked()) {
            return "as sampled; between two samples it may have been more";
        }
        boolean apart = !Quantities.bytes(peak.lowerBytes()).equals(Quantities.bytes(peak.upperBytes()));
        return apart ? "the higher one counts file cache" : "";
    }

    private static String together(ServiceUse use) {
        long measured = use.tasks().stream().map(TaskUse::taskId).distinct().count();
        if (use.running() == 0 && measured == 0) {
            return "no task runs now";
        }
        String of = "%d of %s measured now".formatted(measured, Wording.count(use.running(), "running task"));
        if (measured == 0) {
            return of;
        }
        long memory = use.tasks().stream()
                .flatMap(t -> t.memoryBytes().stream())
                .mapToLong(Long::longValue)
                .sum();
        return of
                + (measured == 1
                        ? ""
                        : ", together %s and %s".formatted(Measured.cores(use.cores()), Quantities.bytes(memory)));
    }

    private static List<ServiceSheet.Fact> facts(ServiceUse use) {
        List<ServiceSheet.Fact> facts = new ArrayList<>();
        use.throttledShare()
                .ifPresent(s -> facts.add(new ServiceSheet.Fact(
                        "Held back", "in %s of its CPU periods, last 15 min".formatted(Measured.percent(s)))));
        use.health()
                .filter(h -> h.runs() > 0)
                .ifPresent(h -> facts.add(new ServiceSheet.Fact("Health checks", health(h))));
        return facts;
    }

    private static String health(HealthRuns runs) {
        String failed = runs.failed() == 0
                ? "none of %s failed".formatted(Quantities.count(runs.runs(), "run"))
                : "%d of %s failed".formatted(runs.failed(), Quantities.count(runs.runs(), "run"));
        String took = runs.p95Millis()
                .map(ms -> "; 95 %% end within %s ms of %s"
                        .formatted(
                                ms,
                                runs.timeoutMillis() > 0 ? runs.timeoutMillis() + " ms allowed" : "an unknown timeout"))
                .orElse("");
        return failed + took;
    }

    private static List<Plot> plots(ServiceUse use, Resources held, Resources limits, Instant now) {
        List<Plot> plots = new ArrayList<>();
        double tasks = Math.max(1, use.running());
        List<Plot.Line> cores = new ArrayList<>();
        List<Plot.Line> bytes = new ArrayList<>();
        if (held.hasCpu()) {
            cores.add(new Plot.Line("reserved", tasks * held.cpuNano() / 1e9));
        }
        if (limits.hasCpu()) {
            cores.add(new Plot.Line("limit", tasks * limits.cpuNano() / 1e9));
        }
        if (held.hasMemory()) {
            bytes.add(new Plot.Line("reserved", held.memoryBytes()));
        }
        if (limits.hasMemory()) {
            bytes.add(new Plot.Line("limit", limits.memoryBytes()));
        }
        boolean one = use.running() == 1;
        Plot.cpu("plot-cpu", one ? "CPU" : "CPU, all tasks together", use.series(), now, cores)
                .ifPresent(plots::add);
        Plot.memory("plot-memory", one ? "Memory" : "Memory, largest task", use.series(), now, bytes)
                .ifPresent(plots::add);
        return plots;
    }

    private static int width(double part, double whole) {
        return whole <= 0 ? 0 : Math.clamp(Math.round(100 * part / whole), 0, 100);
    }

    /** Of this task; empty if it is not measured. */
    static Optional<TaskUse> ofTask(Optional<ServiceUse> use, String taskId) {
        return use.stream()
                .flatMap(u -> u.tasks().stream())
                .filter(t -> t.taskId().equals(taskId))
                .max(Comparator.comparing(TaskUse::at));
    }
}
