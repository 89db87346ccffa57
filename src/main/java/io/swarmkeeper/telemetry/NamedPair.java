package io.swarmkeeper.telemetry;

import io.swarmkeeper.wire.RoundTrip;

/**
 * A way from one node to another by the names that people and Prometheus know: a node that joins anew has another id and
 * may keep its name.
 *
 * @param source host name, as is {@code dest}
 * @param network name of the overlay; empty for the underlay
 */
record NamedPair(String source, String dest, RoundTrip.Path path, String network) {

    static NamedPair of(PairLatency pair) {
        return new NamedPair(pair.source(), pair.dest(), pair.path(), pair.network());
    }
}
