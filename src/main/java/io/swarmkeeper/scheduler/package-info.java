/**
 * Swarm's own scheduler, simulated: where tasks could land, what is free, and what would happen if a node died. Rules
 * from swarmkit manager/scheduler (reference: swarm pitfalls section 2). Pure.
 */
@NullMarked
package io.swarmkeeper.scheduler;

import org.jspecify.annotations.NullMarked;
