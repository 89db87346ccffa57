package io.swarmkeeper.telemetry;

import io.swarmkeeper.analysis.detector.Detector;
import io.swarmkeeper.analysis.detector.Detectors;
import io.swarmkeeper.analysis.detector.Judging;
import io.swarmkeeper.analysis.detector.Situation;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.wire.Answer;
import io.swarmkeeper.wire.RoundTrip;
import io.swarmkeeper.wire.Sample;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the server pays for its agents as the Swarm grows: 25 containers on each node, an hour of samples every ten
 * seconds, each read from the JSON that an agent would send. Run by docker/bench; prints {@code FIGURE name value}
 * lines: MiB held, and milliseconds of this thread's processor time to take in one round of all agents, to make one
 * picture, to ask the detectors of what agents measured, and to ask all of them. Each is the median of three ascents,
 * for what a neighbour does to the machine's caches shows more at 200 nodes than at 100.
 */
public final class TelemetryBenchmark {

    private static final int PER_NODE = 25;
    private static final int ROUNDS = 360;
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final int WARM_UP = 60;
    private static final int ANALYSES = 31;
    private static final List<Detector> DETECTORS = Detectors.all(Judging.STANDARD);
    private static final long MIB = 1L << 20;
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final int ASCENTS = 3;

    private final Map<String, List<Double>> figures;
    private final Random random = new Random(27);
    private final int nodes;
    private final Intake intake = new Intake(
            Duration.ofSeconds(30),
            Duration.ofHours(3),
            new KillLedger(id -> Optional.empty()),
            (source, trip, own) -> {});
    private Instant now = ClusterBuilder.NOW;

    private TelemetryBenchmark(int nodes, Map<String, List<Double>> figures) {
        this.nodes = nodes;
        this.figures = figures;
    }

    /** @param arguments numbers of nodes, smallest first */
    public static void main(String[] arguments) throws Exception {
        new TelemetryBenchmark(20, new HashMap<>()).run(); // the compiler's turn
        Map<String, List<Double>> figures = new LinkedHashMap<>();
        for (int i = 0; i < ASCENTS; i++) {
            for (String argument : arguments) {
                new TelemetryBenchmark(Integer.parseInt(argument), figures).run();
            }
        }
        figures.forEach((name, values) -> System.out.printf("FIGURE %s %.2f%n", name, median(values)));
    }

    private void run() throws Exception {
        long before = held();
        Snapshot swarm = swarm();
        intake.snapshot(swarm, now);
        List<Double> takes = new ArrayList<>();
        List<Double> pictures = new ArrayList<>();
        Optional<Measurements> latest = Optional.empty();
        for (int round = 1; round <= ROUNDS; round++) {
            now = now.plus(INTERVAL);
            double spent = 0;
            for (int node = 0; node < nodes; node++) {
                byte[] told = JSON.writeValueAsBytes(answer(node, round));
                long start = THREAD.getCurrentThreadCpuTime();
                Answer answer = AnswerReader.read(told);
                for (Sample sample : answer.samples()) {
                    intake.take(answer.agent(), answer.boot(), sample, now, "agents", now);
                }
                spent += (THREAD.getCurrentThreadCpuTime() - start) / 1e6;
            }
            takes.add(spent);
            long start = THREAD.getCurrentThreadCpuTime();
            latest = intake.picture(true, List.of(), List.of(), now);
            pictures.add((THREAD.getCurrentThreadCpuTime() - start) / 1e6);
            if (round % 6 == 0) {
                intake.forget(now);
                intake.takeUnsaved(); // as the server does each minute
            }
        }
        Measurements picture = latest.orElseThrow();
        if (picture.services().size() != nodes * PER_NODE / 5) {
            throw new IllegalStateException(
                    "the picture has %d services".formatted(picture.services().size()));
        }
        double held = (held() - before) / (double) MIB;
        say("held", held);
        say("take", median(takes));
        say("picture", median(pictures));
        say(
                "measured",
                analysis(
                        DETECTORS.stream()
                                .filter(d -> d.needs().contains(Detector.Part.MEASUREMENTS))
                                .toList(),
                        swarm,
                        picture));
        say("analysis", analysis(DETECTORS, swarm, picture));
        if (intake.news() == 0 || swarm.nodes().isEmpty()) {
            throw new IllegalStateException("held until here, so that it counts");
        }
    }

    private double analysis(List<Detector> detectors, Snapshot swarm, Measurements picture) {
        List<Double> times = new ArrayList<>();
        for (int i = -WARM_UP; i < ANALYSES; i++) {
            long start = THREAD.getCurrentThreadCpuTime();
            Situation situation = new Situation(swarm, now, List.of(), List.of(), picture);
            long observed = detectors.stream()
                    .mapToLong(d -> d.detect(situation).size())
                    .sum();
            if (i >= 0) {
                times.add((THREAD.getCurrentThreadCpuTime() - start) / 1e6);
            }
            if (observed == 0) {
                throw new IllegalStateException("busy nodes bring findings");
            }
        }
        return median(times);
    }

    /** Services of five tasks each, on five nodes in a row. */
    private Snapshot swarm() {
        ClusterBuilder swarm = new ClusterBuilder();
        for (int node = 0; node < nodes; node++) {
            swarm.node(name(node), 16, 64);
        }
        for (int service = 0; service < nodes * PER_NODE / 5; service++) {
            String[] at = new String[5];
            for (int i = 0; i < 5; i++) {
                at[i] = name((service + i) % nodes);
            }
            swarm.service("service" + service, s -> s.replicas(5).runningOn(at));
        }
        return swarm.build();
    }

    private static String name(int node) {
        return "node" + node;
    }

    private Answer answer(int node, int round) {
        Samples sample = Samples.sample().seconds(INTERVAL.toSeconds()).node(random.nextDouble() * 16, 30L << 30);
        for (int i = 0; i < PER_NODE; i++) {
            int service = Math.floorMod(node - i % 5, nodes) + nodes * (i / 5);
            long memory = (100 + random.nextInt(100)) * MIB;
            sample.with(Samples.container("container-" + node + "-" + i)
                    .of("task-" + node + "-" + i, "service" + service)
                    .cores(random.nextDouble())
                    .memory(memory, 10 * MIB, memory + 20 * MIB)
                    .throttled(100, random.nextInt(10))
                    .limit(512 * MIB));
        }
        for (int i = 1; i <= 4; i++) {
            String peer = name((node + (i < 4 ? i : round % nodes)) % nodes);
            for (RoundTrip.Path path : RoundTrip.Path.values()) {
                sample.with(Samples.trip(peer, path, 3, 200L + random.nextInt(400), 300L, 400L));
            }
        }
        return new Answer(
                Answer.FORMAT,
                Samples.agent(name(node)),
                "boot",
                now.toEpochMilli(),
                List.of(sample.build(round, now)));
    }

    private static long held() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            Thread.sleep(100);
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private void say(String name, double value) {
        figures.computeIfAbsent(name + nodes, n -> new ArrayList<>()).add(value);
        System.err.printf("%s%d %.2f%n", name, nodes, value);
    }
}
