package io.swarmkeeper.engine;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Reads times as Go writes them in UTC, {@code 2026-11-23T23:58:26.556664421Z}: several thousand stand in one answer,
 * and {@link Instant#parse} would cost more than all the rest of it.
 */
final class GoTime {

    private static final int SECONDS_END = 19;
    private static final int SECONDS_PER_DAY = 86_400;

    private GoTime() {}

    /** {@link Instant#EPOCH} if it is not a time. */
    static Instant parse(String text) {
        try {
            return isPlain(text) ? plain(text) : Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    /** Digits and marks where they belong; anything else is left to {@link Instant#parse}. */
    private static boolean isPlain(String text) {
        int last = text.length() - 1;
        if (last < SECONDS_END || last > SECONDS_END + 10 || text.charAt(last) != 'Z') {
            return false;
        }
        for (int i = 0; i < last; i++) {
            char wanted = switch (i) {
                case 4, 7 -> '-';
                case 10 -> 'T';
                case 13, 16 -> ':';
                case SECONDS_END -> '.';
                default -> '0';
            };
            char found = text.charAt(i);
            if (wanted == '0' ? found < '0' || found > '9' : found != wanted) {
                return false;
            }
        }
        return last != SECONDS_END + 1
                && number(text, 11, 13) < 24
                && number(text, 14, 16) < 60
                && number(text, 17, 19) < 60;
    }

    private static Instant plain(String text) {
        long day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                .toEpochDay();
        long second = number(text, 11, 13) * 3600L + number(text, 14, 16) * 60L + number(text, 17, 19);
        int nano = 0;
        for (int i = SECONDS_END + 1; i <= SECONDS_END + 9; i++) {
            nano = nano * 10 + (i < text.length() - 1 ? text.charAt(i) - '0' : 0);
        }
        return Instant.ofEpochSecond(day * SECONDS_PER_DAY + second, nano);
    }

    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }
}
