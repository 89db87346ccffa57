package io.swarmkeeper.telemetry;

import java.time.Instant;
import java.util.Optional;

/**
 * One service seen talking to another. Kept by names: a stack that is deployed anew keeps what is known of it.
 *
 * @param client name of the service that opens connections to {@code server}
 * @param networkId of the network that now has this name; empty if there is none
 * @param protocol {@code tcp} or {@code udp}
 * @param port of the server
 * @param connections that clients were seen to open; 0 if those seen were all open before anybody looked
 * @param days on which it was seen, UTC
 */
public record Flow(
        String client,
        String server,
        Optional<String> networkId,
        String network,
        String protocol,
        int port,
        Instant firstSeen,
        Instant lastSeen,
        long connections,
        int days) {}
