/**
 * What runs, as a stack file: the way from a live spec back to the text that docker stack deploy would make it from. Pure.
 *
 * <p>Start at {@link io.swarmkeeper.stackfile.export.StackExport}. The other way is docker/cli's, cli/compose/convert;
 * where this room says that a deploy does something, it is done there.
 */
@NullMarked
package io.swarmkeeper.stackfile.export;

import org.jspecify.annotations.NullMarked;
