package io.swarmkeeper.telemetry;

import io.swarmkeeper.wire.Proof;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the agents are found and asked.
 *
 * @param addresses {@code host}, {@code host:port} or {@code [IPv6]:port}; every address that a name stands for is one
 *     agent; default {@code tasks.swarmkeeper-agent}, which Swarm's own name server resolves to all of them
 * @param port where an address names none; default 7979
 * @param token shared with the agents; empty, the default, and no {@code tokenFile}: agents are not asked
 * @param tokenFile file that holds it, e.g. a Docker secret
 * @param interval between two questions to one agent; default 5 s
 * @param silentAfter without a proven answer an agent is silent, and what it said last is not now any more; default 30 s
 * @param connectTimeout until a connection stands; default 2 s
 * @param readTimeout until a whole answer is here; default 5 s
 * @param network name of the overlay by which the agents know each other, whose latency is the Swarm's; empty, the
 *     default: the one on which the server reaches them
 * @param saveEvery between two times that what is counted is saved; agents hold ten minutes; default 1 min
 * @param sizeAfter span of a service's measured use from which on right sizes are told; default 3 h. Less than that says
 *     little of what a day brings: the bounds are as wide as that, but the number in the middle is not
 * @param pairsExported pairs of nodes whose latency is a metric, at most; default 2500, all pairs of 50 nodes
 */
@ConfigurationProperties("swarmkeeper.agent")
record AgentSettings(
        @DefaultValue("tasks.swarmkeeper-agent") List<String> addresses,
        @DefaultValue("7979") @Min(1) @Max(65535) int port,
        @DefaultValue("") String token,
        @DefaultValue("") String tokenFile,

        @DefaultValue("5s") @DurationMin(seconds = 1) @DurationMax(minutes = 1)
        Duration interval,

        @DefaultValue("30s") @DurationMin(seconds = 5) Duration silentAfter,
        @DefaultValue("2s") @DurationMin(inclusive = false) Duration connectTimeout,
        @DefaultValue("5s") @DurationMin(inclusive = false) Duration readTimeout,
        @DefaultValue("") String network,

        @DefaultValue("1m") @DurationMin(seconds = 1) @DurationMax(minutes = 5)
        Duration saveEvery,

        @DefaultValue("3h") @DurationMin(minutes = 1) @DurationMax(days = 30)
        Duration sizeAfter,

        @DefaultValue("2500") @Min(0) int pairsExported) {

    /** @param address a name or an IP address */
    record Place(String address, int port) {}

    AgentSettings {
        addresses = List.copyOf(addresses);
        if (silentAfter.compareTo(interval.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "swarmkeeper.agent.silent-after is %s, but must be at least twice the interval, %s"
                            .formatted(silentAfter, interval));
        }
        addresses.forEach(a -> place(a, port));
        proof(token, tokenFile);
    }

    /** Never the token itself. */
    @Override
    public String toString() {
        return "AgentSettings[addresses=%s, interval=%s]".formatted(addresses, interval);
    }

    /** Empty if no token is set. */
    Optional<Proof> proof() {
        return proof(token, tokenFile);
    }

    List<Place> places() {
        return addresses.stream().map(a -> place(a, port)).toList();
    }

    private static Optional<Proof> proof(String token, String tokenFile) {
        if (!token.isBlank() && !tokenFile.isBlank()) {
            throw new IllegalArgumentException(
                    "swarmkeeper.agent.token and swarmkeeper.agent.token-file are both set: set one of them");
        }
        if (token.isBlank() && tokenFile.isBlank()) {
            return Optional.empty();
        }
        String text = token;
        if (token.isBlank()) {
            try {
                text = Files.readString(Path.of(tokenFile));
            } catch (IOException | RuntimeException e) {
                throw new IllegalArgumentException(
                        "swarmkeeper.agent.token-file is \"%s\", but it cannot be read: %s".formatted(tokenFile, e), e);
            }
        }
        try {
            return Optional.of(new Proof(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "swarmkeeper.agent.token%s is wrong: %s".formatted(token.isBlank() ? "-file" : "", e.getMessage()),
                    e);
        }
    }

    private static Place place(String text, int defaultPort) {
        String stripped = text.strip();
        int bracket = stripped.lastIndexOf(']');
        int colon = stripped.lastIndexOf(':');
        boolean bareIpv6 = bracket < 0 && stripped.indexOf(':') != colon;
        boolean hasPort = colon > bracket && !bareIpv6;
        String host = (hasPort ? stripped.substring(0, colon) : stripped)
                .replace("[", "")
                .replace("]", "");
        try {
            int port = hasPort ? Integer.parseInt(stripped.substring(colon + 1)) : defaultPort;
            if (!host.isEmpty() && host.matches("[A-Za-z0-9._:-]+") && port > 0 && port <= 65535) {
                return new Place(host, port);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException(
                "swarmkeeper.agent.addresses has \"%s\", but host or host:port is expected".formatted(text));
    }
}
