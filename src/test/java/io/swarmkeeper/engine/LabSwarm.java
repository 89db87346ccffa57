package io.swarmkeeper.engine;

import io.swarmkeeper.FreePort;
import io.swarmkeeper.change.SwarmControl.LiveService;
import io.swarmkeeper.change.SwarmControl.WriteResult;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The real Swarm of the lab (docker/lab/swarm-lab), driven as a person would, read as the server reads it. */
public final class LabSwarm implements AutoCloseable {

    /** Does nothing until it is told to stop, then goes at once. */
    public static final String IMAGE = "lab/idle:1";

    private static final int TRIES = 10;

    /** What an engine says that will do it in a moment. */
    private static final List<String> BUSY = List.of(
            " is in use by task ", "volume is in use", "does not have a leader", "Cannot connect to the Docker daemon");

    /** An update replaces tasks one after the other, and each may take 40 s to start on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(240);

    private final String script = System.getenv().getOrDefault("SWARM_LAB", "docker/lab/swarm-lab");
    private final EngineClient client;
    private final EngineSwarmSource source;
    private long sequence;

    /** Begins when all nodes are well: tests before may have cut one off, or stopped the manager, and brought it back. */
    public LabSwarm() {
        client = new EngineClient(new EngineSettings(
                "unix://" + run("socket", "m1").strip(),
                "",
                "",
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                8,
                Optional.empty()));
        source = new EngineSwarmSource(client);
        await("all nodes take tasks", s -> s.nodes().stream().allMatch(Node::takesTasks));
        if (!docker("m1", "image", "ls", "-q", IMAGE).isBlank()) {
            return;
        }
        try {
            Path folder = Files.createTempDirectory("idle");
            Path tar = folder.resolve("idle.tar");
            script("rootfs", tar.toString());
            run(
                    "image",
                    tar.toString(),
                    IMAGE,
                    "CMD [\"/bin/sh\",\"-c\",\"trap 'exit 0' TERM; while :; do sleep 3600 & wait; done\"]");
            Files.delete(tar);
            Files.delete(folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    EngineClient client() {
        return client;
    }

    public String run(String... arguments) {
        return run(Map.of(), arguments);
    }

    /** With these variables of the environment beside the lab's own, such as those that a stack file asks for. */
    public String run(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(script));
        command.addAll(Arrays.asList(arguments));
        return execute(command, environment);
    }

    /** Serves a node's port on a free one of this machine's loopback, and returns that; {@code unforward} ends it. */
    public int forward(String node, int port) {
        return FreePort.with(free -> {
            run("forward", node, Integer.toString(port), Integer.toString(free));
            return free;
        });
    }

    /** Another script of the lab's, by its name. */
    public String script(String name, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(Path.of(script).resolveSibling(name).toString()));
        command.addAll(Arrays.asList(arguments));
        return execute(command, Map.of());
    }

    public String docker(String node, String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker", node));
        command.addAll(Arrays.asList(arguments));
        return run(command.toArray(String[]::new));
    }

    /** Writes a service's spec, edited: for what the docker client cannot say, such as an order that it mixes up. */
    public void write(String service, UnaryOperator<String> edit) {
        EngineSwarmControl control = new EngineSwarmControl(client);
        try {
            WriteResult result;
            do {
                LiveService live = control.readService(service).orElseThrow();
                result = control.updateService(live.id(), live.version(), edit.apply(live.specJson()));
            } while (result instanceof WriteResult.OutOfSequence);
            if (!(result instanceof WriteResult.Accepted)) {
                throw new IllegalStateException(service + " was not written: " + result);
            }
        } catch (SwarmUnavailableException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The docker client reads a service, a node or the Swarm and then writes it; while an update goes on the engine writes
     * too, and what comes in between has the client refused. A network or a volume is held by tasks that are gone until
     * the engine has let go of it, and refused until then, and so is everything while no manager leads or an
     * engine that fell over is being started again. Nothing was written in any of these cases: it is asked again.
     */
    private static String execute(List<String> command, Map<String, String> environment) {
        Instant end = Instant.now().plusSeconds(150);
        for (int tries = 1; ; tries++) {
            try {
                return executeOnce(command, environment);
            } catch (IllegalStateException e) {
                String said = String.valueOf(e.getMessage());
                boolean again = said.contains("update out of sequence")
                        ? tries < TRIES
                        : BUSY.stream().anyMatch(said::contains)
                                && Instant.now().isBefore(end);
                if (!again) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static String executeOnce(List<String> command, Map<String, String> environment) {
        try {
            Path errors = Files.createTempFile("lab", ".err");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            String said = Files.readString(errors);
            Files.delete(errors);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(command + " failed: " + said);
            }
            return output;
        } catch (IOException e) {
            throw new IllegalStateException(command + " did not run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command + " was interrupted", e);
        }
    }

    /** Read now, as the collector does: an engine that was just restarted, or is late, is asked again for a while. */
    public Snapshot snapshot() {
        Instant end = Instant.now().plusSeconds(60); // a single read may take ten of them before it fails
        while (true) {
            try {
                return read();
            } catch (SwarmUnavailableException e) {
                if (Instant.now().isAfter(end)) {
                    throw new IllegalStateException(e);
                }
                pause();
            }
        }
    }

    private Snapshot read() throws SwarmUnavailableException {
        return new Snapshot(
                ++sequence,
                ClusterBuilder.NOW,
                source.readCluster(),
                source.readNodes(),
                source.readServices(),
                source.readTasks(),
                source.readNetworks(),
                Map.of(),
                List.of());
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The first snapshot that has this, within four minutes. */
    public Snapshot await(String what, Predicate<Snapshot> condition) {
        Instant end = Instant.now().plus(PATIENCE);
        Snapshot snapshot = snapshot();
        while (!condition.test(snapshot)) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("not within four minutes: " + what + "; tasks: " + snapshot.tasks());
            }
            pause();
            snapshot = snapshot();
        }
        return snapshot;
    }

    /** The engine lets go of a volume a moment after the task is gone. */
    public void awaitUnused(String node, String volume) {
        Instant end = Instant.now().plusSeconds(150);
        while (!docker(node, "ps", "--all", "--quiet", "--filter", "volume=" + volume)
                .isBlank()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("not in time: volume %s unused on %s".formatted(volume, node));
            }
            pause();
        }
    }

    /**
     * Removes a stack. An engine of 20.10 may go on listing a network that is gone from the Swarm; the client fails when it
     * removes that.
     */
    public void removeStack(String stack) {
        try {
            docker("m1", "stack", "rm", stack);
        } catch (IllegalStateException e) {
            if (!String.valueOf(e.getMessage()).contains(" not found")) {
                throw e;
            }
        }
    }

    /** Removes services by the beginning of their names and waits until their tasks hold nothing any more. */
    public void removeServices(String prefix) {
        List<String> ids = snapshot().services().stream()
                .filter(s -> s.name().startsWith(prefix))
                .map(s -> s.id())
                .toList();
        ids.forEach(id -> docker("m1", "service", "rm", id));
        await(
                "services " + prefix + "* are gone",
                s -> s.tasks().stream()
                        .noneMatch(t -> ids.contains(t.serviceId()) && t.state().holdsResources()));
    }

    @Override
    public void close() {
        client.close();
    }
}
