package io.swarmkeeper.engine;

import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import io.swarmkeeper.engine.EngineClient.Answer;
import io.swarmkeeper.engine.EngineClient.TooLargeException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.NoHttpResponseException;
import tools.jackson.core.JacksonException;

/**
 * Tells what went wrong with one engine, in words for people: what was tried, what was found, what to do. The engine's
 * own text is kept, so that it can be searched for.
 *
 * @param words the engine's address
 * @param host {@code DOCKER_HOST} as it was given
 */
record EngineFailures(String words, String host) {

    private static final int MESSAGE_LENGTH = 300;

    SwarmUnavailableException timeout(String path, Duration limit) {
        return new SwarmUnavailableException(
                Reason.TIMEOUT,
                "The engine at %s did not answer %s within %s.".formatted(words, path, seconds(limit)),
                "See whether it hangs (docker info on that machine) or is overloaded; it is asked again by itself.");
    }

    SwarmUnavailableException interrupted(String path) {
        return new SwarmUnavailableException(
                Reason.TIMEOUT,
                "Asking the engine at %s for %s was broken off.".formatted(words, path),
                "This happens when the server stops; ask again.");
    }

    SwarmUnavailableException notAnEngine() {
        return new SwarmUnavailableException(
                Reason.GARBLED,
                "%s answered, but not like a Docker engine (no Api-Version).".formatted(words),
                "Check DOCKER_HOST, now \"%s\".".formatted(host));
    }

    SwarmUnavailableException garbled(String path, String detail) {
        return new SwarmUnavailableException(
                Reason.GARBLED,
                "The engine at %s answered %s with something that is not whole JSON: %s."
                        .formatted(words, path, shorten(detail)),
                "If it stays so, look into the engine's log, or at what stands between it and Swarmkeeper.");
    }

    /** An answer whose status is none of success. */
    SwarmUnavailableException ofAnswer(String path, Answer answer) {
        String message = message(answer);
        String found = "The engine at %s answered %s with %d: %s.".formatted(words, path, answer.status(), message);
        if (message.contains("not a swarm manager")) {
            return message.contains("Worker nodes")
                    ? new SwarmUnavailableException(
                            Reason.NOT_A_MANAGER,
                            "The engine at %s is a worker of its Swarm, and only managers can tell about it."
                                    .formatted(words),
                            "Run Swarmkeeper on a manager (constraint node.role == manager), or point DOCKER_HOST at one.")
                    : new SwarmUnavailableException(
                            Reason.NOT_IN_A_SWARM,
                            "The engine at %s is not in a Swarm.".formatted(words),
                            "Run docker swarm init on it, or point DOCKER_HOST at a manager.");
        }
        if (message.contains("does not have a leader") || message.contains("DeadlineExceeded")) {
            return new SwarmUnavailableException(
                    Reason.NO_QUORUM,
                    found,
                    "The Swarm has no leader: bring managers back until more than half of them run.");
        }
        if (message.contains("needs to be unlocked")) {
            return new SwarmUnavailableException(Reason.NOT_A_MANAGER, found, "Run docker swarm unlock on it.");
        }
        if (message.contains("HTTP request to an HTTPS server")) {
            return new SwarmUnavailableException(
                    Reason.TLS, found, "Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, as for the docker client.");
        }
        if (message.contains("client version")) {
            return new SwarmUnavailableException(
                    Reason.UNSUPPORTED_API, found, "Use an engine that speaks API 1.41 (20.10) or newer.");
        }
        if (answer.status() == 401 || answer.status() == 403) {
            return new SwarmUnavailableException(
                    Reason.PERMISSION, found, "If a socket proxy stands before the engine, let it pass this path.");
        }
        return new SwarmUnavailableException(
                Reason.ENGINE_ERROR, found, "Look into the engine's log; it is asked again by itself.");
    }

