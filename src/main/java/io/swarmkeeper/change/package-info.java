/**
 * The life of a plan: requested, approved by a second person, applied, watched, proven or taken back. Every state is
 * stored before the act it announces, so a killed server goes on or goes back and never acts twice. Writes through the
 * port {@link io.swarmkeeper.change.SwarmControl}.
 */
@NullMarked
package io.swarmkeeper.change;

import org.jspecify.annotations.NullMarked;
