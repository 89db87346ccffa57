package io.swarmkeeper.change;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ties an approval to the plan exactly as it lay in the database when somebody said yes. */
final class PlanSeal {

    private PlanSeal() {}

    /** @return SHA-256 of the text, 64 hex digits */
    static String of(String planText) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(planText.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
