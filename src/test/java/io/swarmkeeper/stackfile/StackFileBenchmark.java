package io.swarmkeeper.stackfile;

import com.sun.management.ThreadMXBean;
import io.swarmkeeper.analysis.Severity;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * Review and cure of stack files as they grow, each beside the YAML library reading the same text alone, in turns. Run by
 * docker/bench; prints {@code FIGURE name value} lines: milliseconds of processor time, which other work on the machine hardly
 * touches, the median of the rounds, MiB that a cure asks for in all,
 * and MiB of heap at the most meanwhile, beyond what was held before.
 */
public final class StackFileBenchmark {

    private static final int ROUNDS = 11;
    private static final long MIB = 1L << 20;

    private StackFileBenchmark() {}

    /** @param arguments numbers of services, smallest first */
    public static void main(String[] arguments) throws Exception {
        for (int i = 0; i < 3 * ROUNDS; i++) {
            cure(text(250)); // the compiler's turn
        }
        for (String argument : arguments) {
            measure(Integer.parseInt(argument));
        }
    }

    private static void measure(int services) throws Exception {
        byte[] text = text(services);
        List<Double> yaml = new ArrayList<>();
        List<Double> review = new ArrayList<>();
        List<Double> cure = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            yaml.add(millis(() -> yaml(text)));
            review.add(millis(() -> review(text)));
            cure.add(millis(() -> cure(text)));
        }
        say("bytes" + services, text.length);
        say("yaml" + services, median(yaml));
        say("review" + services, median(review));
        say("cure" + services, median(cure));
        say("memory" + services, memory(text));
        say("allocated" + services, allocated(text));
    }

    /** Of every sort a bit: shared settings, lists and maps, long and short forms, comments. */
    private static byte[] text(int services) {
        StringBuilder text = new StringBuilder("""
                x-deploy: &deploy
                  replicas: 2
                  restart_policy: {condition: any}
                services:
                """);
        for (int i = 0; i < services; i++) {
            String own = i % 2 == 0 ? "    deploy: *deploy\n" : "    deploy:\n      <<: *deploy\n      replicas: 1\n";
            text.append("""
                      %s-%d:   # number %d
                        image: registry.example/team/%s:%d
                        environment:
                          - PORT=80
                          - NEXT=${NEXT:-api-%d}
                        networks: [back]
                        volumes:
                          - type: volume
                            source: data
                            target: /var/lib/%d
                    """.formatted(i % 3 == 0 ? "redis" : "api", i, i, i % 3 == 0 ? "redis" : "api", i, i, i));
            text.append(own);
        }
        return text.append("networks:\n  back:\nvolumes:\n  data:\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Object yaml(byte[] text) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        return new Yaml(options).load(new String(text, StandardCharsets.UTF_8));
    }

    private static Object review(byte[] text) {
        List<FileFinding> findings = Review.of(parse(text));
        if (findings.stream().noneMatch(f -> f.severity() == Severity.CRITICAL)) {
            throw new IllegalStateException("the review finds nothing");
        }
        return findings;
    }

    private static Object cure(byte[] text) {
        Optimization cured = Optimizer.optimize(parse(text), EnumSet.allOf(Cure.class));
        if (cured.done().isEmpty()) {
            throw new IllegalStateException("nothing is cured");
        }
        return cured;
    }

    private static StackFile parse(byte[] text) {
        return StackFile.parse(text, Optional.empty(), Variables.of(Map.of()));
    }

    /** The heap at its peak, garbage that was not collected yet included: what a heap without a bound would take. */
    private static double memory(byte[] text) {
        System.gc();
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(p -> p.getType() == MemoryType.HEAP)
                .toList();
        long before = heap.stream().mapToLong(p -> p.getUsage().getUsed()).sum();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        cure(text);
        long most = heap.stream().mapToLong(p -> p.getPeakUsage().getUsed()).sum();
        return (most - before) / (double) MIB;
    }

    /** All that a cure asks for, kept or not. */
    private static double allocated(byte[] text) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        cure(text);
        return (threads.getCurrentThreadAllocatedBytes() - before) / (double) MIB;
    }

    private static double millis(Callable<?> work) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        work.call();
        return (threads.getCurrentThreadCpuTime() - start) / 1e6;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static void say(String name, double value) {
        System.out.printf("FIGURE %s %.2f%n", name, value);
    }
}
