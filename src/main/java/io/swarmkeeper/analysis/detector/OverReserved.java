package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.telemetry.ServiceUse;
import io.swarmkeeper.telemetry.Sizing;
import io.swarmkeeper.telemetry.Sizing.Amount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A reservation far above what the service was seen to use for long enough. */
final class OverReserved extends Measured {

    /** Less than this is not worth a restart. */
    private static final long LITTLE_CPU = 100_000_000;

    private static final long LITTLE_MEMORY = 64L << 20;
    private static final double DAY_SECONDS = Duration.ofDays(1).toSeconds();

    private final int factor;
    private final Duration span;

    /**
     * @param factor how many times the right size may be reserved
     * @param span of measured use from which on confidence is full
     */
    OverReserved(int factor, Duration span) {
        this.factor = factor;
        this.span = span;
    }

    @Override
    public FindingCode code() {
        return FindingCode.OVER_RESERVED;
    }

    @Override
    boolean concerns(Service service, Situation situation) {
        Resources reserved = service.template().reservations();
        return (reserved.hasCpu() || reserved.hasMemory()) && !service.isJob();
    }

    @Override
    Optional<Observation> judge(Service service, Optional<ServiceUse> use, Situation situation) {
        Optional<Sizing> sizing = use.map(ServiceUse::sizing).filter(this::isSure);
        if (sizing.isEmpty()) {
            return Optional.empty();
        }
        Resources reserved = service.template().reservations();
        Optional<Amount> cpu = sizing.get().cpuReservation().filter(a -> isOver(reserved.cpuNano(), a, LITTLE_CPU));
        Optional<Amount> memory =
                sizing.get().memoryReservation().filter(a -> isOver(reserved.memoryBytes(), a, LITTLE_MEMORY));
        if (cpu.isEmpty() && memory.isEmpty()) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        cpu.ifPresent(a -> words.add(
                "%s where %s would do".formatted(Quantities.cores(reserved.cpuNano()), Quantities.cores(a.target()))));
        memory.ifPresent(a -> words.add("%s where %s would do"
                .formatted(Quantities.bytes(reserved.memoryBytes()), Quantities.bytes(a.target()))));
        Observation seen = situation
                .observe(
                        code(),
                        Severity.INFO,
                        service,
                        "%s reserves far more than it uses".formatted(Words.name(service.name())),
                        "Each task reserves %s, by %s of measured use."
                                .formatted(
                                        String.join(" and ", words),
                                        Quantities.duration(sizing.get().span())))
                .with("factor", (long) factor)
                .with("samples", sizing.get().samples())
                .with("confidenceDays", Math.floor(sizing.get().confidence() * 10) / 10);
        if (cpu.isPresent()) {
            seen = seen.with("reservedCpuNano", reserved.cpuNano())
                    .with("neededCpuNano", cpu.get().target());
        }
        if (memory.isPresent()) {
            seen = seen.with("reservedMemoryBytes", reserved.memoryBytes())
                    .with("neededMemoryBytes", memory.get().target());
        }
        return Optional.of(seen);
    }

    private boolean isSure(Sizing sizing) {
        return sizing.isDecided() && sizing.confidence() * DAY_SECONDS >= span.toSeconds();
    }

    private boolean isOver(long reserved, Amount amount, long little) {
        return reserved > (double) amount.target() * factor
                && reserved > amount.upper()
                && reserved - amount.target() > little;
    }

    @Override
    boolean isKnown(Service service, Optional<ServiceUse> use, Situation situation) {
        return use.map(ServiceUse::sizing).filter(this::isSure).isPresent();
    }

    @Override
    String lacking() {
        return "%s of measured use are needed".formatted(Quantities.duration(span));
    }
}
