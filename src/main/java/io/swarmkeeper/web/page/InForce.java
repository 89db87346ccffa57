package io.swarmkeeper.web.page;

import io.swarmkeeper.change.ChangeState;
import io.swarmkeeper.remediation.StackSettings;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import java.util.Optional;

/** Whether a service is as a change has it, for those who would deploy the change by hand. */
final class InForce {

    private InForce() {}

    /**
     * The same for a change and its service as it runs: one that succeeded may have been followed by another, or by
     * somebody's own.
     *
     * @param wanted what the change sets
     * @param live empty if nobody knows
     */
    static String notYet(ChangeState state, StackSettings wanted, Optional<Service> live) {
        boolean another = live.filter(s -> isOther(s.template().limits(), wanted.limits())
                        || isOther(s.template().reservations(), wanted.reservations()))
                .isPresent();
        return state == ChangeState.SUCCEEDED && another
                ? "The service has other limits or reservations by now: something changed it after this change. Deploying the file writes over them, and nothing watches it or takes it back."
                : notYet(state);
    }

    private static boolean isOther(Resources set, Resources wanted) {
        return set.cpuNano() != wanted.cpuNano() || set.memoryBytes() != wanted.memoryBytes();
    }

    /**
     * What speaks against deploying a file with a change in this state: sentences without markup; empty text if the
     * change is in force and the file only keeps it.
     */
    static String notYet(ChangeState state) {
        return switch (state) {
            case SUCCEEDED -> "";
            case REQUESTED ->
                "Nobody has approved this change. Deploying the file makes it all the same, past the second person who is to decide on it, and nothing watches it or takes it back.";
            case APPROVED ->
                "This change is approved and not made yet. Deploying the file makes it before its turn, and nothing watches it or takes it back.";
            case APPLYING, BAKING ->
                "This change is being made and is not proven. If it is taken back, a file with it brings it again at the next deploy.";
            case REJECTED -> "This change was rejected. Deploying the file makes it all the same.";
            case CANCELLED -> "This change was cancelled. Deploying the file makes it all the same.";
            case EXPIRED ->
                "This change expired and was never made. Deploying the file makes it all the same, and nobody has decided on it anew.";
            case SUPERSEDED ->
                "This change is void: the service was changed by someone else. Deploying the file writes over what they set.";
            case FAILED ->
                "This change failed and was not made. Deploying the file makes it all the same, and nothing watches it or takes it back.";
            case UNDOING -> "This change is being taken back. Deploying the file brings it again.";
            case UNDONE -> "This change was taken back. Deploying the file brings it again.";
            case UNDO_FAILED ->
                "This change was to be taken back, and the way back failed: look at the service first. Deploying the file keeps the change or brings it again.";
            case INCONCLUSIVE ->
                "This change is not proven, and a person has yet to decide whether it stays. Deploying the file decides that it does.";
        };
    }
}
