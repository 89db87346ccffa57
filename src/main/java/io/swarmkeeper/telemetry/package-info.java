/**
 * What the nodes measure, over time: pulls the agents, keeps use, peaks, kills, latency, flows and disks, and hands them
 * out as one immutable {@link io.swarmkeeper.telemetry.Measurements}. What nobody measured is absent, never zero; what a
 * silent agent said last does not count as now.
 */
@NullMarked
package io.swarmkeeper.telemetry;

import org.jspecify.annotations.NullMarked;
