package io.swarmkeeper.collector;

import java.time.Instant;

/** How we stand with the engine right now. */
public sealed interface Connection {

    /** Never reached since the server started, and not yet tried to the end. */
    record Connecting(Instant since) implements Connection {}

    record Connected(Instant since) implements Connection {}

    /** Lost or never found; tried again with growing pauses. */
    record Lost(Instant since, SwarmUnavailableException cause, Instant nextTry) implements Connection {}
}
