/**
 * Keeps the latest snapshot fresh: follows the engine's events, reads the rest on a beat, gathers floods, notices a
 * lost engine and finds it again. Publishes {@link io.swarmkeeper.collector.SnapshotTaken}. Reads through the port
 * {@link io.swarmkeeper.collector.SwarmSource}.
 */
@NullMarked
package io.swarmkeeper.collector;

import org.jspecify.annotations.NullMarked;
