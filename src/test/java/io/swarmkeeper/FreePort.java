package io.swarmkeeper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.function.IntFunction;

/** Ports of loopback for programs that cannot choose one themselves. */
public final class FreePort {

    private static final int TRIES = 5;

    private FreePort() {}

    /**
     * Does what needs a port. Between the choice and the use somebody else may take it: then with another one.
     *
     * @param use throws an {@link IllegalStateException} if it cannot have the port
     * @throws IllegalStateException of the last try if none went well
     */
    public static <T> T with(IntFunction<T> use) {
        for (int tries = 1; tries < TRIES; tries++) {
            try {
                return use.apply(choose());
            } catch (IllegalStateException e) {
                System.err.println("Once more on another port: " + e.getMessage());
            }
        }
        return use.apply(choose());
    }

    private static int choose() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
