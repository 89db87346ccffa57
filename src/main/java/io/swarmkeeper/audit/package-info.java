/** Append-only, hash-chained record of every act and every attempt. Knows nobody. */
@NullMarked
package io.swarmkeeper.audit;

import org.jspecify.annotations.NullMarked;
