package io.swarmkeeper.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whoever calls the server, over real HTTP. Each comes from a loopback address of its own, so that one test's failed
 * logins slow down no other.
 */
public final class Caller {

    public static final String PASSWORD = "correct-horse-9";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final AtomicInteger ADDRESSES = new AtomicInteger(2);

    private final int port;
    private final HttpClient client;
    private final List<String> headers;

    /** What came back. */
    public record Answer(HttpResponse<byte[]> response) {

        public int status() {
            return response.statusCode();
        }

        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return JSON.readTree(response.body());
        }

        public String header(String name) {
            return String.join(", ", response.headers().allValues(name));
        }

        /** The problem's code, or the status and body if it is none. */
        public String code() {
            return header("Content-Type").equals("application/problem+json")
                    ? json().path("code").asString()
                    : status() + " " + header("Content-Type") + " " + text();
        }
    }

    private Caller(int port, HttpClient client, List<String> headers) {
        this.port = port;
        this.client = client;
        this.headers = headers;
    }

    /** Nobody known, from an address that nobody else calls from. */
    public static Caller stranger(int port) {
        try {
            int number = ADDRESSES.getAndIncrement(); // more than 256 of them in one run
            byte[] address = {127, 0, (byte) (1 + (number >> 8)), (byte) number};
            HttpClient client = HttpClient.newBuilder()
                    .localAddress(InetAddress.getByAddress(address))
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
            return new Caller(port, client, List.of());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Caller admin(int port) {
        return stranger(port).as("admin", PASSWORD);
    }

    /** The same caller with Basic credentials. */
    public Caller as(String name, String password) {
        String pair = Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
        return with("Authorization", "Basic " + pair);
    }

    public Caller withToken(String secret) {
        return with("Authorization", "Bearer " + secret);
    }

    public Caller with(String header, String value) {
        List<String> more = new ArrayList<>(headers);
        more.addAll(List.of(header, value));
        return new Caller(port, client, more);
    }

    public Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    public Answer post(String path, String json) {
        return with("Content-Type", "application/json").send("POST", path, BodyPublishers.ofString(json));
    }

    public Answer put(String path, String json) {
        return with("Content-Type", "application/json").send("PUT", path, BodyPublishers.ofString(json));
    }

    public Answer delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    public Answer form(String path, String body) {
        return with("Content-Type", "application/x-www-form-urlencoded")
                .send("POST", path, BodyPublishers.ofString(body));
    }

    private HttpRequest request(String method, String path, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body);
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        return request.build();
    }

    public Answer send(String method, String path, BodyPublisher body) {
        try {
            return new Answer(client.send(request(method, path, body), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Opens what may never end, such as a stream of events. The caller closes the body. */
    public HttpResponse<InputStream> open(String path) {
        try {
            return client.send(request("GET", path, BodyPublishers.noBody()), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new IllegalStateException("GET " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A browser's session of this account, as the header Cookie, from its login form. */
    public String signIn(String name, String password) {
        Answer page = with("Accept", "text/html").get("/login");
        String csrf = cookie(page, "SWARMKEEPER-CSRF");
        Answer in = with("Cookie", csrf)
                .form("/login", "username=%s&password=%s&_csrf=%s".formatted(name, password, masked(csrf)));
        return cookie(in, "SWARMKEEPER");
    }

    /** The token of this cookie as a page would hold it: behind a mask, here of zeros (BREACH, XorCsrfToken). */
    public static String masked(String csrfCookie) {
        byte[] token = value(csrfCookie).getBytes(StandardCharsets.UTF_8);
        byte[] masked = new byte[token.length * 2];
        System.arraycopy(token, 0, masked, token.length, token.length);
        return Base64.getUrlEncoder().encodeToString(masked);
    }

    /** {@code name=value} of a cookie that was set; empty text if it was not. */
    public static String cookie(Answer answer, String name) {
        return answer.response().headers().allValues("Set-Cookie").stream()
                .map(c -> c.split(";")[0])
                .filter(c -> c.startsWith(name + "=") && c.length() > name.length() + 1)
                .reduce((first, last) -> last)
                .orElse("");
    }

    public static String value(String cookie) {
        return Arrays.asList(cookie.split("=", 2)).getLast();
    }
}
