package io.swarmkeeper.web.page;

import io.swarmkeeper.swarm.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A moment as pages show it: relative, with the exact one on hover. The browser keeps the relative text true (times.js).
 *
 * @param iso ISO-8601 UTC, for the machine
 * @param exact for the hover text
 * @param span how long ago or ahead, e.g. {@code 4 min}
 * @param ago the same as a phrase: {@code 4 min ago}, {@code in 4 min}
 */
record When(String iso, String exact, String span, String ago) {

    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    static When of(Instant moment, Instant now) {
        return new When(
                moment.toString(),
                EXACT.format(moment),
                Quantities.duration(Duration.between(moment, now)),
                Quantities.ago(moment, now));
    }
}
