package io.swarmkeeper.stackfile;

import io.swarmkeeper.engine.LabSwarm;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.util.FileSystemUtils;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Stack files on the lab's Swarm, with all that their authors have beside them: images, externals, files, variables. */
final class StackLab implements AutoCloseable {

    /** Takes any arguments, stays until it is told to stop, then goes at once; every health check of ours finds its program. */
    private static final String STAND_IN = "lab/stand-in:1";

    private static final List<String> NODES = List.of("m1", "w1", "w2");
    private static final JsonMapper JSON = new JsonMapper();

    private final LabSwarm swarm = new LabSwarm();
    private final Path folder;
    private final Set<String> pushed = new HashSet<>();
    private final List<String[]> made = new ArrayList<>();
    private final Map<String, String> variables;

    /** @param variables those that the files ask for */
    StackLab(Map<String, String> variables) throws IOException {
        folder = Files.createTempDirectory("stacks");
        this.variables = new TreeMap<>(variables);
        Path tar = folder.resolve("stand-in.tar");
        List<String> programs = new ArrayList<>(List.of(tar.toString()));
        List.of("redis-cli", "pg_isready", "mysqladmin", "rabbitmq-diagnostics", "traefik")
                .forEach(p -> programs.add("/bin/true=/usr/bin/" + p));
        swarm.script("rootfs", programs.toArray(String[]::new));
        swarm.run(
                "image",
                tar.toString(),
                STAND_IN,
                "ENV PATH=/usr/bin:/bin",
                "ENTRYPOINT [\"/bin/sh\",\"-c\",\"trap 'exit 0' TERM; while :; do sleep 3600 & wait; done\",\"stand-in\"]");
    }

    /** Of the docker client, the first number. */
    int clientVersion() {
        String version = docker("version", "--format", "{{.Client.Version}}");
        return Integer.parseInt(version.substring(0, version.indexOf('.')));
    }

    /** The digest under which the stand-in is pushed, for files that pin their images. */
    String digest() {
        String name = swarm.run("registry").strip() + "/" + STAND_IN;
        String pinned = swarm.docker("m1", "image", "inspect", "--format", "{{index .RepoDigests 0}}", name)
                .strip();
        return pinned.substring(pinned.indexOf('@') + 1);
    }

    void give(String variable, String value) {
        variables.put(variable, value);
    }

    /** For the optimizer: what the docker client sees as well. */
    Map<String, String> environment() {
        Map<String, String> all = new TreeMap<>(System.getenv());
        all.putAll(variables);
        return all;
    }

    Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** As the docker client reads it, by services. */
    Map<String, Map<String, Object>> config(Path file) {
        Map<String, Object> whole = SpecFields.map(new Yaml().load(docker("stack", "config", "-c", file.toString())));
        Map<String, Map<String, Object>> services = new LinkedHashMap<>();
        SpecFields.map(whole.get("services")).forEach((name, s) -> services.put(name, SpecFields.map(s)));
        return services;
    }

    /** Images, networks, volumes, secrets, configs and files that a file takes for granted. */
    void surround(Path file, Map<String, Map<String, Object>> services) throws IOException {
        Map<String, Object> whole = SpecFields.map(new Yaml().load(Files.readString(file)));
        push(services.values().stream().map(s -> String.valueOf(s.get("image"))).toList());
        for (String section : List.of("networks", "volumes", "secrets", "configs")) {
            for (Map.Entry<String, Object> one :
                    SpecFields.map(whole.get(section)).entrySet()) {
                Map<String, Object> written = SpecFields.map(one.getValue());
                Object external = written.getOrDefault("external", false);
                if (written.get("file") instanceof String neighbour) {
                    neighbour(neighbour, "of " + one.getKey());
                } else if (!external.equals(false)) {
                    Object name = external instanceof Map<?, ?> old ? old.get("name") : written.get("name");
                    external(section, name == null ? one.getKey() : name.toString());
                }
            }
        }
    }