    /** Anything thrown on the way. */
    SwarmUnavailableException of(String path, Throwable thrown) {
        Optional<SwarmUnavailableException> known = find(thrown, SwarmUnavailableException.class);
        if (known.isPresent()) {
            return known.get();
        }
        Optional<SwarmUnavailableException> file = ofSocketFile();
        if (file.isPresent()) {
            return file.get();
        }
        String detail = shorten(root(thrown));
        if (find(thrown, SSLException.class).isPresent()) {
            return TlsFailure.of(words, detail, thrown);
        }
        if (find(thrown, TooLargeException.class).isPresent()) {
            return new SwarmUnavailableException(
                    Reason.GARBLED,
                    "The engine at %s answered %s with %s.".formatted(words, path, detail),
                    "If the Swarm really is that large, raise swarmkeeper.engine.max-response and the server's memory.",
                    thrown);
        }
        if (find(thrown, ConnectTimeoutException.class).isPresent()
                || find(thrown, SocketTimeoutException.class).isPresent()) {
            return new SwarmUnavailableException(
                    Reason.TIMEOUT,
                    "No connection to the engine at %s in time: %s.".formatted(words, detail),
                    "Check that the machine is up and that no firewall is between.",
                    thrown);
        }
        if (find(thrown, ConnectException.class).isPresent()
                || find(thrown, UnknownHostException.class).isPresent()
                || find(thrown, NoRouteToHostException.class).isPresent()) {
            return new SwarmUnavailableException(
                    Reason.REFUSED,
                    "No connection to the engine at %s: %s.".formatted(words, detail),
                    "Start the engine there, or check DOCKER_HOST, now \"%s\".".formatted(host),
                    thrown);
        }
        if (find(thrown, NoHttpResponseException.class).isPresent()) {
            return new SwarmUnavailableException(
                    Reason.ENGINE_ERROR,
                    "The engine at %s closed the connection without answering %s.".formatted(words, path),
                    "See whether it is being restarted; it is asked again by itself.",
                    thrown);
        }
        if (find(thrown, HttpException.class).isPresent()
                || find(thrown, ConnectionClosedException.class).isPresent()
                || find(thrown, MalformedChunkCodingException.class).isPresent()
                || find(thrown, JacksonException.class).isPresent()
                || find(thrown, JsonText.MalformedException.class).isPresent()) {
            return garbled(path, root(thrown));
        }
        if (find(thrown, IOException.class).isPresent()) {
            return new SwarmUnavailableException(
                    Reason.REFUSED,
                    "The connection to the engine at %s broke: %s.".formatted(words, detail),
                    "See whether it is being restarted; it is asked again by itself.",
                    thrown);
        }
        return new SwarmUnavailableException(
                Reason.ENGINE_ERROR,
                "Asking the engine at %s for %s failed: %s.".formatted(words, path, detail),
                "Please report this with the server's log.",
                thrown);
    }

    /** The file says more about a failed connection than the system's error does. */
    private Optional<SwarmUnavailableException> ofSocketFile() {
        if (!words.startsWith("/")) {
            return Optional.empty();
        }
        Path socket = Path.of(words);
        if (!Files.exists(socket)) {
            boolean hidden = socket.getParent() != null
                    && Files.exists(socket.getParent())
                    && !Files.isExecutable(socket.getParent());
            return Optional.of(
                    hidden
                            ? permission("The folder of %s is closed to this user.".formatted(words))
                            : new SwarmUnavailableException(
                                    Reason.NO_SOCKET,
                                    "There is no socket at %s.".formatted(words),
                                    "Start the engine, mount its socket into the container, or set DOCKER_HOST."));
        }
        if (Files.isDirectory(socket)) {
            return Optional.of(new SwarmUnavailableException(
                    Reason.NO_SOCKET,
                    "%s is a folder, not a socket.".formatted(words),
                    "Docker makes a folder where a bind mount's source is missing: remove it, start the engine, then"
                            + " this container."));
        }
        if (!Files.isWritable(socket)) {
            return Optional.of(permission("The socket %s is closed to this user.".formatted(words)));
        }
        return Optional.empty();
    }

    private static SwarmUnavailableException permission(String found) {
        return new SwarmUnavailableException(
                Reason.PERMISSION, found, "Run Swarmkeeper as a member of the socket's group (usually docker).");
    }

    /** The engine's {@code {"message": …}}, else the text itself; one line, shortened, without its final stop. */
    static String message(Answer answer) {
        String text = answer.text();
        try {
            String message = Fields.text(ListReader.JSON.readTree(answer.body()), "message");
            text = message.isEmpty() ? text : message;
        } catch (JacksonException e) {
            // plain text, as engines answer when the path itself is wrong
        }
        return shorten(text);
    }

    private static String shorten(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        if (line.length() > MESSAGE_LENGTH) {
            return line.substring(0, MESSAGE_LENGTH) + "…";
        }
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    private static String root(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> type) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return Optional.of(type.cast(t));
            }
        }
        return Optional.empty();
    }

    private static String seconds(Duration limit) {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }
}
