package io.swarmkeeper.remediation;

import io.swarmkeeper.remediation.Proposals.Which;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The numbers that a person asked for; each is optional, zero means "leave this value out".
 *
 * @param limitCpuNano nano-CPUs
 * @param limitMemoryBytes bytes
 * @param reservationCpuNano nano-CPUs
 * @param reservationMemoryBytes bytes
 */
record ResourceRequest(
        Optional<Long> limitCpuNano,
        Optional<Long> limitMemoryBytes,
        Optional<Long> reservationCpuNano,
        Optional<Long> reservationMemoryBytes) {

    /** The engine's smallest amounts (swarmkit manager/controlapi/service.go validateResources). */
    static final long LEAST_CPU_NANO = 1_000_000;

    static final long LEAST_MEMORY_BYTES = 4L << 20;

    private static final String LIMIT_CPU = "limitCpuNano";
    private static final String LIMIT_MEMORY = "limitMemoryBytes";
    private static final String RESERVATION_CPU = "reservationCpuNano";
    private static final String RESERVATION_MEMORY = "reservationMemoryBytes";
    private static final List<String> NAMES = List.of(LIMIT_CPU, LIMIT_MEMORY, RESERVATION_CPU, RESERVATION_MEMORY);

    private static final int SHOWN = 60;

    static final ResourceRequest NONE =
            new ResourceRequest(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** @param problems everything that is wrong with the parameters, in words; what is wrong is left out */
    static ResourceRequest parse(Map<String, String> parameters, List<String> problems) {
        Map<String, Long> values = new TreeMap<>();
        new TreeMap<>(parameters).forEach((name, text) -> {
            if (NAMES.contains(name)) {
                value(name, text.strip(), problems).ifPresent(v -> values.put(name, v));
            } else {
                problems.add("There is no parameter '%s' here: set-resources takes %s."
                        .formatted(shown(name), String.join(", ", NAMES)));
            }
        });
        return new ResourceRequest(
                Optional.ofNullable(values.get(LIMIT_CPU)),
                Optional.ofNullable(values.get(LIMIT_MEMORY)),
                Optional.ofNullable(values.get(RESERVATION_CPU)),
                Optional.ofNullable(values.get(RESERVATION_MEMORY)));
    }

    /**
     * All that an approved action changes, as if a person asked for it: granted or refused, never fitted anew. A
     * reservation that stays as it is, or is none, takes nothing from others and may be as bad as it was when planned.
     *
     * @param reserved what is set now
     */
    static ResourceRequest approved(Action.SetResources action, Resources reserved) {
        return new ResourceRequest(
                Optional.of(action.limits().cpuNano()),
                Optional.of(action.limits().memoryBytes()),
                insisted(action.reservations().cpuNano(), reserved.cpuNano()),
                insisted(action.reservations().memoryBytes(), reserved.memoryBytes()));
    }

    private static Optional<Long> insisted(long approved, long set) {
        return approved == 0 || approved == set ? Optional.empty() : Optional.of(approved);
    }

    private static Optional<Long> value(String name, String text, List<String> problems) {
        boolean cpu = name.endsWith("CpuNano");
        long least = cpu ? LEAST_CPU_NANO : LEAST_MEMORY_BYTES;
        String unit = cpu ? "nano-CPUs (1000000000 is one core)" : "bytes (1073741824 is 1 GiB)";
        if (!text.matches("\\d{1,18}")) {
            problems.add("%s is '%s': expected a whole number of %s in digits.".formatted(name, shown(text), unit));
            return Optional.empty();
        }
        long value = Long.parseLong(text);
        if (value != 0 && value < least) {
            problems.add("The %s %s is %d %s: the engine takes at least %s; 0 leaves it out."
                    .formatted(
                            cpu ? "CPU" : "memory",
                            name.startsWith("limit") ? "limit" : "reservation",
                            value,
                            cpu ? "nano-CPUs" : "bytes",
                            cpu ? Quantities.cores(least) : Quantities.bytes(least)));
            return Optional.empty();
        }
        return Optional.of(value);
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /** The same, with this number left to the planner. */
    ResourceRequest without(Which which) {
        return new ResourceRequest(
                which == Which.LIMIT_CPU ? Optional.empty() : limitCpuNano,
                which == Which.LIMIT_MEMORY ? Optional.empty() : limitMemoryBytes,
                which == Which.RESERVATION_CPU ? Optional.empty() : reservationCpuNano,
                which == Which.RESERVATION_MEMORY ? Optional.empty() : reservationMemoryBytes);
    }

    /**
     * Whether a reservation is asked for that is not what is set already: forms send back what nobody touched.
     *
     * @param reserved what is set now
     */
    boolean asksReservation(Resources reserved) {
        return insisted(reservationCpuNano.orElse(0L), reserved.cpuNano()).isPresent()
                || insisted(reservationMemoryBytes.orElse(0L), reserved.memoryBytes())
                        .isPresent();
    }
}
