package io.swarmkeeper.web.health;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param staleAfter no snapshot for this long and the Swarm counts as down; default 30 s
 * @param minAvailable how many running, healthy tasks a service needs to count as up: a number such as {@code 2}, or a
 *     share of those wanted such as {@code 50%}, rounded up, and at least one; default {@code 50%}
 */
@ConfigurationProperties("swarmkeeper.health")
record HealthSettings(
        @DefaultValue("30s") Duration staleAfter,
        @DefaultValue("50%") String minAvailable) {

    HealthSettings {
        if (!staleAfter.isPositive()) {
            throw new IllegalArgumentException("stale-after is %s; more than zero is needed".formatted(staleAfter));
        }
        boolean share = minAvailable.matches("\\d{1,3}%")
                && Integer.parseInt(minAvailable.substring(0, minAvailable.length() - 1)) <= 100;
        if (!share && !minAvailable.matches("\\d{1,6}")) {
            throw new IllegalArgumentException(
                    "min-available is \"%s\"; a number such as 2 or a share such as 50%% is needed"
                            .formatted(minAvailable));
        }
    }

    /** Of so many wanted tasks, how many must be available; never more than are wanted, never less than one. */
    long needed(long wanted) {
        long asked = minAvailable.endsWith("%")
                ? Math.ceilDiv(wanted * Integer.parseInt(minAvailable.substring(0, minAvailable.length() - 1)), 100)
                : Long.parseLong(minAvailable);
        return Math.max(1, Math.min(asked, wanted));
    }
}
