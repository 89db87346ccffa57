package io.swarmkeeper.web.access;

import java.time.Instant;

/**
 * Someone who may sign in.
 *
 * @param name 1 to 64 of {@code a-z 0-9 . _ @ -}
 * @param epoch random number drawn anew when password or role change: older sign-ins end then
 */
public record Account(String name, Role role, long epoch, Instant createdAt, Instant passwordChangedAt) {

    public Viewer viewer() {
        return new Viewer(name, role);
    }
}
