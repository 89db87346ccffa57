/**
 * From a finding to a plan: what exactly would change, where tasks would land, what could go wrong, how it comes back,
 * or why it is refused. Pure: reads snapshots, writes nothing.
 */
@NullMarked
package io.swarmkeeper.remediation;

import org.jspecify.annotations.NullMarked;
