package io.swarmkeeper.web.health;

import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param staleAfter no snapshot for this long and the Swarm counts as down; default 30 s
 * @param minAvailable how many running, healthy tasks a service needs to count as up: a number such as {@code 2}, or a
 *     share of those wanted such as {@code 50%}, rounded up, and at least one; default {@code 50%}
 */
@ConfigurationProperties("swarmkeeper.health")
record HealthSettings(
        @DefaultValue("30s") @DurationMin(inclusive = false) Duration staleAfter,

        @DefaultValue("50%")
        @Pattern(regexp = "\\d{1,6}|(\\d{1,2}|100)%", message = "must be a number such as 2 or a share such as 50%")
        String minAvailable) {

    /** Of so many wanted tasks, how many must be available; never more than are wanted, never less than one. */
    long needed(long wanted) {
        long asked = minAvailable.endsWith("%")
                ? Math.ceilDiv(wanted * Integer.parseInt(minAvailable.substring(0, minAvailable.length() - 1)), 100)
                : Long.parseLong(minAvailable);
        return Math.max(1, Math.min(asked, wanted));
    }
}
