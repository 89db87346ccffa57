package io.swarmkeeper.web.page;

import io.swarmkeeper.swarm.Quantities;
import java.util.Locale;
import java.util.Optional;

/** Measured amounts as people read them: never more digits than the measurement has. What nobody measured is a dash. */
final class Measured {

    /** Stands for what nobody knows; templates say why in its hover text. */
    static final String UNKNOWN = "-";

    private static final double NANOS_PER_CORE = 1e9;

    private Measured() {}

    /** {@code 0.42 cores}; below a tenth of a core {@code 0.004 cores}. */
    static String cores(double cores) {
        if (cores > 0 && cores < 0.0005) {
            return "under 0.001 cores";
        }
        double step = cores < 0.0995 ? 1000 : 100;
        return Quantities.cores(Math.round(Math.round(cores * step) / step * NANOS_PER_CORE));
    }

    static String cores(Optional<Double> cores) {
        return cores.map(Measured::cores).orElse(UNKNOWN);
    }

    static String bytes(Optional<Long> bytes) {
        return bytes.map(Quantities::bytes).orElse(UNKNOWN);
    }

    /** Without the unit: {@code 0.42}, {@code 15.3}, {@code 240}. */
    static String millis(double millis) {
        int digits = millis < 9.995 ? 2 : millis < 99.95 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + digits + "f", millis);
    }

    /** Of a share of 0 to 1: {@code 41 %}; what is not nothing is never {@code 0 %}, what is not all never {@code 100 %}. */
    static String percent(double share) {
        long percent = Math.round(share * 100);
        if (percent == 0 && share > 0) {
            return "under 1 %";
        }
        if (percent == 100 && share < 1) {
            return "99 %";
        }
        return percent + " %";
    }
}
