/**
 * YAML with places: what a file says, where it says it, and how to change a few characters of it and nothing else. Knows
 * nothing of compose files.
 */
@NullMarked
package io.swarmkeeper.stackfile.yaml;

import org.jspecify.annotations.NullMarked;
