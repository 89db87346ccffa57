package io.swarmkeeper.telemetry;

import io.swarmkeeper.swarm.Quantities;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Locale;

/** Why an agent could not be asked, in words that go after "it". */
final class Failures {

    private Failures() {}

    static String words(Throwable failure, Duration timeout) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return switch (failure) {
            case HttpConnectTimeoutException e -> "could not be reached in time";
            case HttpTimeoutException e -> "did not answer within " + Quantities.duration(timeout);
            case NoRouteToHostException e -> "could not be reached: no route to it";
            case ConnectException e
            when e.getCause() instanceof ClosedChannelException -> "could not be reached: nothing listens there";
            case ConnectException e -> "could not be reached: nothing listens there";
            case EOFException e -> "broke off its answer";
            default -> {
                if (message.toLowerCase(Locale.ROOT).contains("capacity")) {
                    yield "answered more than %s".formatted(Quantities.bytes(AgentClient.LARGEST));
                }
                yield "broke off its answer: " + message;
            }
        };
    }
}
