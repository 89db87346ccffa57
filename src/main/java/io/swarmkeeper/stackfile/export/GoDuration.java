package io.swarmkeeper.stackfile.export;

import java.math.BigDecimal;
import java.util.List;

/** Durations as Go reads them: {@code 1m30s}, {@code 1s500ms}. */
public final class GoDuration {

    private record Unit(String word, BigDecimal nanos) {}

    private static final List<Unit> UNITS = List.of(
            new Unit("h", BigDecimal.valueOf(3_600_000_000_000L)),
            new Unit("m", BigDecimal.valueOf(60_000_000_000L)),
            new Unit("s", BigDecimal.valueOf(1_000_000_000L)),
            new Unit("ms", BigDecimal.valueOf(1_000_000L)),
            new Unit("us", BigDecimal.valueOf(1_000L)),
            new Unit("ns", BigDecimal.ONE));

    private GoDuration() {}

    /** Exactly, in the fewest units. */
    public static String text(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        StringBuilder text = new StringBuilder(nanos < 0 ? "-" : "");
        BigDecimal left = BigDecimal.valueOf(nanos).abs();
        for (Unit unit : UNITS) {
            BigDecimal count = left.divideToIntegralValue(unit.nanos());
            left = left.subtract(count.multiply(unit.nanos()));
            if (count.signum() != 0) {
                text.append(count.toPlainString()).append(unit.word());
            }
        }
        return text.toString();
    }
}
