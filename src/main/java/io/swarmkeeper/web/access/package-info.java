/**
 * Who may come in and what they may do: accounts, tokens, the four roles, login and its slow-down, security headers.
 * Controllers ask for a {@link io.swarmkeeper.web.access.Viewer} argument.
 */
@NullMarked
package io.swarmkeeper.web.access;

import org.jspecify.annotations.NullMarked;
