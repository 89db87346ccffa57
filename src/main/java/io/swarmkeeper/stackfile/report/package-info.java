/** What was found in a stack file, as people and pipelines read it. */
@NullMarked
package io.swarmkeeper.stackfile.report;

import org.jspecify.annotations.NullMarked;
