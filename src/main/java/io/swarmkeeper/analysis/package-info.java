/**
 * What will hurt this Swarm next: detectors turn a snapshot into findings, exemptions set findings aside, the
 * scorecard measures the goals. Detectors are pure functions. Publishes {@link io.swarmkeeper.analysis.FindingsChanged}.
 */
@NullMarked
package io.swarmkeeper.analysis;

import org.jspecify.annotations.NullMarked;
