package io.swarmkeeper.telemetry;

import io.swarmkeeper.wire.DiskSpace;
import java.time.Instant;

/** The file system under one mount of a node, as it was at that time. */
public record Disk(String nodeId, String hostname, DiskSpace space, Instant at) {}
