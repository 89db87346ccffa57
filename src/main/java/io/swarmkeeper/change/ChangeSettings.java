package io.swarmkeeper.change;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 * @param lost how long the engine may be silent before a running change becomes inconclusive; 2 minutes
 * @param settle how long the tasks of a way back must run before it counts as taken; 5 seconds
 * @param brakeAfter how long another service must be short of tasks before it stops changes; 30 seconds
 * @param brakeHold how long a lost node or a fallen service keeps new changes from starting; 10 minutes
 * @param expiryEvery pause between two looks for what has expired; 1 minute
 */
@ConfigurationProperties("swarmkeeper.change")
record ChangeSettings(
        @DefaultValue("5m") Duration bake,
        @DefaultValue("24h") Duration approvalTtl,
        @DefaultValue("true") boolean fourEyes,
        @DefaultValue("250ms") Duration poll,
        @DefaultValue("1s") Duration bakePoll,
        @DefaultValue("3m") Duration deadline,
        @DefaultValue("30m") Duration deadlineMax,
        @DefaultValue("15s") Duration stuck,
        @DefaultValue("2m") Duration lost,
        @DefaultValue("5s") Duration settle,
        @DefaultValue("30s") Duration brakeAfter,
        @DefaultValue("10m") Duration brakeHold,
        @DefaultValue("1m") Duration expiryEvery) {

    ChangeSettings {
        List<String> wrong = new ArrayList<>();
        positive(wrong, "approval-ttl", approvalTtl);
        positive(wrong, "poll", poll);
        positive(wrong, "bake-poll", bakePoll);
        positive(wrong, "deadline", deadline);
        positive(wrong, "stuck", stuck);
        positive(wrong, "lost", lost);
        positive(wrong, "expiry-every", expiryEvery);
        notNegative(wrong, "bake", bake);
        notNegative(wrong, "settle", settle);
        notNegative(wrong, "brake-after", brakeAfter);
        notNegative(wrong, "brake-hold", brakeHold);
        if (deadlineMax.compareTo(deadline) < 0) {
            wrong.add("swarmkeeper.change.deadline-max must be at least swarmkeeper.change.deadline (%s), found %s"
                    .formatted(deadline, deadlineMax));
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", wrong));
        }
    }

    private static void positive(List<String> wrong, String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            wrong.add("swarmkeeper.change.%s must be longer than zero, found %s".formatted(name, value));
        }
    }

    private static void notNegative(List<String> wrong, String name, Duration value) {
        if (value.isNegative()) {
            wrong.add("swarmkeeper.change.%s must not be negative, found %s".formatted(name, value));
        }
    }
}
