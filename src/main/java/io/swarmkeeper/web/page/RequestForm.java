package io.swarmkeeper.web.page;

import io.swarmkeeper.remediation.Action;
import io.swarmkeeper.swarm.Resources;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a set-resources request as people type them: cores and MiB. Empty means "as proposed", zero "leave it
 * out".
 */
record RequestForm(
        @Nullable String limitCores,
        @Nullable String limitMib,
        @Nullable String reservationCores,
        @Nullable String reservationMib) {

    private static final BigDecimal NANO = BigDecimal.valueOf(1_000_000_000L);
    private static final BigDecimal MIB = BigDecimal.valueOf(1L << 20);
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    /** What stands in the form for these resources. */
    static RequestForm of(Action action) {
        return switch (action) {
            case Action.SetResources(String serviceId, Resources limits, Resources reservations) ->
                new RequestForm(
                        plain(limits.cpuNano(), NANO),
                        plain(limits.memoryBytes(), MIB),
                        plain(reservations.cpuNano(), NANO),
                        plain(reservations.memoryBytes(), MIB));
        };
    }

    private static String plain(long value, BigDecimal unit) {
        BigDecimal number = BigDecimal.valueOf(value).divide(unit).stripTrailingZeros();
        return number.scale() < 0 ? number.setScale(0).toPlainString() : number.toPlainString();
    }

    boolean isEmpty() {
        return parameters(new ArrayList<>()).isEmpty();
    }

    /**
     * As the planner wants them.
     *
     * @param faults one sentence for each number that is none
     */
    Map<String, String> parameters(List<String> faults) {
        Map<String, String> parameters = new LinkedHashMap<>();
        put(parameters, "limitCpuNano", "CPU limit", limitCores, NANO, faults);
        put(parameters, "limitMemoryBytes", "Memory limit", limitMib, MIB, faults);
        put(parameters, "reservationCpuNano", "CPU reservation", reservationCores, NANO, faults);
        put(parameters, "reservationMemoryBytes", "Memory reservation", reservationMib, MIB, faults);
        return parameters;
    }

    private static void put(
            Map<String, String> parameters,
            String name,
            String title,
            @Nullable String text,
            BigDecimal unit,
            List<String> faults) {
        if (text == null || text.isBlank()) {
            return;
        }
        String number = text.strip().replace(',', '.');
        // A length check first: "1e999999999" is a number whose digits would fill the memory.
        if (number.length() > 20 || !number.matches("\\d+(\\.\\d+)?")) {
            faults.add(title + ": a number was expected, found \"" + Wording.clip(text, 40) + "\".");
            return;
        }
        BigDecimal value = new BigDecimal(number).multiply(unit);
        if (value.compareTo(MOST) > 0) {
            faults.add(title + ": " + number + " is more than any machine has.");
            return;
        }
        parameters.put(name, value.toBigInteger().toString());
    }
}
