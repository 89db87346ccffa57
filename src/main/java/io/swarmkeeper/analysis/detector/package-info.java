/**
 * One pure detector per finding code: from a {@link io.swarmkeeper.analysis.detector.Situation} to {@link
 * io.swarmkeeper.analysis.detector.Observation}s. No Spring, no I/O, no clock. Start at {@link
 * io.swarmkeeper.analysis.detector.Detectors}.
 */
@NullMarked
package io.swarmkeeper.analysis.detector;

import org.jspecify.annotations.NullMarked;