    /** Files that docker stack config already asks for. */
    void neighbour(String name, String text) throws IOException {
        Path path = folder.resolve(name).normalize();
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void push(List<String> images) {
        Set<String> names = images.stream()
                .map(i -> i.contains("@") ? i.substring(0, i.indexOf('@')) : i)
                .filter(pushed::add)
                .collect(Collectors.toSet());
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> pushes = new ArrayList<>();
            names.forEach(n -> pushes.add(threads.submit(() -> swarm.run("alias", STAND_IN, n))));
            for (Future<?> push : pushes) {
                push.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void external(String section, String name) throws IOException {
        switch (section) {
            case "networks" -> make("network", name, "network", "create", "-d", "overlay", "--attachable", name);
            case "volumes" -> NODES.forEach(n -> swarm.docker(n, "volume", "create", name));
            default -> {
                Path value = Files.writeString(folder.resolve("value"), "of " + name);
                String kind = section.substring(0, section.length() - 1);
                make(kind, name, kind, "create", name, value.toString());
            }
        }
        if (section.equals("volumes")) {
            made.add(new String[] {"volume", name});
        }
    }

    private void make(String kind, String name, String... command) {
        docker(command);
        made.add(new String[] {kind, name});
    }

    /** @throws IllegalStateException with what the docker client said if it refuses */
    void deploy(Path file, String stack, boolean withDigests) {
        String resolve = withDigests ? "always" : "never";
        docker("stack", "deploy", "--resolve-image", resolve, "-c", file.toString(), stack);
    }

    private String docker(String... words) {
        List<String> command = new ArrayList<>(List.of("docker", "m1"));
        command.addAll(List.of(words));
        return swarm.run(variables, command.toArray(String[]::new));
    }

    /** Of a stack's services by their names in the file, as the engine gives them. */
    Map<String, JsonNode> specs(String stack) {
        Map<String, JsonNode> specs = new TreeMap<>();
        Snapshot snapshot = swarm.snapshot();
        for (Service service : snapshot.services()) {
            if (stack.equals(service.labels().get(Service.STACK_LABEL))) {
                JsonNode spec = JSON.readTree(service.rawSpec());
                spec.at("/TaskTemplate/Networks").forEach(n -> name((ObjectNode) n, snapshot, stack));
                specs.put(service.name().substring(stack.length() + 1), spec);
            }
        }
        return specs;
    }

    /** The engine has the network's id, the file its name without that of the stack. */
    private static void name(ObjectNode network, Snapshot snapshot, String stack) {
        String id = network.path("Target").asString("");
        snapshot.networks().stream()
                .filter(n -> n.id().equals(id))
                .findFirst()
                .ifPresent(n -> network.put("Target", n.name().replaceFirst("^" + Pattern.quote(stack + "_"), "")));
    }

    /** Waits until these services run all their tasks, which are healthy where they have a check. */
    void runs(String stack, Set<String> services) {
        swarm.await(
                "%s of %s run".formatted(services, stack),
                s -> services.stream()
                        .allMatch(name -> s.findServiceByIdOrName(stack + "_" + name)
                                .filter(service -> runs(service, s))
                                .isPresent()));
    }

    private static boolean runs(Service service, Snapshot snapshot) {
        long wanted = snapshot.desiredTasks(service);
        return wanted > 0 && snapshot.runningTasks(service.id()) == wanted;
    }

    /** Whether tasks are given to nodes from now on. */
    void tasks(boolean allowed) {
        NODES.forEach(n -> docker("node", "update", "--availability", allowed ? "active" : "drain", n));
    }

    /** With what was made for it. */
    void remove(String stack) {
        Set<String> services = swarm.snapshot().services().stream()
                .filter(s -> stack.equals(s.labels().get(Service.STACK_LABEL)))
                .map(Service::id)
                .collect(Collectors.toSet());
        swarm.removeStack(stack);
        swarm.await(
                "tasks of %s are gone".formatted(stack),
                s -> s.tasks().stream()
                        .noneMatch(t ->
                                services.contains(t.serviceId()) && t.state().holdsResources()));
        while (!made.isEmpty()) {
            String[] last = made.getLast();
            List<String> nodes = last[0].equals("volume") ? NODES : List.of("m1");
            for (String node : nodes) {
                if (last[0].equals("volume")) {
                    swarm.awaitUnused(node, last[1]);
                }
                swarm.docker(node, last[0], "rm", last[1]);
            }
            made.removeLast();
        }
    }

    @Override
    public void close() throws IOException {
        if (!pushed.isEmpty()) {
            // The stand-in went under names of the lab's own images, too: whoever comes next wants the real ones.
            swarm.script("images", "--again");
        }
        swarm.close();
        FileSystemUtils.deleteRecursively(folder);
    }
}
