/**
 * The process on every node: reads what its node's engine, {@code /proc} and cgroups say, keeps the last minutes, and
 * tells whoever proves to know the token. No Spring, no docker-java; knows the wire only.
 *
 * <p>Start at {@link io.swarmkeeper.agent.Agent}. Nothing but a few template commands of health checks can be run through
 * it.
 */
@NullMarked
package io.swarmkeeper.agent;

import org.jspecify.annotations.NullMarked;
