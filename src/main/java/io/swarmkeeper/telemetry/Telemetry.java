package io.swarmkeeper.telemetry;

/** What the agents measured. Safe for any thread; costs nothing to ask. */
public interface Telemetry {

    /** The latest picture; {@link Measurements#none} until the first agent was heard. */
    Measurements latest();
}
