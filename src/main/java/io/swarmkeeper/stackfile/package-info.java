/**
 * Stack files on disk: what a deploy of one would do to a Swarm, what is wrong with it, and cures that change a few lines
 * and leave every other byte as it is. No engine, no server, no Spring context.
 *
 * <p>Start at {@link io.swarmkeeper.stackfile.StackFile}; docs/stack-files.md says what people see of it.
 */
@NullMarked
package io.swarmkeeper.stackfile;

import org.jspecify.annotations.NullMarked;
