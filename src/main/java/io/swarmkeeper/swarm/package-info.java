/**
 * The Swarm as immutable data: what is there at one moment, in Swarm's own words and units. JDK only; knows nobody.
 *
 * <p>Start at {@link io.swarmkeeper.swarm.Snapshot}. CPU is in nano-CPUs (1e9 = one core), memory in bytes, times are
 * {@link java.time.Instant}s; ids are what the engine gave. Where Swarm reads zero as "not set", so do we.
 */
@NullMarked
package io.swarmkeeper.swarm;

import org.jspecify.annotations.NullMarked;
