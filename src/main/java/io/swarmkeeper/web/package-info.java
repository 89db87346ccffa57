/**
 * What people and programs see: {@code access} knows who they are, {@code page} shows, {@code api} answers scripts,
 * {@code health} answers balancers and Prometheus. This package holds what all four share: how errors are told.
 */
@NullMarked
package io.swarmkeeper.web;

import org.jspecify.annotations.NullMarked;
