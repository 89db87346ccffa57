package io.swarmkeeper.stackfile;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads amounts as the docker client does: {@code 512M}, {@code '0.5'}, {@code 1m30s}. */
final class Amounts {

    /** No amount that people write is longer; arithmetic on a million digits takes minutes. */
    private static final int LONGEST = 40;

    private static final Pattern BYTES = Pattern.compile(
            "\\+?((?:\\d+\\.?\\d*|\\.\\d+)(?:e[-+]?\\d{1,2})?) ?(?:([kmgtp])i?)?b?", Pattern.CASE_INSENSITIVE);
    private static final Pattern CORES = Pattern.compile("\\d{1,9}(?:\\.\\d*)?|\\.\\d+");
    private static final String PART = "(\\d+\\.?\\d*|\\.\\d+)(ns|us|\u00B5s|\u03BCs|ms|s|m|h)";
    private static final Pattern DURATION = Pattern.compile("\\+?(?:" + PART + ")+");
    private static final Pattern DURATION_PART = Pattern.compile(PART);

    private Amounts() {}

    /** Units count in 1024; empty if it is no amount of memory. */
    static OptionalLong bytes(String text) {
        Matcher matcher = BYTES.matcher(text);
        if (text.length() > LONGEST || !matcher.matches()) {
            return OptionalLong.empty();
        }
        int power =
                matcher.group(2) == null ? 0 : "kmgtp".indexOf(matcher.group(2).toLowerCase(Locale.ROOT)) + 1;
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power)));
        return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
                ? OptionalLong.empty()
                : OptionalLong.of(bytes.longValue());
    }

    /** Nano-CPUs; empty if it is no number of cores, or finer than the engine counts. */
    static OptionalLong cores(String text) {
        if (text.length() > LONGEST || !CORES.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        BigDecimal nano = new BigDecimal(text).movePointRight(9);
        return nano.stripTrailingZeros().scale() > 0 ? OptionalLong.empty() : OptionalLong.of(nano.longValueExact());
    }

    /** As Go reads durations; empty if it is none. */
    static Optional<Duration> duration(String text) {
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        if (text.length() > LONGEST || !DURATION.matcher(text).matches()) {
            return Optional.empty();
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = DURATION_PART.matcher(text);
        while (part.find()) {
            long unit = switch (part.group(2)) {
                case "ns" -> 1L;
                case "us", "\u00B5s", "\u03BCs" -> 1_000L;
                case "ms" -> 1_000_000L;
                case "s" -> 1_000_000_000L;
                case "m" -> 60_000_000_000L;
                default -> 3_600_000_000_000L;
            };
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
        }
        return nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(nanos.longValue()));
    }
}
