/** Swarmkeeper: one package below this one is one room; docs/architecture.md draws the arrows between them. */
@NullMarked
package io.swarmkeeper;

import org.jspecify.annotations.NullMarked;
