package io.swarmkeeper.change;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code swarmkeeper.change.*}.
 *
 * @param bake how long the same tasks must run on the new spec before the finding is looked for again; 5 minutes
 * @param approvalTtl how long a request waits for a yes, and a yes for its start; 24 hours
 * @param fourEyes false lets people approve their own requests; shown on every page and written into every entry; true
 * @param poll pause between two looks while tasks are being replaced; 250 ms
 * @param bakePoll pause between two looks while the tasks bake; 1 second
 * @param deadline time for the tasks to run on the new spec, before what the service's own settings (delay, grace,
 *     health check, batches) add; 3 minutes
 * @param deadlineMax the most that may become of it; 30 minutes
 * @param stuck how long a task may be in state new, or pending with an error; 15 seconds
 * @param lost how long the engine may be silent, or a proof undecided, before a running change becomes
 *     inconclusive; 2 minutes
 * @param settle how long the tasks of a way back must run before it counts as taken; 5 seconds
 * @param brakeAfter how long another service must be short of tasks before it stops changes; 30 seconds
 * @param brakeHold how long a lost node or a fallen service keeps new changes from starting; 10 minutes
 * @param expiryEvery pause between two looks for what has expired; 1 minute
 */
@ConfigurationProperties("swarmkeeper.change")
record ChangeSettings(
        @DefaultValue("5m") @DurationMin Duration bake,
        @DefaultValue("24h") @DurationMin(inclusive = false) Duration approvalTtl,
        @DefaultValue("true") boolean fourEyes,

        @DefaultValue("250ms") @DurationMin(inclusive = false)
        Duration poll,

        @DefaultValue("1s") @DurationMin(inclusive = false) Duration bakePoll,
        @DefaultValue("3m") @DurationMin(inclusive = false) Duration deadline,
        @DefaultValue("30m") @DurationMin(inclusive = false) Duration deadlineMax,
        @DefaultValue("15s") @DurationMin(inclusive = false) Duration stuck,
        @DefaultValue("2m") @DurationMin(inclusive = false) Duration lost,
        @DefaultValue("5s") @DurationMin Duration settle,
        @DefaultValue("30s") @DurationMin Duration brakeAfter,
        @DefaultValue("10m") @DurationMin Duration brakeHold,
        @DefaultValue("1m") @DurationMin(inclusive = false) Duration expiryEvery) {

    ChangeSettings {
        if (deadlineMax.compareTo(deadline) < 0) {
            throw new IllegalArgumentException(
                    "swarmkeeper.change.deadline-max is %s, but must be at least as long as deadline, %s"
                            .formatted(deadlineMax, deadline));
        }
    }
}
