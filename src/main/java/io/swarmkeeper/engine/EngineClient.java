package io.swarmkeeper.engine;

import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Talks HTTP with one engine, over docker-java's transport, and keeps its promises: every call ends in time, every
 * answer is bounded, every failure is a {@link SwarmUnavailableException}. Safe for any thread; connects when first
 * used, so that a server starts without an engine.
 *
 * <p>Each call runs on a thread that is interrupted when its time is over, because the transport's own response timeout
 * does nothing on a unix socket. A platform thread: a large answer comes in some hundred small reads, and on two cores
 * a virtual thread's parking at each made them take half as long again. Event streams have connections of their own: a
 * stream never ends by itself and would use up the pool.
 */
final class EngineClient implements AutoCloseable {

    /** The oldest engine we know how to talk to is 20.10. */
    private static final ApiVersion OLDEST = new ApiVersion(1, 41);

    private static final byte[] NO_BODY = {};

    /** @param body of the whole answer */
    record Answer(int status, byte[] body) {
        boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** Connections to one address. */
    private record Transport(
            EngineAddress address,
            DockerHttpClient calls,
            DockerHttpClient streams,
            @Nullable Certificates certificates) {}

    private final EngineSettings settings;
    private final int largestResponse;
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("engine-", 0).factory());
    private final Object building = new Object();
    private volatile @Nullable Transport transport;
    private volatile @Nullable ApiVersion version;

    EngineClient(EngineSettings settings) {
        this.settings = settings;
        this.largestResponse = settings.largestResponse();
    }

    /** Asks the engine for its newest API version, which all paths carry from now on, and for renewed certificates. */
    ApiVersion connect() throws SwarmUnavailableException {
        Transport current = transport;
        if (current != null
                && current.certificates() != null
                && current.certificates().areOutdated(settings.certPath())) {
            synchronized (building) {
                transport = null;
            }
            close(current);
        }
        version = null;
        return version();
    }

    /** {@code GET}, whatever the status. @param path below the version, e.g. {@code /services} */
    Answer get(String path) throws SwarmUnavailableException {
        return call(once(Request.Method.GET, "/v" + version() + path, NO_BODY), settings.readTimeout());
    }

    /** {@code GET} that must succeed. */
    byte[] read(String path) throws SwarmUnavailableException {
        Answer answer = get(path);
        if (!answer.isSuccess()) {
            throw failures().ofAnswer(path, answer);
        }
        return answer.body();
    }

    /**
     * {@code POST}, sent at most once, whatever the status.
     *
     * @throws SwarmUnavailableException if there was no answer; the engine may have acted all the same
     */
    Answer post(String path, byte[] json) throws SwarmUnavailableException {
        Request request = once(Request.Method.POST, "/v" + version() + path, json);
        return call(request, settings.writeTimeout());
    }

    /** Opens a stream that never ends by itself. The caller closes the response, never its body. */
    Response open(String path) throws SwarmUnavailableException {
        Request request = Request.builder()
                .method(Request.Method.GET)
                .path("/v" + version() + path)
                .build();
        DockerHttpClient client = transport().streams();
        Response response = within(settings.readTimeout(), path, () -> client.execute(request));
        if (response.getStatusCode() != 200) {
            try (response) {
                throw failures().ofAnswer(path, new Answer(response.getStatusCode(), bounded(response.getBody())));
            } catch (IOException e) {
                throw failures().of(path, e);
            }
        }
        return response;
    }

    EngineFailures failures() {
        Transport current = transport;
        return new EngineFailures(
                current == null ? settings.host() : current.address().words(), settings.host());
    }

    @Override
    public void close() {
        Transport current = transport;
        transport = null;
        if (current != null) {
            close(current);
        }
        threads.shutdownNow();
    }

