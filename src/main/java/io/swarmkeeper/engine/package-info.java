@NullMarked
package io.swarmkeeper.engine;

import org.jspecify.annotations.NullMarked;
