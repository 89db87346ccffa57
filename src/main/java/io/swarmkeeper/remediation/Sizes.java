package io.swarmkeeper.remediation;

import io.swarmkeeper.analysis.ServiceProfile.Kind;
import io.swarmkeeper.swarm.Resources;

/**
 * Limits by kind of service where nothing is measured yet: the remediation plan's own table. Reservations are half of
 * the limits (docs/changes.md, "Where the numbers come from").
 */
public final class Sizes {

    private static final long CORE = 1_000_000_000L;
    private static final long GIB = 1L << 30;

    private Sizes() {}

    public static Resources limits(Kind kind) {
        return switch (kind) {
            case BACKEND, CACHE -> Resources.of(2 * CORE, 4 * GIB);
            case DATABASE -> Resources.of(4 * CORE, 8 * GIB);
            // The plan's table stops at the four kinds above; a queue is nearest to a cache that keeps everything.
            case QUEUE -> Resources.of(2 * CORE, 4 * GIB);
            case MCP_SERVER, GATEWAY, MONITORING, BACKUP, OTHER -> Resources.of(CORE, 2 * GIB);
        };
    }
}
