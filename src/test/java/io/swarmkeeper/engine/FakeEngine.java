package io.swarmkeeper.engine;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** An engine that misbehaves on demand: HTTP over a unix socket, answering each path as it was told to. */
final class FakeEngine implements AutoCloseable {

    /** What to write to the connection; it stays open if this returns true. */
    interface Reaction {
        boolean answer(OutputStream out) throws IOException, InterruptedException;
    }

    /** {@code METHOD path}, in the order they came. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    final List<String> bodies = new CopyOnWriteArrayList<>();

    private final Map<String, Reaction> reactions = new ConcurrentHashMap<>();
    private final Path socket;
    private final ServerSocketChannel server;
    private final CountDownLatch end = new CountDownLatch(1);

    FakeEngine(Path folder) throws IOException {
        socket = folder.resolve("fake.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::accept);
        on("/_ping", ping("1.41"));
    }

    String host() {
        return "unix://" + socket;
    }

    /** @param path without version and query */
    FakeEngine on(String path, Reaction reaction) {
        reactions.put(path, reaction);
        return this;
    }

    static Reaction ping(String version) {
        return raw("HTTP/1.1 200 OK\r\nApi-Version: " + version + "\r\nContent-Length: 2\r\n\r\nOK", true);
    }

    static Reaction json(String body) {
        return status(200, body);
    }

    static Reaction status(int status, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return raw(
                "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(status, length, body),
                true);
    }

    static Reaction raw(String text, boolean keep) {
        return out -> {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return keep;
        };
    }

    /** Says nothing, until the fake is closed. */
    Reaction hang() {
        return out -> {
            end.await();
            return false;
        };
    }

    /** Begins to answer, then says nothing more. */
    Reaction stall(String begin) {
        return out -> {
            raw(begin, true).answer(out);
            end.await();
            return false;
        };
    }

    /** A list that has no end before this many bytes. */
    static Reaction flood(long bytes) {
        return out -> {
            out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[".getBytes(StandardCharsets.UTF_8));
            byte[] filling = "{\"ID\":\"x\"},".repeat(5000).getBytes(StandardCharsets.UTF_8);
            for (long sent = 0; sent < bytes; sent += filling.length) {
                out.write(filling);
            }
            return false;
        };
    }

    /** Takes the request and hangs up. */
    static Reaction hangUp() {
        return out -> false;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = server.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(Channels.newInputStream(connection));
            OutputStream out = Channels.newOutputStream(connection);
            boolean open = true;
            while (open) {
                String head = head(in);
                if (head.isEmpty()) {
                    return;
                }
                String[] words = head.split(" ", 3);
                String path = words[1].replaceFirst("^/v[0-9.]+", "").replaceFirst("\\?.*", "");
                requests.add(words[0] + " " + path);
                String body = body(in, head);
                if (words[0].equals("POST")) {
                    bodies.add(body);
                }
                open = reactions
                        .getOrDefault(path, status(404, "{\"message\":\"page not found\"}"))
                        .answer(out);
            }
        } catch (IOException | InterruptedException e) {
            // the other side went away
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int b;
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n") && (b = in.read()) >= 0) {
            head.write(b);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static String body(InputStream in, String head) throws IOException {
        if (!head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")) {
            return ""; // our client sends its bodies as streams, without a length
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int length = Integer.parseInt(line(in), 16);
            body.write(in.readNBytes(length));
            line(in);
            if (length == 0) {
                return body.toString(StandardCharsets.UTF_8);
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        end.countDown();
        server.close();
        Files.deleteIfExists(socket);
    }
}
