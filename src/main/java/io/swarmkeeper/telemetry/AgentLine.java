package io.swarmkeeper.telemetry;

import java.util.Optional;

/** The line to the agents. Both are empty if no token is set: then nobody is asked. */
record AgentLine(Optional<Agents> agents, Optional<AgentClient> client) {}
