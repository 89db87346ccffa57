package io.swarmkeeper.engine;

import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where the engine listens. */
sealed interface EngineAddress {

    /** As the transport wants it. */
    URI uri();

    /** As people know it. */
    String words();

    /** A socket file on this machine. */
    record Socket(Path path) implements EngineAddress {
        @Override
        public URI uri() {
            return URI.create("unix://" + path.toUri().getRawPath());
        }

        @Override
        public String words() {
            return path.toString();
        }
    }

    /** A port, plain or TLS. */
    record Tcp(URI uri, boolean tls) implements EngineAddress {
        @Override
        public String words() {
            return uri.toString() + (tls ? " (TLS)" : "");
        }
    }

    /** @throws SwarmUnavailableException if it is none that we can speak with */
    static EngineAddress of(EngineSettings settings) throws SwarmUnavailableException {
        String host = settings.host();
        if (!host.contains("://")) {
            host = "tcp://" + host;
        }
        if (host.startsWith("unix://")) {
            String path = host.substring("unix://".length());
            if (!path.startsWith("/")) {
                throw bad(host, "A socket is named by its absolute path, e.g. " + EngineSettings.DEFAULT_HOST + ".");
            }
            return new Socket(Path.of(path));
        }
        if (!host.startsWith("tcp://")) {
            String scheme = host.substring(0, host.indexOf("://"));
            throw bad(
                    host,
                    "Swarmkeeper speaks unix:// and tcp://, not " + scheme
                            + "://; run it on a manager, or tunnel the engine's socket to this machine.");
        }
        URI uri;
        try {
            uri = new URI(host);
        } catch (URISyntaxException e) {
            throw bad(host, "Write it as tcp://host:port.");
        }
        if (uri.getHost() == null) {
            throw bad(
                    host, "Its host name is none (an underscore is not allowed in one); write it as tcp://host:port.");
        }
        boolean tls = settings.verifiesTls();
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 2376 : 2375;
        return new Tcp(URI.create("tcp://%s:%d".formatted(uri.getHost(), port)), tls);
    }

    private static SwarmUnavailableException bad(String host, String advice) {
        return new SwarmUnavailableException(Reason.BAD_ADDRESS, "DOCKER_HOST is \"%s\".".formatted(host), advice);
    }
}
