package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.change.LabServer;
import io.swarmkeeper.engine.LabSwarm;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The lab's Swarm, changed as a person would change it; whatever tests made or changed is put back after them. Safe for
 * tests that run side by side, but for the putting back.
 */
class EditedSwarm {

    private static final String PREFIX = "find-";
    private static final List<String> NODES = List.of("m1", "w1", "w2");

    final LabSwarm swarm = new LabSwarm();
    private final List<String> initially;
    private final Deque<Runnable> undo = new ConcurrentLinkedDeque<>();
    private final List<String> networks = new CopyOnWriteArrayList<>();
    private final List<String> volumes = new CopyOnWriteArrayList<>();
    private final List<String> images = new CopyOnWriteArrayList<>();

    EditedSwarm() {
        swarm.removeServices(PREFIX);
        initially = atRest();
    }

    /** The same for some seconds, with all nodes well: what a class before left goes yet, and would be missed later. */
    private List<String> atRest() {
        AtomicReference<List<String>> last = new AtomicReference<>(List.of());
        AtomicReference<Instant> since = new AtomicReference<>(Instant.now());
        LabServer.until("a Swarm at rest", () -> {
            Snapshot snapshot = swarm.snapshot();
            List<String> now = state(snapshot);
            if (!now.equals(last.get()) || !snapshot.nodes().stream().allMatch(Node::takesTasks)) {
                last.set(now);
                since.set(Instant.now());
            }
            return since.get().plusSeconds(4).isBefore(Instant.now());
        });
        return last.get();
    }

    String docker(String... arguments) {
        return swarm.docker("m1", arguments).strip();
    }

    /** The lab's idle image by its digest, so that it is not one that may change. */
    String pinnedImage() {
        String name = swarm.run("registry").strip() + "/" + LabSwarm.IMAGE;
        return docker("image", "inspect", "--format", "{{index .RepoDigests 0}}", name);
    }

    /** A service without any fault, except what the options change: the later of two counts. Returns its full name. */
    String sound(String name, String... options) {
        List<String> all = new ArrayList<>(List.of(
                "--replicas=2",
                "--limit-memory=64M",
                "--limit-cpu=0.5",
                "--reserve-memory=8M",
                "--reserve-cpu=0.01",
                "--health-cmd=true",
                "--health-interval=1s",
                "--update-failure-action=rollback",
                "--update-monitor=1s",
                "--stop-grace-period=1s"));
        all.addAll(Arrays.asList(options));
        return create(name, pinnedImage(), List.of(), all);
    }

    /** A service with nothing but these options. */
    String bare(String name, String image, String... options) {
        return create(name, image, List.of(), Arrays.asList(options));
    }

    String create(String name, String image, List<String> command, List<String> options) {
        String full = PREFIX + name;
        List<String> arguments = new ArrayList<>(
                List.of("service", "create", "--quiet", "--detach", "--no-resolve-image", "--endpoint-mode=dnsrr"));
        arguments.addAll(List.of("--name", full));
        arguments.addAll(options);
        arguments.add(image);
        arguments.addAll(command);
        docker(arguments.toArray(String[]::new));
        return full;
    }

    /** Deploys a stack file that declares no networks; again is an update. Returns the stack's full name. */
    String deploy(String stack, Path file) {
        String full = PREFIX + stack;
        String network = full + "_default";
        if (!networks.contains(network)) {
            networks.add(network);
        }
        docker("stack", "deploy", "--compose-file", file.toString(), full);
        return full;
    }

    void update(String service, String... options) {
        List<String> arguments = new ArrayList<>(List.of("service", "update", "--quiet", "--detach"));
        arguments.addAll(Arrays.asList(options));
        arguments.add(service);
        docker(arguments.toArray(String[]::new));
    }

    void remove(String... full) {
        docker(Stream.concat(Stream.of("service", "rm"), Arrays.stream(full)).toArray(String[]::new));
    }

