package io.swarmkeeper.wire;

import org.jspecify.annotations.Nullable;

/**
 * One process that was killed with signal 9.
 *
 * @param id the same whenever the same kill is told again, by whichever agent process: a server counts each once
 * @param atMillis by the agent's clock: when its container ended, or when the kernel's counter was seen to have grown
 * @param limitBytes memory limit in force; 0 = none
 * @param peakBytes high-water mark of the container; null = nobody could read it
 * @param exitCode of the container; null while it lives
 */
public record Kill(
        String id,
        Kind kind,
        String containerId,
        String taskId,
        String serviceId,
        long atMillis,
        long limitBytes,
        @Nullable Long peakBytes,
        @Nullable Integer exitCode) {

    /**
     * Id of a kill of one run of a container.
     *
     * @param number as the kernel's counter, which begins anew with each run, had it
     */
    public static String numbered(String run, long number) {
        return run + ":" + number;
    }

    /** Id of the kill that ended a run without memory being why; others have a number in its place. */
    public static String endOf(String run) {
        return run + ":end";
    }

    /** The run that it happened in, as its id begins with. */
    public String run() {
        return runOf(id);
    }

    /** The run that a kill of this id happened in. */
    public static String runOf(String id) {
        int colon = id.lastIndexOf(':');
        return colon < 0 ? id : id.substring(0, colon);
    }

    /** What became of the container. */
    public enum Kind {
        /** Out of memory: the container's main process was killed, and the container ended. */
        CONTAINER,
        /** Out of memory: another process of the container was killed. */
        CHILD,
        /** The container ended with exit code 137, and memory was not why. */
        NOT_MEMORY
    }
}
