package io.swarmkeeper.change;

import io.swarmkeeper.remediation.Plan;
import io.swarmkeeper.remediation.PlanJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Ties an approval to the plan exactly as it lay in the database when somebody said yes. */
final class PlanSeal {

    private PlanSeal() {}

    /** The stored plan, read from the very text that was compared; empty if it is not the one that was approved. */
    static Optional<Plan> approved(ChangeStore store, long changeId) {
        String text = store.planText(changeId);
        return store.approvedPlanHashes(changeId).contains(of(text))
                ? Optional.of(PlanJson.read(text))
                : Optional.empty();
    }

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