    /** Returns its full name. */
    String network(String name, String... options) {
        String full = PREFIX + name;
        List<String> arguments = new ArrayList<>(List.of("network", "create", "--driver", "overlay"));
        arguments.addAll(Arrays.asList(options));
        arguments.add(full);
        networks.add(full);
        docker(arguments.toArray(String[]::new));
        return full;
    }

    /** The name of a volume that is removed from every node in the end. */
    String volume(String name) {
        volumes.add(PREFIX + name);
        return PREFIX + name;
    }

    void label(String node, String label) {
        undo.push(() -> docker("node", "update", "--label-rm", label.split("=", 2)[0], node));
        docker("node", "update", "--label-add", label, node);
    }

    /** Takes all tasks from a node; returns what lets it take tasks again, which is done in the end anyhow. */
    Runnable drain(String node) {
        Runnable activate = () -> docker("node", "update", "--availability=active", node);
        undo.push(activate);
        docker("node", "update", "--availability=drain", node);
        return activate;
    }

    /** Pushes an image that checks its own health; no node holds it under this name. */
    void checkedImage(String name) {
        try {
            Path tar = Files.createTempFile("checked", ".tar");
            swarm.script("rootfs", tar.toString());
            images.add(name);
            swarm.run(
                    "image",
                    tar.toString(),
                    name,
                    "HEALTHCHECK --interval=1s CMD true",
                    "CMD [\"/bin/sh\",\"-c\",\"trap 'exit 0' TERM; while :; do sleep 3600 & wait; done\"]");
            Files.delete(tar);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For what only the test itself knows how to take back. */
    void later(Runnable step) {
        undo.push(step);
    }

    /** Until this is so on the Swarm itself. */
    void await(String what, Predicate<Snapshot> condition) {
        swarm.await(what, condition);
    }

    void awaitRunning(String service, long tasks) {
        await(
                tasks + " tasks of " + service + " run",
                s -> s.findServiceByIdOrName(service)
                        .filter(v -> s.runningTasks(v.id()) == tasks && !v.isUpdating())
                        .isPresent());
    }

    /** What a test may have changed: nodes, services, networks. */
    private static List<String> state(Snapshot snapshot) {
        return Stream.of(
                        snapshot.nodes().stream()
                                .map(n -> "node %s %s %s %s %s"
                                        .formatted(n.hostname(), n.role(), n.availability(), n.state(), n.labels())),
                        snapshot.services().stream().map(s -> "service " + s.name()),
                        snapshot.networks().stream().map(n -> "network " + n.name()))
                .flatMap(s -> s)
                .sorted()
                .toList();
    }

    /** Leaves the Swarm as the first test found it, and makes sure of that. */
    void putBack() {
        List<Throwable> failed = new ArrayList<>();
        while (!undo.isEmpty()) {
            attempt(undo.pop(), failed);
        }
        attempt(() -> swarm.removeServices(PREFIX), failed);
        for (String network : networks) {
            attempt(() -> docker("network", "rm", network), failed);
        }
        networks.clear();
        for (String volume : volumes) {
            for (String node : NODES) {
                attempt(() -> removeVolume(node, volume), failed);
            }
        }
        volumes.clear();
        for (String image : images) {
            // Only where it was pulled, by the test or for a task.
            for (String node : NODES) {
                if (!swarm.docker(node, "image", "ls", "--quiet", image).isBlank()) {
                    attempt(() -> swarm.docker(node, "image", "rm", "--force", image), failed);
                }
            }
        }
        images.clear();
        attempt(
                () -> LabServer.until(
                        "as before: " + initially, () -> state(swarm.snapshot()).equals(initially)),
                failed);
        assertThat(failed).as("what could not be put back").isEmpty();
    }

    void removeVolume(String node, String volume) {
        swarm.awaitUnused(node, volume);
        swarm.docker(node, "volume", "rm", "--force", volume);
    }

    private static void attempt(Runnable step, List<Throwable> failed) {
        try {
            step.run();
        } catch (RuntimeException | AssertionError e) {
            failed.add(e);
        }
    }
}
