package io.swarmkeeper.change;

import io.swarmkeeper.change.SwarmControl.LiveService;

/** Hands off a service whose last update is not over: neither a running one nor one that waits for a person. */
final class Busy {

    private Busy() {}

    static boolean isBusy(LiveService live) {
        return switch (live.updateState().orElse("")) {
            case "updating", "paused", "rollback-started", "rollback-paused" -> true;
            default -> false;
        };
    }

    static String words(LiveService live) {
        return "the service's own update is %s%s"
                .formatted(
                        live.updateState().orElse("not over"),
                        live.updateMessage().isEmpty() ? "" : " (" + live.updateMessage() + ")");
    }
}
