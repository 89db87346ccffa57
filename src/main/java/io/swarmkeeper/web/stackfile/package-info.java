/** Stack files that people and programs send: one way in for pages and API alike. */
@NullMarked
package io.swarmkeeper.web.stackfile;

import org.jspecify.annotations.NullMarked;
