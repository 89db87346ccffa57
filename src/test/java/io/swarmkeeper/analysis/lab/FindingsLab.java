package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.change.LabServer;
import io.swarmkeeper.engine.LabSwarm;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.web.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The lab's Swarm, changed as a person would change it, and one server in front of it, asked over HTTP as a script would
 * ask it. The server is the same for all tests of findings; whatever a test made or changed is put back after it.
 */
final class FindingsLab implements AutoCloseable {

    private static final String PREFIX = "find-";
    private static final List<String> NODES = List.of("m1", "w1", "w2");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Where time alone stands between a fault and its finding, less of it. Under-replicated waits longer than the tasks
     * of a sound service take to get healthy on a busy machine.
     */
    private static final String[] SETTINGS = {
        "--swarmkeeper.admin-password=" + Caller.PASSWORD,
        "--swarmkeeper.findings.under-replicated.after=10s",
        "--swarmkeeper.findings.update-stuck.after=6s",
        "--swarmkeeper.findings.task-stranded.after=5s",
        "--swarmkeeper.collector.image-age=2s"
    };

    final LabSwarm swarm = new LabSwarm();
    private final Path data;
    private LabServer server;
    private Caller admin;
    private final List<String> initially;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final List<String> networks = new ArrayList<>();
    private final List<String> volumes = new ArrayList<>();
    private final List<String> images = new ArrayList<>();

