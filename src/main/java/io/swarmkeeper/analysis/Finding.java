package io.swarmkeeper.analysis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One bottleneck or hazard on one subject.
 *
 * @param id stable as long as code and subject are the same: {@code f-} and 12 hex digits
 * @param title a sentence a person would say, e.g. {@code sophia_redis may take all of its node}
 * @param explanation one line of evidence in words with its numbers and units, for the page
 * @param evidence the same as data: camelCase name to String, Long, Double, Boolean or List of String, in order
 * @param since when it was first seen without a break; kept over restarts
 * @param state open, exempt (with its exemption) or undecided (then {@code explanation} says what is missing)
 */
public record Finding(
        String id,
        FindingCode code,
        Severity severity,
        Subject subject,
        String title,
        String explanation,
        Map<String, Object> evidence,
        Instant since,
        State state,
        Optional<Exemption> exemption) {

    public enum State {
        OPEN,
        EXEMPT,
        UNDECIDED
    }

    public Finding {
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }

    /** The id of this code on this subject: the same for ever, on every server. */
    public static String id(FindingCode code, Subject subject) {
        String key = code.code() + "\n" + subject.kind() + "\n" + subject.id();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return "f-" + HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public Finding withSince(Instant since) {
        return new Finding(id, code, severity, subject, title, explanation, evidence, since, state, exemption);
    }

    public Finding exemptBy(Exemption exemption) {
        return new Finding(
                id, code, severity, subject, title, explanation, evidence, since, State.EXEMPT, Optional.of(exemption));
    }

    /** With one more sentence at the end of its explanation. */
    Finding withRemark(String remark) {
        return new Finding(
                id, code, severity, subject, title, explanation + " " + remark, evidence, since, state, exemption);
    }

    /** Not yet to be decided, for a reason that is one more sentence at the end of its explanation. */
    Finding undecidedFor(String reason) {
        return new Finding(
                id,
                code,
                severity,
                subject,
                title,
                explanation + " " + reason,
                evidence,
                since,
                State.UNDECIDED,
                Optional.empty());
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }
}
