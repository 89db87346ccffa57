package io.swarmkeeper.agent;

import io.swarmkeeper.engine.LabSwarm;
import io.swarmkeeper.wire.Answer;
import io.swarmkeeper.wire.Proof;
import io.swarmkeeper.wire.Sample;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** The real agent's image on every node of the lab, as the stack file deploys it, asked as the server asks. */
public final class LabAgents implements AutoCloseable {

    public static final String TOKEN = "the token of the lab's agents";
    private static final Path JAR = Path.of("target/swarmkeeper-agent.jar");
    private static final String SERVICE = "swarmkeeper-agent";
    private static final String NETWORK = "agents";
    private static final String SECRET = "swarmkeeper_agent_token";

    private final LabSwarm swarm = new LabSwarm();
    private final Proof proof = new Proof(TOKEN);
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Map<String, TreeMap<Long, Sample>> samples = new LinkedHashMap<>();

    /**
     * Waits until each has told its first sample.
     *
     * @param environment {@code NAME=value}, beside what the lab needs or instead of it
     */
    public LabAgents(String... environment) throws IOException {
        if (Files.notExists(JAR)) {
            throw new IllegalStateException(JAR + " is missing; './mvnw package' builds it");
        }
        remove(); // what a class before could not
        String image = swarm.script("server-image", JAR.toString()).strip();
        swarm.docker("m1", "network", "create", "-d", "overlay", NETWORK);
        Path token = Files.createTempFile("token", "");
        Files.writeString(token, TOKEN + "\n");
        swarm.docker("m1", "secret", "create", SECRET, token.toString());
        Files.delete(token);
        List<String> create =
                new ArrayList<>(List.of("service", "create", "-d", "--name", SERVICE, "--mode", "global"));
        create.addAll(List.of("--endpoint-mode", "dnsrr", "--network", NETWORK, "--secret", SECRET));
        create.addAll(List.of("--user", "0:0", "--cap-drop", "ALL", "--read-only", "--limit-memory", "64M"));
        for (String bind : List.of("/proc:/host/proc", "/sys/fs/cgroup:/host/cgroup", "/:/host/root")) {
            String[] ends = bind.split(":");
            create.add("--mount=type=bind,src=%s,dst=%s,readonly".formatted(ends[0], ends[1]));
        }
        create.add("--mount=type=bind,src=/var/run/docker.sock,dst=/var/run/docker.sock");
        for (String protocol : List.of("udp", "tcp")) {
            create.add("--publish=mode=host,target=7979,published=7979,protocol=" + protocol);
        }
        String cgroup = System.getenv().getOrDefault("SWARM_LAB_PREFIX", "sl") + "-{{.Node.Hostname}}";
        Map<String, String> variables = new TreeMap<>(Map.of(
                "SWARMKEEPER_AGENT_TOKEN_FILE",
                "/run/secrets/" + SECRET,
                "SWARMKEEPER_AGENT_NODE_CGROUP",
                "/" + cgroup,
                "SWARMKEEPER_AGENT_INTERVAL",
                "2s"));
        for (String variable : environment) {
            variables.put(variable.split("=", 2)[0], variable.split("=", 2)[1]);
        }
        variables.forEach((name, value) -> create.addAll(List.of("-e", name + "=" + value)));
        create.add(image);
        swarm.docker("m1", create.toArray(String[]::new));
        for (String node : List.of("m1", "w1", "w2")) {
            ports.put(node, swarm.forward(node, 7979));
            samples.put(node, new TreeMap<>());
        }
        until("a sample of each", () -> ports.keySet().stream().allMatch(n -> !pull(n).isEmpty()));
    }

    public LabSwarm swarm() {
        return swarm;
    }

    public Map<String, Integer> ports() {
        return ports;
    }

    /** All samples of this node's agent so far, oldest first; empty while it does not answer. */
    List<Sample> pull(String node) {
        try {
            // by time, for a restarted agent counts from one again
            answer(node).samples().forEach(s -> samples.get(node).put(s.atMillis(), s));
        } catch (IOException e) {
            // not yet, or not now
        }
        return List.copyOf(samples.get(node).values());
    }

    Answer answer(String node) throws IOException {
        String nonce = Proof.nonce();
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(node) + "/samples"))
                            .timeout(Duration.ofSeconds(5))
                            .header(Proof.ASK_HEADER, proof.ask(nonce, "/samples"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException("HTTP " + response.statusCode());
            }
            if (!proof.isAnswer(
                    response.headers().firstValue(Proof.ANSWER_HEADER).orElse(""), nonce)) {
                throw new IllegalStateException("the answer is not proven");
            }
            return JsonMapper.shared().readValue(response.body(), Answer.class);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    interface Condition {
        boolean holds();
    }

    static void until(String what, Condition condition) {
        until(() -> what, condition);
    }

    /** @param what is waited for, asked when it did not come */
    static void until(Supplier<String> what, Condition condition) {
        long end = System.nanoTime() + Duration.ofSeconds(300).toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within five minutes: " + what.get());
            }
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        ports.values().forEach(p -> swarm.run("unforward", Integer.toString(p)));
        client.close();
        remove();
        swarm.close();
    }

    /** As far as it is there. */
    private void remove() {
        if (!swarm.docker("m1", "service", "ls", "-q", "--filter", "name=" + SERVICE)
                .isBlank()) {
            swarm.docker("m1", "service", "rm", SERVICE);
        }
        // those that have ended, too: they hold their node's part of the network
        until(
                "the agents are gone",
                () -> Stream.of("m1", "w1", "w2")
                        .allMatch(n -> swarm.docker(
                                        n, "ps", "-aq", "--filter", "label=com.docker.swarm.service.name=" + SERVICE)
                                .isBlank()));
        if (!swarm.docker("m1", "secret", "ls", "-q", "--filter", "name=" + SECRET)
                .isBlank()) {
            swarm.docker("m1", "secret", "rm", SECRET);
        }
        until("their network is gone", () -> {
            // by no filter: the Swarm's networks are looked up by beginnings of names, whatever the engine is asked for
            if (swarm.docker("m1", "network", "ls", "--format", "{{.Name}}")
                    .lines()
                    .noneMatch(NETWORK::equals)) {
                return true;
            }
            try {
                swarm.docker("m1", "network", "rm", NETWORK);
                return false; // until it is listed no more
            } catch (IllegalStateException e) {
                // an engine of 20.10 may go on listing what is gone from the Swarm
                return String.valueOf(e.getMessage()).contains(" not found");
            }
        });
    }
}