    FindingsLab() {
        swarm.removeServices(PREFIX);
        initially = state();
        try {
            data = Files.createTempDirectory("findings");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        restart();
    }

    /** Ends the server, if there is one, and starts it on the same data. */
    void restart() {
        if (server != null) {
            server.close();
        }
        server = new LabServer(data, swarm.run("socket", "m1").strip(), SETTINGS);
        admin = Caller.admin(server.port());
        LabServer.until("the first findings", () -> server.judged() > 0);
    }

    Caller admin() {
        return admin;
    }

    /** Somebody else, not yet known. */
    Caller caller() {
        return Caller.stranger(server.port());
    }

    // --- what a person does to the Swarm ---

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
            Path tar = data.resolve("checked.tar");
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

    // --- what the server says ---

    /** One finding as the API gives it. */
    record Seen(
            String id,
            String code,
            String severity,
            String kind,
            String subject,
            String state,
            String title,
            Instant since,
            JsonNode evidence) {

        private static Seen of(JsonNode json) {
            return new Seen(
                    json.path("id").asString(),
                    json.path("code").asString(),
                    json.path("severity").asString(),
                    json.path("subject").path("kind").asString(),
                    json.path("subject").path("name").asString(),
                    json.path("state").asString(),
                    json.path("title").asString(),
                    Instant.parse(json.path("since").asString()),
                    json.path("evidence"));
        }

        /** Each of these members of the evidence is just this; lists in whatever order the engine has them. */
        Seen with(String json) {
            JSON.readTree(json).properties().forEach(p -> {
                JsonNode actual = evidence.path(p.getKey());
                if (p.getValue().isArray()) {
                    assertThat(actual)
                            .as("%s of %s", p.getKey(), this)
                            .containsExactlyInAnyOrderElementsOf(p.getValue());
                } else {
                    assertThat(actual).as("%s of %s", p.getKey(), this).isEqualTo(p.getValue());
                }
            });
            return this;
        }

        boolean has(String json) {
            return JSON.readTree(json).properties().stream()
                    .allMatch(p -> evidence.path(p.getKey()).equals(p.getValue()));
        }

        Seen as(String severity, String kind) {
            assertThat(List.of(this.severity, this.kind, state))
                    .as("severity, kind and state of %s", this)
                    .containsExactly(severity, kind, "open");
            return this;
        }

        long number(String member) {
            assertThat(evidence.path(member).isIntegralNumber())
                    .as("%s of %s is a number", member, this)
                    .isTrue();
            return evidence.path(member).asLong();
        }
    }

    /** All findings there are now, of any state. */
    List<Seen> findings() {
        return findings(admin);
    }

    static List<Seen> findings(Caller admin) {
        Caller.Answer answer = admin.get("/api/v1/findings");
        assertThat(answer.status()).as(answer::text).isEqualTo(200);
        List<Seen> seen = new ArrayList<>();
        answer.json().forEach(f -> seen.add(Seen.of(f)));
        return seen;
    }

    Optional<Seen> find(FindingCode code, String subject) {
        return findings().stream()
                .filter(f -> f.code().equals(code.code()) && f.subject().equals(subject))
                .findFirst();
    }

    /** As soon as it is seen; begun no earlier than that, nor later than now. */
    Seen seen(FindingCode code, String subject, Instant provoked) {
        return seen(code, subject, provoked, f -> true);
    }

    Seen seen(FindingCode code, String subject, Instant provoked, Predicate<Seen> such) {
        List<Seen> found = new ArrayList<>();
        LabServer.until(code + " on " + subject, () -> {
            find(code, subject).filter(such).ifPresent(found::add);
            return !found.isEmpty();
        });
        Seen seen = found.getFirst();
        assertThat(seen.since()).as("since when: %s", seen).isBetween(provoked.minusMillis(1), Instant.now());
        return seen;
    }

    void gone(FindingCode code, String subject) {
        LabServer.until(
                "%s gone from %s".formatted(code, subject),
                () -> find(code, subject).isEmpty());
    }

    /** Waits until the findings are of a snapshot that has this service as it is now. */
    void judged(String service) {
        long version = Long.parseLong(docker("service", "inspect", "--format", "{{.Version.Index}}", service));
        judgedOnce(
                service + " as it is now",
                s -> s.findServiceByIdOrName(service)
                        .filter(v -> v.version() >= version)
                        .isPresent());
    }

    /** Waits until the findings are of a snapshot that is such. */
    void judgedOnce(String what, Predicate<Snapshot> condition) {
        LabServer.until(
                "a judgement of " + what,
                () -> server.collector()
                        .latest()
                        .filter(condition)
                        .filter(s -> server.judged() >= s.sequence())
                        .isPresent());
    }

    /** Codes of the open findings on this subject, once the server knows the service as it is now. */
    Set<String> codesOn(String service) {
        judged(service);
        Set<String> codes = new TreeSet<>();
        findings().stream()
                .filter(f -> f.subject().equals(service) && f.state().equals("open"))
                .forEach(f -> codes.add(f.code()));
        return codes;
    }

    /** One finding of a service comes with this update, and nothing else does, and goes with that one. */
    void provokeAndCure(
            String service, FindingCode code, String severity, String evidence, List<String> fault, List<String> cure) {
        Set<String> before = codesOn(service);
        assertThat(before).doesNotContain(code.code());
        Instant provoked = Instant.now();
        update(service, fault.toArray(String[]::new));
        Seen seen = seen(code, service, provoked).as(severity, "service").with(evidence);
        Set<String> with = new TreeSet<>(before);
        with.add(code.code());
        assertThat(codesOn(service)).isEqualTo(with);
        assertThat(find(code, service).map(Seen::since)).contains(seen.since());
        update(service, cure.toArray(String[]::new));
        gone(code, service);
        assertThat(codesOn(service)).isEqualTo(before);
    }

    // --- the end ---

    /** What a test may have changed: nodes, services, networks. */
    private List<String> state() {
        Snapshot snapshot = swarm.snapshot();
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
        List<RuntimeException> failed = new ArrayList<>();
        while (!undo.isEmpty()) {
            attempt(undo.pop(), failed);
        }
        attempt(() -> swarm.removeServices(PREFIX), failed);
        if (!networks.isEmpty()) {
            List<String> command = new ArrayList<>(List.of("network", "rm"));
            command.addAll(networks);
            attempt(() -> docker(command.toArray(String[]::new)), failed);
            networks.clear();
        }
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
        List<List<String>> now = new ArrayList<>();
        LabServer.until("the Swarm is as it was, not " + now, () -> {
            now.clear();
            now.add(state());
            return now.getFirst().equals(initially);
        });
        failed.forEach(f -> {
            throw f;
        });
    }

    /** The engine lets go of a volume a moment after the task is gone. */
    void removeVolume(String node, String volume) {
        LabServer.until(
                "volume %s gone from %s".formatted(volume, node),
                () -> swarm.docker(node, "ps", "--all", "--quiet", "--filter", "volume=" + volume)
                        .isBlank());
        swarm.docker(node, "volume", "rm", "--force", volume);
    }

    private static void attempt(Runnable step, List<RuntimeException> failed) {
        try {
            step.run();
        } catch (RuntimeException e) {
            failed.add(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        swarm.close();
        FileSystemUtils.deleteRecursively(data);
    }
}
