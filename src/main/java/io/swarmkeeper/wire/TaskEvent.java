package io.swarmkeeper.wire;

import org.jspecify.annotations.Nullable;

/**
 * One line of {@code GET /events}, told as it happens.
 *
 * @param type {@code start}, {@code die}, {@code oom}, {@code health}, or {@code beat}, every five seconds, about nothing
 * @param exitCode of a {@code die}
 */
public record TaskEvent(
        String type,
        long atMillis,
        String containerId,
        String taskId,
        String serviceId,
        @Nullable Integer exitCode) {}
