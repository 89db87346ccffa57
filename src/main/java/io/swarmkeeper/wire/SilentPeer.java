package io.swarmkeeper.wire;

/**
 * An agent that never said who it is, though the name that all agents have resolves to it. Only the server can tell whose
 * address that is.
 *
 * @param address on the overlay
 * @param network name of the overlay; empty if unknown
 */
public record SilentPeer(String address, String network) {}
