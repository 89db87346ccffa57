package io.swarmkeeper.engine;

import io.swarmkeeper.Application;
import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.collector.SwarmSource;
import io.swarmkeeper.swarm.Cluster;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * A full refresh and its analysis against curl reading the same endpoints one after the other, interleaved in one run.
 * Run by docker/bench; prints {@code FIGURE name milliseconds} lines, the median of the rounds.
 *
 * <p>"Changed" means that nothing that was parsed before can be used again.
 */
public final class RefreshBenchmark {

    /** The compiler is done with the parsers after about 250 rounds; a server that runs for minutes is past that. */
    private static final int WARM_UP = 300;

    private static final int ROUNDS = 31;

    private RefreshBenchmark() {}

    /** @param arguments the path of a manager's socket */
    public static void main(String[] arguments) throws Exception {
        String socket = arguments[0];
        Path data = Files.createTempDirectory("swarmkeeper-refresh");
        try (ConfigurableApplicationContext context = SpringApplication.run(
                Application.class,
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--logging.level.root=warn",
                "--swarmkeeper.data-dir=" + data,
                "--swarmkeeper.engine.host=unix:///nonexistent")) {
            EngineClient client = new EngineClient(new EngineSettings(
                    "unix://" + socket,
                    "",
                    "",
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    8,
                    Optional.empty()));
            client.connect();
            SwarmSource source = new EngineSwarmSource(client);
            Analysis analysis = context.getBean(Analysis.class);
            Snapshot snapshot = refresh(source);
            say("services", snapshot.services().size());
            say("tasks", snapshot.tasks().size());
            for (int i = 0; i < WARM_UP; i++) {
                refresh(new EngineSwarmSource(client));
                analysis.analyse(snapshot);
            }
            List<Double> changed = new ArrayList<>();
            List<Double> unchanged = new ArrayList<>();
            List<Double> analysed = new ArrayList<>();
            List<Double> curl = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                curl.add(curl(socket));
                // a source that has read nothing yet parses everything, as if all had changed
                SwarmSource fresh = new EngineSwarmSource(client);
                changed.add(millis(() -> refresh(fresh)));
                unchanged.add(millis(() -> refresh(fresh)));
                analysed.add(millis(() -> analysis.analyse(snapshot)));
            }
            say("curl", median(curl));
            say("changed", median(changed));
            say("unchanged", median(unchanged));
            say("analysis", median(analysed));
        } finally {
            FileSystemUtils.deleteRecursively(data);
        }
    }

    /** The four lists side by side and the snapshot they make, as the collector reads them. */
    private static Snapshot refresh(SwarmSource source) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Node>> nodes = threads.submit(source::readNodes);
            Future<List<Network>> networks = threads.submit(source::readNetworks);
            Future<List<Service>> services = threads.submit(source::readServices);
            Future<List<Task>> tasks = threads.submit(source::readTasks);
            return new Snapshot(
                    1,
                    Instant.EPOCH,
                    new Cluster("bench", "1.41", "", "", 5, Instant.EPOCH),
                    nodes.get(),
                    services.get(),
                    tasks.get(),
                    networks.get(),
                    Map.of(),
                    List.of());
        }
    }

    /** What curl itself measures for the four lists, one after the other over one connection; its start is not counted. */
    private static double curl(String socket) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "--unix-socket", socket));
        for (String list : List.of("nodes", "services", "tasks", "networks")) {
            command.addAll(List.of("-o", "/dev/null", "-w", "%{time_total}\n", "http://localhost/" + list));
        }
        Process process = new ProcessBuilder(command).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return Arrays.stream(out.strip().split("\n"))
                        .mapToDouble(Double::parseDouble)
                        .sum()
                * 1000;
    }

    private static double millis(Callable<?> work) throws Exception {
        long start = System.nanoTime();
        work.call();
        return (System.nanoTime() - start) / 1e6;
    }

    /** A line that docker/bench tells from the server's log. */
    private static void say(String name, double value) {
        System.out.printf("FIGURE %s %.2f%n", name, value);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
