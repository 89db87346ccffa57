package io.swarmkeeper.change;

import java.util.Locale;

/** Where a change stands (design, "A change"). */
public enum ChangeState {
    REQUESTED,
    APPROVED,
    APPLYING,
    BAKING,
    SUCCEEDED,
    REJECTED,
    CANCELLED,
    EXPIRED,
    SUPERSEDED,
    FAILED,
    UNDOING,
    UNDONE,
    UNDO_FAILED,
    INCONCLUSIVE;

    /** True if nothing can happen to it any more, except that a succeeded change may be undone. */
    public boolean isFinal() {
        return switch (this) {
            case SUCCEEDED, REJECTED, CANCELLED, EXPIRED, SUPERSEDED, FAILED, UNDONE, UNDO_FAILED -> true;
            case REQUESTED, APPROVED, APPLYING, BAKING, UNDOING, INCONCLUSIVE -> false;
        };
    }

    /** Kebab-case, as the API spells it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
