/**
 * The Docker Engine API: reads a live Swarm for the collector and writes service specs for changes. The only room that
 * imports docker-java, of which it uses the transport alone; specs travel as the JSON text the engine gave (design,
 * "Touching a Swarm", rule 1).
 *
 * <p>Start at {@link io.swarmkeeper.engine.EngineSwarmSource}; everything that leaves this process goes through
 * {@link io.swarmkeeper.engine.EngineClient}.
 */
@NullMarked
package io.swarmkeeper.engine;

import org.jspecify.annotations.NullMarked;
