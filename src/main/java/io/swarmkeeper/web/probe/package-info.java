/** Health checks and disks that people and programs try out: one way in for pages and API alike. */
@NullMarked
package io.swarmkeeper.web.probe;

import org.jspecify.annotations.NullMarked;
