package io.swarmkeeper.audit;

import java.time.Instant;
import java.util.Map;

/**
 * One line of the log.
 *
 * @param number 1-based, without gaps
 * @param actor account or {@code swarmkeeper} for the server itself
 * @param action past or present tense verb with its room, e.g. {@code change.requested}, {@code login.failed}
 * @param subject what it was done to, e.g. {@code service sophia_redis}, {@code change 27}; empty string if nothing
 * @param detail further facts in the order given; secret values never
 * @param previousHash hash of the entry before, 64 hex digits; zeros for the first
 * @param hash SHA-256 over number, time, actor, action, subject, detail and previousHash, each length-prefixed
 */
public record AuditEntry(
        long number,
        Instant at,
        String actor,
        String action,
        String subject,
        Map<String, String> detail,
        String previousHash,
        String hash) {}
