/** What {@code java -jar swarmkeeper.jar} does without a server: for stack files, and the report of a live Swarm. */
@NullMarked
package io.swarmkeeper.cli;

import org.jspecify.annotations.NullMarked;
