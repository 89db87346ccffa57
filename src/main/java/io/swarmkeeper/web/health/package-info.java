/** Answers for balancers and Prometheus, out of the latest snapshot in memory. docs/health.md is its guide. */
@NullMarked
package io.swarmkeeper.web.health;

import org.jspecify.annotations.NullMarked;
