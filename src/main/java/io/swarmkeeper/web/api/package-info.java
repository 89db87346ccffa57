/** The REST API under {@code /api/v1}: view records, never the rooms' own. docs/api.md is its guide. */
@NullMarked
package io.swarmkeeper.web.api;

import org.jspecify.annotations.NullMarked;
