package io.swarmkeeper.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.swarmkeeper.wire.AgentIdentity;
import io.swarmkeeper.wire.Answer;
import io.swarmkeeper.wire.DiskProbeRequest;
import io.swarmkeeper.wire.DiskSpeed;
import io.swarmkeeper.wire.ProbeAnswer;
import io.swarmkeeper.wire.ProbeRequest;
import io.swarmkeeper.wire.Proof;
import io.swarmkeeper.wire.TaskEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an agent answers over HTTP: {@code /samples}, {@code /events} and the two probes to whoever proves to know the token, {@code /metrics} to Prometheus with the token as bearer, {@code /healthy} to
 * anyone.
 */
final class AgentServer {

    private static final long BEAT_SECONDS = 5;

    private final HttpServer http;
    private final Proof proof;
    private final String token;
    private final String boot = Proof.nonce();
    private final Ring ring;
    private final Broadcast broadcast;
    private final Challenges challenges;
    private final HealthProbes probes;
    private final DiskProbes disks;
    private final Supplier<@Nullable AgentIdentity> identity;
    private final Supplier<String> metrics;
    private final Supplier<String> unwell;
    private final LongSupplier clock;

    /** @param unwell why this agent had better be started anew; empty if it is well */
    AgentServer(
            AgentSettings settings,
            Proof proof,
            Ring ring,
            Broadcast broadcast,
            Challenges challenges,
            HealthProbes probes,
            DiskProbes disks,
            Supplier<@Nullable AgentIdentity> identity,
            Supplier<String> metrics,
            Supplier<String> unwell,
            LongSupplier clock)
            throws IOException {
        this.proof = proof;
        this.token = settings.token();
        this.ring = ring;
        this.broadcast = broadcast;
        this.challenges = challenges;
        this.probes = probes;
        this.disks = disks;
        this.identity = identity;
        this.metrics = metrics;
        this.unwell = unwell;
        this.clock = clock;
        http = HttpServer.create(new InetSocketAddress(settings.port()), 16);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::answer);
    }

    void start() {
        http.start();
    }

    int port() {
        return http.getAddress().getPort();
    }

    void stop() {
        http.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            boolean writes = path.equals(ProbeRequest.PATH) || path.equals(DiskProbeRequest.PATH);
            if (!exchange.getRequestMethod().equals(writes ? "POST" : "GET")) {
                text(exchange, 405, "only %s is answered here".formatted(writes ? "POST" : "GET"));
                return;
            }
            switch (path) {
                case "/healthy" -> healthy(exchange);
                case "/metrics" -> metrics(exchange);
                case "/samples" -> proven(exchange, this::samples);
                case "/events" -> proven(exchange, this::events);
                case ProbeRequest.CHALLENGE_PATH -> proven(exchange, e -> text(e, 200, challenges.give()));
                case ProbeRequest.PATH -> proven(exchange, this::probe);
                case DiskProbeRequest.PATH -> proven(exchange, this::measure);
                default -> text(exchange, 404, "there is no %s".formatted(path));
            }
        }
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private void proven(HttpExchange exchange, Handler handler) throws IOException {
        String header = header(exchange, Proof.ASK_HEADER);
        if (proof.isAsk(header, exchange.getRequestURI().toString())) {
            exchange.getResponseHeaders().set(Proof.ANSWER_HEADER, proof.answer(header));
            handler.handle(exchange);
        } else {
            text(exchange, 401, "the request does not prove that it knows the agents' token");
        }
    }

    private void healthy(HttpExchange exchange) throws IOException {
        String why = unwell.get();
        text(exchange, why.isEmpty() ? 200 : 503, why.isEmpty() ? "healthy" : why);
    }

    private void metrics(HttpExchange exchange) throws IOException {
        String authorization = header(exchange, "Authorization");
        boolean known = authorization.startsWith("Bearer ") && Proof.same(authorization.substring(7), token);
        text(exchange, known ? 200 : 401, known ? metrics.get() : "the agents' token is needed as bearer");
    }

    private static String rawQuery(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        return query == null ? "" : query;
    }

    private void measure(HttpExchange exchange) throws IOException {
        switch (disks.run(rawQuery(exchange))) {
            case DiskProbes.Outcome.Measured(DiskSpeed speed) -> json(exchange, speed);
            case DiskProbes.Outcome.Senseless(String why) -> text(exchange, 400, why);
            case DiskProbes.Outcome.Refused(String why) -> text(exchange, 409, why);
        }
    }

    private static void json(HttpExchange exchange, Record answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        byte[] bytes = RecordJson.write(answer).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void probe(HttpExchange exchange) throws IOException {
        switch (probes.run(rawQuery(exchange))) {
            case HealthProbes.Outcome.Ran(ProbeAnswer answer) -> json(exchange, answer);
            case HealthProbes.Outcome.Senseless(String why) -> text(exchange, 400, why);
            case HealthProbes.Outcome.Refused(String why) -> text(exchange, 409, why);
        }
    }

    private void samples(HttpExchange exchange) throws IOException {
        AgentIdentity self = identity.get();
        if (self == null) {
            text(exchange, 503, "the engine has not said yet which node this is");
            return;
        }
        Map<String, String> query = query(exchange);
        long after = boot.equals(query.get("boot")) ? number(query.getOrDefault("after", "0")) : 0;
        long most = number(query.getOrDefault("most", "0"));
        List<String> samples =
                ring.after(after, most > 0 ? (int) Math.min(most, Integer.MAX_VALUE) : Integer.MAX_VALUE);
        String head = RecordJson.write(new Answer(Answer.FORMAT, self, boot, clock.getAsLong(), List.of()));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            // the list is the last member, and empty: it ends with ]}
            out.write(head.substring(0, head.length() - 2).getBytes(StandardCharsets.UTF_8));
            boolean first = true;
            for (String sample : samples) {
                out.write((first ? sample : "," + sample).getBytes(StandardCharsets.UTF_8));
                first = false;
            }
            out.write("]}".getBytes(StandardCharsets.UTF_8));
        }
    }

    private void events(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
        exchange.sendResponseHeaders(200, 0);
        BlockingQueue<TaskEvent> queue = broadcast.listen();
        try (OutputStream out = exchange.getResponseBody()) {
            line(out, beat());
            while (true) {
                TaskEvent event = queue.poll(BEAT_SECONDS, TimeUnit.SECONDS);
                line(out, event == null ? beat() : event);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            broadcast.stop(queue);
        }
    }

    private TaskEvent beat() {
        return new TaskEvent("beat", clock.getAsLong(), "", "", "", null);
    }

    private static void line(OutputStream out, TaskEvent event) throws IOException {
        out.write((RecordJson.write(event) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String raw = exchange.getRequestURI().getQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return query;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void text(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = (text.endsWith("\n") ? text : text + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
