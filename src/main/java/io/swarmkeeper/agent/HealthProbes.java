package io.swarmkeeper.agent;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.swarmkeeper.wire.HealthProbe;
import io.swarmkeeper.wire.ProbeAnswer;
import io.swarmkeeper.wire.ProbeRequest;
import io.swarmkeeper.wire.ProbeRun;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/**
 * Tries a health check in a running container, when somebody asks for it. What it runs is made by {@link HealthProbe} on this side, from a template's id and typed parameters; a command cannot be sent.
 * As the container's own check does, it runs in the container with its user, environment and limits. One at a time.
 */
final class HealthProbes {

    /** On top of the program's own time-out, before we stop waiting. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration EXIT_CODE_PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_OUTPUT = 1 << 20;

    /** What came of a request. */
    sealed interface Outcome {
        record Ran(ProbeAnswer answer) implements Outcome {}

        /** The request is none of ours. */
        record Senseless(String why) implements Outcome {}

        /** Not here, or not now. */
        record Refused(String why) implements Outcome {}
    }

    private final EngineSocket engine;
    private final Containers containers;
    private final Challenges challenges;
    private final LongSupplier clock;
    private final Semaphore one = new Semaphore(1);

    /** @param clock milliseconds since 1970 */
    HealthProbes(EngineSocket engine, Containers containers, Challenges challenges, LongSupplier clock) {
        this.engine = engine;
        this.containers = containers;
        this.challenges = challenges;
        this.clock = clock;
    }

    /** @param query of the request, as it was sent */
    Outcome run(String query) {
        ProbeRequest request;
        try {
            request = ProbeRequest.ofQuery(query);
        } catch (IllegalArgumentException e) {
            return new Outcome.Senseless(String.valueOf(e.getMessage()));
        }
        if (!challenges.takeBack(request.challenge())) {
            return new Outcome.Refused("the challenge is none of this agent's, or was answered before");
        }
        Container container = containers.find(request.containerId());
        if (container == null || !container.taskId().equals(request.taskId())) {
            return new Outcome.Refused("no running container of this node is that of the task");
        }
        if (!one.tryAcquire()) {
            return new Outcome.Refused("another probe is running on this node");
        }
        try {
            return new Outcome.Ran(runs(request));
        } catch (IOException e) {
            return new Outcome.Refused(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Refused("the agent is going down");
        } finally {
            one.release();
        }
    }

    private ProbeAnswer runs(ProbeRequest request) throws IOException, InterruptedException {
        List<String> command = request.probe().command(request.timeoutSeconds());
        List<ProbeRun> runs = new ArrayList<>();
        for (int i = 0; i < request.runs(); i++) {
            if (i > 0) {
                Thread.sleep(PAUSE);
            }
            ProbeRun run = run(request.containerId(), command, Duration.ofSeconds(request.timeoutSeconds()));
            runs.add(run);
            if (run.exitCode() == null) {
                break;
            }
        }
        return new ProbeAnswer(command, runs);
    }

    private ProbeRun run(String containerId, List<String> command, Duration timeout)
            throws IOException, InterruptedException {
        JsonObject create = new JsonObject();
        create.put("AttachStdout", true);
        create.put("AttachStderr", true);
        create.put("Cmd", new JsonArray(command));
        String id = engine.post("/containers/" + containerId + "/exec", create).getString("Id", "");
        JsonObject start = new JsonObject();
        start.put("Detach", false);
        start.put("Tty", false);
        long at = clock.getAsLong();
        long began = System.nanoTime();
        ExecOutput output = new ExecOutput(ProbeRun.LONGEST_OUTPUT, MOST_OUTPUT);
        try {
            engine.stream("/exec/" + id + "/start", start, timeout.plus(GRACE), output::read);
        } catch (EngineSocket.LateException e) {
            return new ProbeRun(at, since(began), null, output.text());
        }
        long millis = since(began);
        return new ProbeRun(at, millis, exitCode(id), output.text());
    }

    /** The stream ends a moment before the engine knows how the program did. */
    private Integer exitCode(String id) throws IOException, InterruptedException {
        long end = System.nanoTime() + EXIT_CODE_PATIENCE.toNanos();
        while (true) {
            JsonObject exec = engine.object("/exec/" + id + "/json");
            if (!exec.getBoolean("Running", false) && exec.isNumber("ExitCode")) {
                return exec.getInt("ExitCode");
            }
            if (System.nanoTime() > end) {
                throw new IOException("the engine does not say how the program ended");
            }
            Thread.sleep(Duration.ofMillis(20));
        }
    }

    private static long since(long began) {
        return (System.nanoTime() - began) / 1_000_000;
    }
}
