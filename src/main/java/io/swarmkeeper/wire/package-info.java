/**
 * What an agent tells the server, as records whose JSON is their components by name, and how both prove to each other
 * that they know the shared token. Knows the JDK only. Amounts that could not be read are null: <em>unknown</em>, never
 * zero.
 */
@NullMarked
package io.swarmkeeper.wire;

import org.jspecify.annotations.NullMarked;
