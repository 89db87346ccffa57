package io.swarmkeeper.wire;

import org.jspecify.annotations.Nullable;

/**
 * One run of a health check that somebody asked for.
 *
 * @param atMillis when it began, by the agent's clock
 * @param millis until the program ended, or until it was not waited for any longer
 * @param exitCode null if it did not end in time; 126 and 127 mean that the image has no such program
 * @param output both streams in the order they came, at most {@link #LONGEST_OUTPUT} bytes; as the program wrote it,
 *     secrets too: whoever shows it masks it
 */
public record ProbeRun(long atMillis, long millis, @Nullable Integer exitCode, String output) {

    public static final int LONGEST_OUTPUT = 4096;
}
