package io.swarmkeeper.remediation;

import io.swarmkeeper.swarm.Resources;

/** Everything Swarmkeeper can do to a Swarm. Closed: a new action must be planned, proven and undone before it compiles. */
public sealed interface Action {

    /** The service it touches. */
    String serviceId();

    /** Kebab-case, as the API and the audit spell it. */
    String name();

    /** Gives a service limits and reservations; a zero leaves that value out. */
    record SetResources(String serviceId, Resources limits, Resources reservations) implements Action {
        public static final String NAME = "set-resources";

        @Override
        public String name() {
            return NAME;
        }
    }
}