    private ApiVersion version() throws SwarmUnavailableException {
        ApiVersion known = version;
        if (known != null) {
            return known;
        }
        Request request = once(Request.Method.GET, "/_ping", NO_BODY);
        DockerHttpClient client = transport().calls();
        ApiVersion found = within(settings.readTimeout(), "/_ping", () -> {
            try (Response response = client.execute(request)) {
                byte[] body = bounded(response.getBody());
                String header = response.getHeader("Api-Version");
                if (response.getStatusCode() != 200) {
                    throw failures().ofAnswer("/_ping", new Answer(response.getStatusCode(), body));
                }
                return ApiVersion.parse(header == null ? "" : header)
                        .orElseThrow(() -> failures().notAnEngine());
            }
        });
        if (found.compareTo(OLDEST) < 0) {
            throw new SwarmUnavailableException(
                    Reason.UNSUPPORTED_API,
                    "The engine at %s speaks API %s at most."
                            .formatted(failures().words(), found),
                    "Upgrade it: Swarmkeeper needs API %s, which is engine 20.10, or newer.".formatted(OLDEST));
        }
        version = found;
        return found;
    }

    /**
     * A request that goes out once. By itself the transport repeats what it can, after a second of waiting when the
     * answer was 503; what has a stream as its body it cannot repeat, so a body it gets, if an empty one.
     */
    private static Request once(Request.Method method, String path, byte[] body) {
        return Request.builder()
                .method(method)
                .path(path)
                .putHeader("Content-Type", "application/json")
                .body(new ByteArrayInputStream(body))
                .build();
    }

    private Answer call(Request request, Duration limit) throws SwarmUnavailableException {
        DockerHttpClient client = transport().calls();
        String withoutVersion = request.path().replaceFirst("^/v[0-9.]+", "");
        return within(limit, withoutVersion, () -> {
            try (Response response = client.execute(request)) {
                return new Answer(response.getStatusCode(), bounded(response.getBody()));
            }
        });
    }

    private interface Call<T> {
        T run() throws Exception;
    }

    private <T> T within(Duration limit, String path, Call<T> call) throws SwarmUnavailableException {
        Future<T> future = threads.submit(call::run);
        try {
            return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw failures().timeout(path, limit);
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw failures().interrupted(path);
        } catch (ExecutionException e) {
            throw failures().of(path, e.getCause() == null ? e : e.getCause());
        }
    }

    /** The whole body, which must be read to its end for the connection to be used again. */
    private byte[] bounded(InputStream body) throws IOException {
        byte[] bytes = new byte[1 << 16];
        int length = 0;
        while (true) {
            int count = body.read(bytes, length, bytes.length - length);
            if (count < 0) {
                return Arrays.copyOf(bytes, length);
            }
            length += count;
            if (length > largestResponse) {
                throw new TooLargeException(largestResponse);
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(2L * length, largestResponse + 1L));
            }
        }
    }

    /** The answer is larger than we are ready to hold. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(int most) {
            super("more than %d MiB".formatted(most >> 20));
        }
    }

    private Transport transport() throws SwarmUnavailableException {
        Transport current = transport;
        if (current != null) {
            return current;
        }
        synchronized (building) {
            if (transport == null) {
                transport = build();
            }
            return transport;
        }
    }

    private Transport build() throws SwarmUnavailableException {
        EngineAddress address = EngineAddress.of(settings);
        Certificates certificates = address instanceof EngineAddress.Tcp(var uri, boolean tls) && tls
                ? Certificates.load(settings.certPath())
                : null;
        return new Transport(
                address,
                client(address, certificates, settings.maxConnections()),
                client(address, certificates, 4),
                certificates);
    }

    private DockerHttpClient client(EngineAddress address, @Nullable Certificates certificates, int connections) {
        return new ApacheDockerHttpClient.Builder()
                .dockerHost(address.uri())
                .sslConfig(certificates)
                .maxConnections(connections)
                .connectionTimeout(settings.connectTimeout())
                .build();
    }

    private static void close(Transport old) {
        try (old.streams;
                old.calls) {
            // both are closed even if one fails
        } catch (IOException e) {
            // nothing of it is used any more
        }
    }
}
