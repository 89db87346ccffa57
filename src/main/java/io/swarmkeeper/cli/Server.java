package io.swarmkeeper.cli;

import io.swarmkeeper.analysis.report.SizesJson;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * A Swarmkeeper that is asked with the token of the environment. No redirect is followed: the token is for the one that
 * was named.
 */
final class Server {

    /** Holds the token; a command line is seen by everybody on the machine. */
    static final String TOKEN = "SWARMKEEPER_TOKEN";

    /** How long anybody waits for a whole answer. */
    static final Duration WHOLE = Duration.ofSeconds(60);

    static final int OK = 200;

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int MIB = 1 << 20;

    private final String address;
    private final String token;
    private final Duration whole;

    /**
     * @param address such as {@code https://swarmkeeper.example.com}
     * @throws UsageException if the environment has no token
     */
    Server(String address, Map<String, String> environment, Duration whole) {
        this.address = address;
        this.token = environment.getOrDefault(TOKEN, "").strip();
        this.whole = whole;
        if (token.isEmpty()) {
            throw new UsageException("%s: %s is not set; it holds the token for the server".formatted(address, TOKEN));
        }
    }

    static boolean isAddress(String source) {
        return source.startsWith("https://") || source.startsWith("http://");
    }

    /**
     * The answer, whatever its status; no more than {@link SizesJson#MOST_BYTES} of it are read.
     *
     * @param path with its query
     * @param request adds method, headers and body
     * @throws UsageException with the address, if there is none
     */
    HttpResponse<byte[]> ask(String path, UnaryOperator<HttpRequest.Builder> request) {
        HttpRequest wanted = request(path, request);
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
            CompletableFuture<HttpResponse<byte[]>> answer =
                    client.sendAsync(wanted, BodyHandlers.limiting(BodyHandlers.ofByteArray(), SizesJson.MOST_BYTES));
            try {
                return answer.get(whole.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                throw new UsageException(
                        "%s has not answered within %d s".formatted(address, Math.max(1, whole.toSeconds())));
            } catch (ExecutionException e) {
                throw new UsageException("%s cannot be asked: %s".formatted(address, why(e)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UsageException("interrupted");
            } finally {
                client.shutdownNow();
            }
        }
    }

    private HttpRequest request(String path, UnaryOperator<HttpRequest.Builder> request) {
        try {
            String base = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
            return request.apply(HttpRequest.newBuilder(URI.create(base + path))
                            .header("Authorization", "Bearer " + token)
                            .header("Accept", "application/json"))
                    .build();
        } catch (IllegalArgumentException e) {
            // The message may hold the token.
            throw new UsageException(
                    "%s is no address of a server, or %s holds what cannot be sent; an address such as https://swarmkeeper.example.com is expected"
                            .formatted(address, TOKEN));
        }
    }

    /** That it answered otherwise than was hoped for. @param why empty for what the status alone says */
    UsageException refused(int status, String why) {
        return new UsageException("%s answers %d: %s".formatted(address, status, why.isEmpty() ? words(status) : why));
    }

    private static String words(int status) {
        return switch (status) {
            case 401 -> "it does not know the token in " + TOKEN;
            case 403 -> "the token in %s does not suffice".formatted(TOKEN);
            case 404 -> "there is no Swarmkeeper at this address";
            case 301, 302, 303, 307, 308 ->
                "it sends elsewhere, where the token is not for; name that address itself if it is right";
            case 503 -> "the server does not see its Swarm";
            default -> "200 and JSON are expected; is it a Swarmkeeper?";
        };
    }

    private static String why(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof HttpConnectTimeoutException) {
            return "no connection within %d s".formatted(CONNECT.toSeconds());
        }
        if (cause instanceof ConnectException) {
            return "no connection";
        }
        String message = cause == null ? "" : String.valueOf(cause.getMessage());
        return message.contains("exceeds")
                ? "its answer is larger than %d MiB".formatted(SizesJson.MOST_BYTES / MIB)
                : message;
    }
}
