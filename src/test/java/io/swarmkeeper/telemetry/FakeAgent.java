package io.swarmkeeper.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.swarmkeeper.wire.AgentIdentity;
import io.swarmkeeper.wire.Answer;
import io.swarmkeeper.wire.DiskProbeRequest;
import io.swarmkeeper.wire.DiskSpeed;
import io.swarmkeeper.wire.ProbeAnswer;
import io.swarmkeeper.wire.ProbeRequest;
import io.swarmkeeper.wire.Proof;
import io.swarmkeeper.wire.Sample;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/** Speaks the agents' protocol over real HTTP, and breaks it in every way a test asks for. */
final class FakeAgent implements AutoCloseable {

    static final String TOKEN = "a token of the tests";
    static final String CHALLENGE = "0123456789abcdef".repeat(2);

    /** What goes wrong. */
    enum Fault {
        NONE,
        UNPROVEN,
        OTHER_FORMAT,
        HALF,
        HUGE,
        ENDLESS_STRANGER,
        HANG,
        HANG_IN_BODY,
        STATUS_500,
        IGNORES_MOST
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Proof proof;

    final List<Sample> samples = new CopyOnWriteArrayList<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    final AtomicInteger streams = new AtomicInteger();
    private final List<OutputStream> followers = new CopyOnWriteArrayList<>();
    volatile String nodeId;
    volatile String boot = "boot-1";
    volatile Fault fault = Fault.NONE;
    volatile Duration clockAhead = Duration.ZERO;
    volatile Duration up = Duration.ofSeconds(1);
    volatile UnaryOperator<String> text = t -> t;
    /** Answers every probe. */
    volatile Function<ProbeRequest, ProbeAnswer> probes = request -> {
        throw new IllegalStateException("no probe is expected");
    };
    /** Answers every wish to measure a disk. */
    volatile Function<DiskProbeRequest, DiskSpeed> disks = request -> {
        throw new IllegalStateException("no disk is expected to be measured");
    };
    /** Refuses every probe with these words, unless they are empty. */
    volatile String refusal = "";

    FakeAgent(String nodeId, String token) {
        this(nodeId, token, "127.0.0.1");
    }

    FakeAgent(String nodeId, String token, String address) {
        this.nodeId = nodeId;
        this.proof = new Proof(token);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/samples", this::samples);
        server.createContext("/events", this::events);
        server.createContext(ProbeRequest.CHALLENGE_PATH, this::challenge);
        server.createContext(ProbeRequest.PATH, this::probe);
        server.createContext(DiskProbeRequest.PATH, this::measure);
        server.start();
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    private void samples(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = exchange.getRequestURI().toString();
            asked.add(target);
            if (fault == Fault.HANG) {
                pause();
                return;
            }
            if (!allows(exchange, target)) {
                return;
            }
            if (fault == Fault.STATUS_500) {
                exchange.sendResponseHeaders(500, -1);
                return;
            }
            if (fault == Fault.HUGE || fault == Fault.ENDLESS_STRANGER) {
                exchange.sendResponseHeaders(200, 0);
                byte[] block = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
                for (int i = 0; i < 400; i++) {
                    exchange.getResponseBody().write(block);
                }
                return;
            }
            byte[] body = answer(target).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            if (fault == Fault.HALF) {
                exchange.getResponseBody().write(body, 0, body.length / 2);
                exchange.getResponseBody().flush();
                return;
            }
            if (fault == Fault.HANG_IN_BODY) {
                exchange.getResponseBody().write(body, 0, body.length / 2);
                exchange.getResponseBody().flush();
                pause();
                return;
            }
            exchange.getResponseBody().write(body);
        }
    }

    private boolean allows(HttpExchange exchange, String target) throws IOException {
        String header = exchange.getRequestHeaders().getFirst(Proof.ASK_HEADER);
        if (header == null || !proof.isAsk(header, target)) {
            exchange.sendResponseHeaders(401, -1);
            return false;
        }
        if (fault != Fault.UNPROVEN && fault != Fault.ENDLESS_STRANGER) {
            exchange.getResponseHeaders().set(Proof.ANSWER_HEADER, proof.answer(header));
        }
        return true;
    }

    private String answer(String target) {
        long after = target.contains("boot=" + boot + "&") ? number(target, "after") : 0;
        long most = fault == Fault.IGNORES_MOST ? Long.MAX_VALUE : number(target, "most");
        long clock = System.currentTimeMillis() + clockAhead.toMillis();
        Answer answer = new Answer(
                fault == Fault.OTHER_FORMAT ? 99 : Answer.FORMAT,
                new AgentIdentity(nodeId, nodeId, "10.0.0.1", "0.1.0", clock - up.toMillis()),
                boot,
                clock,
                samples.stream().filter(s -> s.sequence() > after).limit(most).toList());
        return text.apply(JsonMapper.shared().writeValueAsString(answer));
    }

    private void challenge(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (allows(exchange, ProbeRequest.CHALLENGE_PATH)) {
                answer(exchange, fault == Fault.STATUS_500 ? 500 : 200, CHALLENGE + "\n");
            }
        }
    }

    private void probe(HttpExchange exchange) throws IOException {
        errand(exchange, query -> probes.apply(ProbeRequest.ofQuery(query)));
    }

    private void measure(HttpExchange exchange) throws IOException {
        errand(exchange, query -> disks.apply(DiskProbeRequest.ofQuery(query)));
    }

    private void errand(HttpExchange exchange, Function<String, Object> work) throws IOException {
        try (exchange) {
            String target = exchange.getRequestURI().toString();
            asked.add(exchange.getRequestMethod() + " " + target);
            if (!allows(exchange, target)) {
                return;
            }
            if (!refusal.isEmpty()) {
                answer(exchange, 409, refusal);
                return;
            }
            Object answer = work.apply(exchange.getRequestURI().getRawQuery());
            answer(exchange, 200, text.apply(JsonMapper.shared().writeValueAsString(answer)));
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static long number(String target, String name) {
        return Long.parseLong(target.replaceAll(".*[?&]" + name + "=(\\d+).*", "$1"));
    }

    private void events(HttpExchange exchange) throws IOException {
        if (!allows(exchange, exchange.getRequestURI().toString())) {
            exchange.close();
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        followers.add(exchange.getResponseBody());
        streams.incrementAndGet(); // whoever waits for a listener tells it something next
        pause();
    }

    /** To everybody who listens. */
    void tell(String line) {
        for (OutputStream follower : followers) {
            try {
                follower.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                follower.flush();
            } catch (IOException e) {
                followers.remove(follower);
            }
        }
    }

    private void pause() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
