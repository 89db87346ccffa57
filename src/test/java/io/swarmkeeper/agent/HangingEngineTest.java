package io.swarmkeeper.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.swarmkeeper.wire.ContainerUse;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that answers, and then does not: each call costs its whole patience, and everybody waits for the lock. */
class HangingEngineTest {

    /** Longer than a busy machine takes to answer for all of them. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int MANY = 12;

    @TempDir
    Path host;

    private final List<SocketChannel> open = new CopyOnWriteArrayList<>();
    private volatile boolean hangs;
    private volatile boolean hangsAfterTheList;
    private volatile String network = "front";
    private ServerSocketChannel server;
    private Containers containers;

    @BeforeEach
    void start() throws IOException {
        write("proc/42/cgroup", "4:memory:/docker\n2:cpu,cpuacct:/docker\n");
        write("proc/42/net/dev", "  lo: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
        write("cgroup/memory/docker/memory.stat", "total_inactive_file 0\n");
        write("cgroup/memory/docker/memory.usage_in_bytes", "1000\n");
        write("cgroup/memory/docker/memory.max_usage_in_bytes", "1000\n");
        write("cgroup/memory/docker/memory.oom_control", "oom_kill 0\n");
        write("cgroup/cpuacct/docker/cpuacct.usage", "0\n");
        Path socket = host.resolve("engine.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::serve);
        containers = containers(PATIENCE);
    }

    private Containers containers(Duration patience) {
        return new Containers(
                new EngineSocket(host.resolve("engine.sock"), patience),
                new Cgroups(host.resolve("proc"), host.resolve("cgroup")),
                host.resolve("proc"),
                new KillLedger(),
                System::currentTimeMillis);
    }

    private void write(String path, String text) throws IOException {
        Path file = host.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        for (SocketChannel channel : open) {
            channel.close();
        }
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                open.add(channel);
                ByteBuffer asked = ByteBuffer.allocate(4096);
                channel.read(asked);
                String target = new String(asked.array(), 0, asked.position(), StandardCharsets.US_ASCII).split(" ")[1];
                boolean list = target.startsWith("/containers/json");
                if (!hangs && (list || !hangsAfterTheList)) {
                    String body = list ? list() : one(target.split("/")[2]);
                    channel.write(
                            ByteBuffer.wrap(("HTTP/1.0 200 OK\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII)));
                    channel.close();
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static String list() {
        StringBuilder list = new StringBuilder("[");
        for (int i = 0; i < MANY; i++) {
            list.append(i == 0 ? "" : ",").append("{\"Id\":\"c%d\",\"State\":\"running\"}".formatted(i));
        }
        return list + "]";
    }

    private String one(String id) {
        return """
                {"Id":"%s","HostConfig":{"NetworkMode":"%s"},"State":{"Running":true,"Pid":42,"StartedAt":"2026-11-28T10:00:00Z",
                 "Health":{"Status":"healthy","Log":[
                  {"Start":"2026-11-28T11:00:00Z","End":"2026-11-28T11:00:01Z","ExitCode":0}]}}}
                """.formatted(id, network);
    }

    private ContainerUse afterTraffic() throws IOException {
        containers.refresh();
        containers.measure(System::nanoTime);
        write("proc/42/net/dev", "  lo: 9 0 0 0 0 0 0 0 9 0 0 0 0 0 0 0\n eth0: 700 0 0 0 0 0 0 0 30 0 0 0 0 0 0 0\n");
        return containers.measure(System::nanoTime).getFirst();
    }

    @Test
    void trafficIsThatOfItsOwnNetwork() throws IOException {
        ContainerUse use = afterTraffic();
        assertThat(use.receivedBytes()).isEqualTo(700);
        assertThat(use.sentBytes()).isEqualTo(30);
    }

    /** What the node's devices count is everybody's. */
    @Test
    void trafficIsUnknownOnTheHostsNetwork() throws IOException {
        network = "host";
        ContainerUse use = afterTraffic();
        assertThat(use.receivedBytes()).isNull();
        assertThat(use.sentBytes()).isNull();
        assertThat(use.cores()).as("the rest is told").isNotNull();
    }

    private static Duration took(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Test
    void healthChecksOfAnEngineThatHangsCostOnePatienceHoweverManyThereAre() throws IOException {
        containers.refresh();
        assertThat(containers.checks()).hasSize(MANY);
        hangs = true;
        assertThat(took(containers::checks)).isLessThan(PATIENCE.multipliedBy(3));
    }

    @Test
    void anEngineThatHangsAfterItsListCostsOnePatienceToo() throws IOException {
        hangsAfterTheList = true;
        assertThat(took(() -> assertThatThrownBy(containers::refresh).isInstanceOf(EngineSocket.LateException.class)))
                .isLessThan(PATIENCE.multipliedBy(3));
        hangsAfterTheList = false;
        containers.refresh();
        assertThat(containers.list()).hasSize(MANY);
    }

    /** Containers that keep one core busy each; the time that passes while the engine is waited for is ours to say. */
    @Test
    void whoWaitedForTheEngineCountsNoMoreCoresForIt() throws Exception {
        AtomicLong nanos = new AtomicLong(Duration.ofHours(1).toNanos());
        burntUntil(nanos.get());
        Containers containers = containers(Duration.ofMinutes(2)); // until we end the wait
        containers.refresh();
        containers.measure(nanos::get);
        hangs = true;
        open.clear();
        Thread event = Thread.ofPlatform().start(() -> containers.started("late"));
        await().until(() -> !open.isEmpty()); // it has the lock, and waits for the engine
        List<ContainerUse> uses = new ArrayList<>();
        Thread measuring = Thread.ofPlatform().start(() -> uses.addAll(containers.measure(nanos::get)));
        await().until(() -> measuring.getState() == Thread.State.BLOCKED);
        burntUntil(nanos.addAndGet(Duration.ofSeconds(10).toNanos()));
        for (SocketChannel waiting : open) {
            waiting.close();
        }
        event.join();
        measuring.join();
        assertThat(uses).hasSize(MANY).allSatisfy(u -> assertThat(u.cores()).isEqualTo(1.0));
    }

    private void burntUntil(long nanos) throws IOException {
        write("cgroup/cpuacct/docker/cpuacct.usage", nanos + "\n");
    }
}
