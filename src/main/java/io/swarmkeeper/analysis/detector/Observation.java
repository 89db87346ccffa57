package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a detector saw on one subject. It becomes a finding once it has lasted {@code after}.
 *
 * @param decided false if it could not be told whether the fault is there; the explanation then says what is missing
 * @param since how long the engine's own times say it has lasted; never later than now
 * @param after how long it must last before it counts; zero = at once
 * @param evidence camelCase name to String, Long, Double, Boolean or List of String. Holds no times relative to now: an
 *     observation that did not change must equal the one before
 */
public record Observation(
        FindingCode code,
        Severity severity,
        Subject subject,
        String title,
        String explanation,
        Map<String, Object> evidence,
        boolean decided,
        Instant since,
        Duration after) {

    public Observation {
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }

    /** Seen since the engine's time given, which must last {@code after} to count. */
    Observation lasting(Instant since, Duration after) {
        return new Observation(code, severity, subject, title, explanation, evidence, decided, since, after);
    }

    Observation undecided() {
        return new Observation(code, severity, subject, title, explanation, evidence, false, since, after);
    }

    Observation with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(evidence);
        more.put(name, value);
        return new Observation(code, severity, subject, title, explanation, more, decided, since, after);
    }
}
