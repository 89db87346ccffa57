package io.swarmkeeper.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers on a unix socket as an engine once did. */
final class RecordedEngine implements AutoCloseable {

    private final ServerSocketChannel server;
    private final Map<String, String> answers = new ConcurrentHashMap<>();

    RecordedEngine(Path socket) throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofPlatform().daemon().start(this::serve);
    }

    /** From now on; any other target is answered with 404. */
    void answers(String target, String json) {
        answers.put(target, json);
    }

    private void serve() {
        while (true) {
            try (SocketChannel call = server.accept();
                    BufferedReader reader = new BufferedReader(
                            new InputStreamReader(Channels.newInputStream(call), StandardCharsets.US_ASCII))) {
                String target = reader.readLine().split(" ")[1];
                while (!reader.readLine().isEmpty()) {
                    // the rest of the head
                }
                String json = answers.get(target);
                String answer = json == null ? "HTTP/1.0 404 Not Found\r\n\r\n{}" : "HTTP/1.0 200 OK\r\n\r\n" + json;
                call.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // the caller has gone: the next one
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
