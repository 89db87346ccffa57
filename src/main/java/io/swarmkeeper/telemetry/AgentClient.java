package io.swarmkeeper.telemetry;

import io.swarmkeeper.wire.Answer;
import io.swarmkeeper.wire.Proof;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks agents over HTTP. Both ends prove the token in headers, so of an answer that proves nothing no body is read. An
 * answer is bounded in size and in time, and is taken whole or not at all. Safe for any thread.
 */
final class AgentClient implements AutoCloseable {

    static final int LARGEST = 8 << 20;

    /** Ten runs of a probe with 4 KiB of output each, escaped. */
    private static final int LARGEST_REPLY = 512 << 10;

    /** Answers that are made into records at once: each may be 8 MiB of text. */
    private static final int PARSERS = 4;

    private final Proof proof;
    private final Duration readTimeout;
    private final InstantSource clock;
    private final Semaphore parsers = new Semaphore(PARSERS);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;

    AgentClient(Proof proof, Duration connectTimeout, Duration readTimeout, InstantSource clock) {
        this.proof = proof;
        this.readTimeout = readTimeout;
        this.clock = clock;
        // No proxy: agents are on the server's own overlay.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .executor(threads)
                .build();
    }

    /** What came of a question. */
    sealed interface Pull {
        /** @param receivedAt when the answer's first byte was here */
        record Told(Answer answer, Instant receivedAt) implements Pull {}

        record WrongToken() implements Pull {}

        record Unproven() implements Pull {}

        record OtherFormat(int format) implements Pull {}

        /** @param why in words, after "it" */
        record Failed(String why) implements Pull {}
    }

    /** What the head of an answer says. */
    private static final class Head {
        private volatile int status;
        private volatile boolean proven;
        private volatile @Nullable Instant at;

        private boolean isGood() {
            return status == 200 && proven;
        }
    }

    Pull pull(InetSocketAddress address, Cursor cursor, int most) throws InterruptedException {
        String target = "/samples?boot=%s&after=%d&most=%d"
                .formatted(URLEncoder.encode(cursor.boot(), StandardCharsets.UTF_8), cursor.sequence(), most);
        String nonce = Proof.nonce();
        Head head = new Head();
        CompletableFuture<HttpResponse<byte[]>> asked = http.sendAsync(
                request(address, target, nonce).timeout(readTimeout).build(), body(head, nonce));
        try {
            byte[] body =
                    asked.get(readTimeout.toMillis(), TimeUnit.MILLISECONDS).body();
            return judge(head, body);
        } catch (TimeoutException e) {
            asked.cancel(true);
            return head.at == null
                    ? new Pull.Failed("did not answer within " + seconds(readTimeout))
                    : ofHead(head, "did not end its answer within " + seconds(readTimeout));
        } catch (ExecutionException e) {
            return ofHead(head, Failures.words(e.getCause() == null ? e : e.getCause(), readTimeout));
        }
    }

    private Pull ofHead(Head head, String failure) {
        if (head.at == null || head.isGood()) {
            return new Pull.Failed(failure);
        }
        return judge(head, new byte[0]);
    }

    private Pull judge(Head head, byte[] body) {
        Instant at = head.at;
        if (head.status == 401 || head.status == 403) {
            return new Pull.WrongToken();
        }
        if (!head.proven || at == null) {
            return new Pull.Unproven();
        }
        if (head.status != 200) {
            return new Pull.Failed("answered with HTTP status " + head.status);
        }
        parsers.acquireUninterruptibly();
        try {
            return new Pull.Told(AnswerReader.read(body), at);
        } catch (AnswerReader.OtherFormatException e) {
            return new Pull.OtherFormat(e.format);
        } catch (AnswerReader.SenselessException e) {
            return new Pull.Failed("answered, but " + e.getMessage());
        } finally {
            parsers.release();
        }
    }

    /** A proven answer, whatever its status. */
    record Reply(int status, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /**
     * Asks one question.
     *
     * @param method GET, or POST without a body
     * @throws IOException if no proven answer comes within the time; its message goes after "it"
     */
    Reply ask(InetSocketAddress address, String method, String target, Duration most)
            throws IOException, InterruptedException {
        String nonce = Proof.nonce();
        Head head = new Head();
        HttpRequest request = request(address, target, nonce)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(most)
                .build();
        CompletableFuture<HttpResponse<byte[]>> asked = http.sendAsync(request, info -> {
            head.proven = isProven(info.headers().firstValue(Proof.ANSWER_HEADER), nonce);
            head.at = clock.instant();
            return head.proven
                    ? BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_REPLY)
                            .apply(info)
                    : BodySubscribers.limiting(BodySubscribers.replacing(new byte[0]), 0);
        });
        try {
            HttpResponse<byte[]> response = asked.get(most.toMillis(), TimeUnit.MILLISECONDS);
            if (!head.proven) {
                throw new IOException("did not prove that it knows the token");
            }
            return new Reply(response.statusCode(), response.body());
        } catch (TimeoutException e) {
            asked.cancel(true);
            throw new IOException("did not answer within " + seconds(most), e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    head.proven || head.at == null
                            ? Failures.words(cause, most)
                            : "did not prove that it knows the token",
                    cause);
        }
    }

    /** An open stream of events, or why there is none. */
    InputStream follow(InetSocketAddress address) throws IOException, InterruptedException {
        String nonce = Proof.nonce();
        HttpRequest request =
                request(address, "/events", nonce).timeout(readTimeout).build();
        HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
        if (response.statusCode() != 200 || !isProven(response.headers().firstValue(Proof.ANSWER_HEADER), nonce)) {
            response.body().close();
            throw new IOException("answered the question for events with HTTP status " + response.statusCode());
        }
        return response.body();
    }

    private HttpRequest.Builder request(InetSocketAddress address, String target, String nonce) {
        return HttpRequest.newBuilder(URI.create("http://" + written(address) + target))
                .header(Proof.ASK_HEADER, proof.ask(nonce, target))
                .GET();
    }

    /** {@code host:port} with the IP address. */
    static String written(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        int zone = host.indexOf('%');
        String plain = zone < 0 ? host : host.substring(0, zone);
        return (plain.indexOf(':') < 0 ? plain : "[" + plain + "]") + ":" + address.getPort();
    }

    private BodyHandler<byte[]> body(Head head, String nonce) {
        return info -> {
            head.status = info.statusCode();
            head.proven = isProven(info.headers().firstValue(Proof.ANSWER_HEADER), nonce);
            head.at = clock.instant();
            return subscriber(head, info);
        };
    }

    private static BodySubscriber<byte[]> subscriber(Head head, ResponseInfo info) {
        if (!head.isGood()) {
            return BodySubscribers.limiting(BodySubscribers.replacing(new byte[0]), 0);
        }
        return BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST).apply(info);
    }

    private boolean isProven(java.util.Optional<String> header, String nonce) {
        return header.filter(h -> proof.isAnswer(h, nonce)).isPresent();
    }

    private static String seconds(Duration duration) {
        return io.swarmkeeper.swarm.Quantities.duration(duration);
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
