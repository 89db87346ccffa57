package io.swarmkeeper.agent;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The engine of this node over its unix socket, in HTTP/1.0: one request, one connection, no chunks. Without a version in
 * the path the engine answers in its own. Every call is bounded in time: a unix socket has no time-out of its own, so a
 * watchman closes it.
 */
final class EngineSocket {

    private static final int LONGEST_ANSWER = 16 << 20;

    private final Path path;
    private final Duration patience;
    private final ScheduledExecutorService watchman = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("watchman").daemon().factory());

    EngineSocket(Path path, Duration patience) {
        this.path = path;
        this.patience = patience;
    }

    /** @throws IOException with the engine's own words if it answers anything but 2xx, or nothing in time */
    JsonObject object(String target) throws IOException {
        try {
            return JsonParser.object().from(text("GET", target, ""));
        } catch (JsonParserException e) {
            throw new IOException("the engine's answer to " + target + " is no JSON: " + e.getMessage(), e);
        }
    }

    JsonArray array(String target) throws IOException {
        try {
            return JsonParser.array().from(text("GET", target, ""));
        } catch (JsonParserException e) {
            throw new IOException("the engine's answer to " + target + " is no JSON: " + e.getMessage(), e);
        }
    }

    JsonObject post(String target, JsonObject body) throws IOException {
        try {
            return JsonParser.object().from(text("POST", target, JsonWriter.string(body)));
        } catch (JsonParserException e) {
            throw new IOException("the engine's answer to " + target + " is no JSON: " + e.getMessage(), e);
        }
    }

    /** Reads the body of an answer as it comes. */
    interface Body<T> {
        T read(InputStream body) throws IOException;
    }

    /** The engine, or what it runs for us, had not ended its answer when we stopped waiting. */
    static final class LateException extends IOException {
        private static final long serialVersionUID = 1L;

        LateException(Duration patience, IOException cause) {
            super("the engine did not answer in " + patience.toSeconds() + " s", cause);
        }
    }

    /**
     * A POST whose answer is a stream.
     *
     * @param body not sent if it is empty: an engine that does not read it resets the connection at its end
     * @param most how long the stream may go on
     * @throws LateException if it goes on for longer
     */
    <T> T stream(String target, JsonObject body, Duration most, Body<T> reader) throws IOException {
        try (Call call = new Call(most)) {
            call.send("POST", target, body.isEmpty() ? "" : JsonWriter.string(body));
            int status = call.head();
            if (status < 200 || status > 299) {
                throw refusal(status, target, new String(call.in.readNBytes(300), StandardCharsets.UTF_8));
            }
            try {
                return reader.read(call.in);
            } catch (IOException e) {
                throw call.late ? new LateException(most, e) : e;
            }
        }
    }

    /** Reads the body of an answer to a GET as it comes. */
    <T> T read(String target, Body<T> reader) throws IOException {
        try (Call call = new Call(patience)) {
            call.send("GET", target, "");
            int status = call.head();
            if (status != 200) {
                throw refusal(status, target, new String(call.in.readNBytes(300), StandardCharsets.UTF_8));
            }
            return reader.read(call.in);
        }
    }

    void delete(String target) throws IOException {
        text("DELETE", target, "");
    }

    private static IOException refusal(int status, String target, String text) {
        return new IOException("the engine answers %d to %s: %s"
                .formatted(
                        status,
                        target,
                        text.substring(0, Math.min(300, text.length())).strip()));
    }

    private String text(String method, String target, String body) throws IOException {
        try (Call call = new Call(patience)) {
            call.send(method, target, body);
            int status = call.head();
            byte[] answer = call.rest();
            String text = new String(answer, StandardCharsets.UTF_8);
            if (status < 200 || status > 299) {
                throw refusal(status, target, text);
            }
            return text;
        }
    }

    /** An open answer, a line at a time, without a bound in time; whoever opens it closes it. */
    Lines follow(String target) throws IOException {
        Call call = new Call(patience);
        try {
            call.send("GET", target, "");
            int status = call.head();
            if (status != 200) {
                throw new IOException("the engine answers %d to %s".formatted(status, target));
            }
            call.watch.cancel(false);
            return new Lines(call, new BufferedReader(new InputStreamReader(call.in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            call.close();
            throw e;
        }
    }

    /** Lines as they come. */
    record Lines(AutoCloseable call, BufferedReader reader) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    private final class Call implements AutoCloseable {
        private final SocketChannel channel;
        private final InputStream in;
        private final ScheduledFuture<?> watch;
        private final Duration most;
        private volatile boolean late;

        Call(Duration most) throws IOException {
            this.most = most;
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            in = new BufferedInputStream(Channels.newInputStream(channel));
            watch = watchman.schedule(this::giveUp, most.toMillis(), TimeUnit.MILLISECONDS);
            try {
                channel.connect(UnixDomainSocketAddress.of(path));
            } catch (IOException e) {
                close();
                throw new IOException("no engine at %s: %s".formatted(path, e.getMessage()), e);
            }
        }

        private void giveUp() {
            late = true;
            try {
                channel.close();
            } catch (IOException e) {
                // whoever waits on it is told by its own call
            }
        }

        void send(String method, String target, String body) throws IOException {
            byte[] content = body.getBytes(StandardCharsets.UTF_8);
            String head = method + " " + target + " HTTP/1.0\r\nHost: engine\r\n"
                    + (content.length > 0
                            ? "Content-Type: application/json\r\nContent-Length: " + content.length + "\r\n"
                            : "")
                    + "\r\n";
            write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
            write(ByteBuffer.wrap(content));
        }

        private void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        /** Reads up to the empty line and returns the status. */
        int head() throws IOException {
            StringBuilder head = new StringBuilder();
            try {
                while (head.length() < 32_768 && !head.toString().endsWith("\r\n\r\n")) {
                    int next = in.read();
                    if (next < 0) {
                        break;
                    }
                    head.append((char) next);
                }
            } catch (IOException e) {
                throw late ? new LateException(most, e) : e;
            }
            String[] words = head.toString().split(" ", 3);
            if (words.length < 2 || !words[0].startsWith("HTTP/")) {
                IOException hungUp = new IOException("the engine hung up");
                throw late ? new LateException(most, hungUp) : hungUp;
            }
            return Integer.parseInt(words[1]);
        }

        byte[] rest() throws IOException {
            try {
                return in.readNBytes(LONGEST_ANSWER);
            } catch (IOException e) {
                throw late ? new LateException(most, e) : e;
            }
        }

        @Override
        public void close() {
            watch.cancel(false);
            try {
                channel.close();
            } catch (IOException e) {
                // it is of no more use either way
            }
        }
    }
}
