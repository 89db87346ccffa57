package io.swarmkeeper.web.access;

import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import java.io.Serializable;

/** Whoever is signed in and asks: an argument that any controller method may take. */
public record Viewer(String name, Role role) implements Serializable {

    public boolean may(Role needed) {
        return role.includes(needed);
    }

    /**
     * Ends the request with a 403 unless the role suffices.
     *
     * @param act what is attempted, e.g. {@code approve a change}
     */
    public void require(Role needed, String act) {
        if (!may(needed)) {
            throw new ProblemException(Problem.of(
                            Problem.Code.FORBIDDEN,
                            "To %s takes the role %s; %s has the role %s. An admin can change that."
                                    .formatted(act, needed.word(), name, role.word()))
                    .with("neededRole", needed.word())
                    .with("role", role.word()));
        }
    }
}
