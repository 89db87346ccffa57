package io.swarmkeeper.telemetry;

import io.swarmkeeper.collector.Pauses;
import io.swarmkeeper.telemetry.AnswerReader.SenselessException;
import io.swarmkeeper.wire.TaskEvent;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to one agent's events, so that the end of a task is known at once. A stream that says nothing for a while, not
 * even that it lives, is broken and opened again, with growing pauses.
 */
final class Following implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Following.class);
    private static final Set<String> ABOUT_TASKS = Set.of("start", "die", "oom", "health");
    private static final int LONGEST_LINE = 64 << 10;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final InetSocketAddress address;
    private final AgentClient client;
    private final Runnable tasksChanged;
    private final Duration silence;
    private final Pauses pauses = new Pauses(FIRST_PAUSE, LONGEST_PAUSE, RandomGenerator.getDefault());
    private volatile long heardAt = System.nanoTime();
    private volatile @Nullable InputStream stream;

    /** @param silence after which a stream counts as broken; agents say something every five seconds */
    Following(InetSocketAddress address, AgentClient client, Runnable tasksChanged, Duration silence) {
        this.address = address;
        this.client = client;
        this.tasksChanged = tasksChanged;
        this.silence = silence;
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    follow();
                } catch (IOException e) {
                    LOG.debug("The events of the agent at {} broke off", address, e);
                }
                Thread.sleep(pauses.next());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private void follow() throws IOException, InterruptedException {
        try (InputStream open = client.follow(address)) {
            heardAt = System.nanoTime();
            stream = open;
            byte[] line = new byte[LONGEST_LINE];
            int length = 0;
            for (int next = open.read(); next >= 0; next = open.read()) {
                if (next == '\n') {
                    hear(new String(line, 0, length, StandardCharsets.UTF_8).strip());
                    length = 0;
                } else if (length == LONGEST_LINE) {
                    throw new IOException("a line of more than %d bytes".formatted(LONGEST_LINE));
                } else {
                    line[length++] = (byte) next;
                }
            }
        } finally {
            stream = null;
        }
    }

    private void hear(String line) throws IOException {
        heardAt = System.nanoTime();
        if (line.isEmpty()) {
            return;
        }
        try {
            TaskEvent event = AnswerReader.readEvent(line);
            pauses.reset();
            if (ABOUT_TASKS.contains(event.type()) && !event.taskId().isEmpty()) {
                tasksChanged.run();
            }
        } catch (SenselessException e) {
            throw new IOException(e);
        }
    }

    /** Ends a stream that has been silent for too long. Called now and then. */
    void watch() {
        if (stream != null && System.nanoTime() - heardAt > silence.toNanos()) {
            end();
        }
    }

    private void end() {
        InputStream open = stream;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("Could not close the events of the agent at {}", address, e);
            }
        }
    }
}
