package io.swarmkeeper.agent;

import static io.swarmkeeper.agent.LabAgents.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.engine.LabSwarm;
import io.swarmkeeper.wire.Answer;
import io.swarmkeeper.wire.Connection;
import io.swarmkeeper.wire.ContainerUse;
import io.swarmkeeper.wire.DiskSpace;
import io.swarmkeeper.wire.Kill;
import io.swarmkeeper.wire.RoundTrip;
import io.swarmkeeper.wire.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real agent on the lab's real nodes. */
class AgentIT {

    private static final long MIB = 1L << 20;
    private static LabAgents agents;
    private static LabSwarm swarm;
    private final List<String> made = new ArrayList<>();

    @BeforeAll
    static void deploy() throws IOException {
        agents = new LabAgents();
        swarm = agents.swarm();
    }

    @AfterAll
    static void end() {
        if (agents != null) {
            agents.close();
        }
    }

    @AfterEach
    void remove() {
        made.forEach(name -> swarm.docker("m1", "service", "rm", name));
    }

    /** On one node, never started again, doing what the shell is told. Returns its id. */
    private String service(String name, String node, String script, String... options) {
        List<String> create = new ArrayList<>(
                List.of("service", "create", "-d", "--name", name, "--constraint", "node.hostname==" + node));
        create.addAll(List.of("--restart-condition", "none", "--stop-grace-period", "1s"));
        create.addAll(Arrays.asList(options));
        create.addAll(List.of(LabSwarm.IMAGE, "sh", "-c", script));
        String id = swarm.docker("m1", create.toArray(String[]::new)).strip();
        made.add(name);
        return id;
    }

    private static Stream<Sample> samples() {
        return Stream.of("m1", "w1", "w2").flatMap(n -> agents.pull(n).stream());
    }

    private static List<Kill> kills(String service) {
        return samples()
                .flatMap(s -> s.kills().stream())
                .filter(k -> k.serviceId().equals(service))
                .toList();
    }

    private static Optional<ContainerUse> lastUse(String service) {
        return samples()
                .flatMap(s -> s.containers().stream())
                .filter(c -> c.serviceId().equals(service))
                .reduce((a, b) -> b);
    }

    @Test
    void eachNodeTellsWhoItIsAndItsOwnUse() throws IOException {
        for (String node : List.of("m1", "w1", "w2")) {
            until("a second sample", () -> agents.pull(node).size() > 2);
            Answer answer = answer(node);
            assertThat(answer.agent().hostname()).isEqualTo(node);
            assertThat(answer.agent().nodeAddress())
                    .isEqualTo(swarm.run("address", node).strip());
            // an engine with much to do may once have been late
            AtomicReference<Sample> sound = new AtomicReference<>();
            until(() -> "a sample without troubles, not " + sound.get(), () -> {
                sound.set(agents.pull(node).getLast());
                return sound.get().troubles().isEmpty();
            });
            Sample last = sound.get();
            assertThat(last.node().source()).isEqualTo("cgroup");
            assertThat(last.node().cores()).isBetween(0.0, 2.0);
            assertThat(last.node().memoryBytes()).isBetween(10 * MIB, 4096 * MIB);
            ContainerUse own = last.containers().stream()
                    .filter(c -> c.name().startsWith("swarmkeeper-agent"))
                    .findFirst()
                    .orElseThrow();
            assertThat(own.memoryBytes()).as("as docker stats counts").isLessThan(40 * MIB);
            assertThat(own.peakBytes()).isBetween(own.memoryBytes() / 2, 64 * MIB);
        }
    }

    private static Answer answer(String node) {
        AtomicReference<Answer> told = new AtomicReference<>();
        until("an answer of " + node, () -> {
            try {
                told.set(agents.answer(node));
            } catch (IOException e) {
                return false; // late
            }
            return true;
        });
        return told.get();
    }

    @Test
    void aPeakBetweenTwoSamplesIsSeen() {
        String id = service(
                "peak",
                "w1",
                "sleep 3; dd if=/dev/zero of=/dev/null bs=200M count=1; sleep 600",
                "--limit-memory=400M");
        // the first sample that has it may be of the moment itself
        until(
                "the peak, when it is over",
                () -> lastUse(id)
                        .map(u -> u.peakBytes() != null && u.peakBytes() > 200 * MIB && u.memoryBytes() < 100 * MIB)
                        .orElse(false));
    }

    @Test
    void killsAreCountedOnceEachByTheirKind() {
        String main = service(
                "killed", "w1", "sleep 2; exec dd if=/dev/zero of=/dev/null bs=200M count=1", "--limit-memory=32M");
        String child = service(
                "child",
                "w2",
                "sleep 2; for i in 1 2 3; do dd if=/dev/zero of=/dev/null bs=200M count=1; sleep 1; done; sleep 600",
                "--limit-memory=32M");
        String stopped = service("stopped", "w1", "sleep 2; kill -9 $$; exit 137");
        until(
                "all of them",
                () -> kills(main).size() + kills(child).size() + kills(stopped).size() >= 5);
        assertThat(kills(main)).extracting(Kill::kind).containsExactly(Kill.Kind.CONTAINER);
        assertThat(kills(main).getFirst().limitBytes()).isEqualTo(32 * MIB);
        assertThat(kills(child))
                .extracting(Kill::kind)
                .containsOnly(Kill.Kind.CHILD)
                .hasSize(3);
        assertThat(kills(child)).extracting(Kill::id).doesNotHaveDuplicates();
        assertThat(kills(child).getFirst().peakBytes()).isGreaterThan(30 * MIB);
        assertThat(kills(stopped)).extracting(Kill::kind).containsExactly(Kill.Kind.NOT_MEMORY);
    }

    @Test
    void throttlingIsSeen() {
        String id = service("busy", "w2", "while :; do :; done", "--limit-cpu=0.1");
        AtomicReference<ContainerUse> busy = new AtomicReference<>();
        // a sample right after one that was late is of a moment only, and that may be any part of a period
        until(() -> "throttled periods, not " + busy.get(), () -> {
            busy.set(lastUse(id).orElse(null));
            return busy.get() != null
                    && busy.get().cores() != null
                    && busy.get().periods() >= 10
                    && busy.get().throttledPeriods() > busy.get().periods() / 2;
        });
        assertThat(busy.get().cores()).isBetween(0.02, 0.2);
        assertThat(busy.get().limitCores()).isEqualTo(0.1);
    }

    @Test
    void clientsAndServersOfAConnectionAreTold() {
        swarm.docker("m1", "network", "create", "-d", "overlay", "talk");
        try {
            String server =
                    service("talk-server", "w1", "httpd -f -p 8000 -h /www", "--network=talk", "--endpoint-mode=dnsrr");
            String client = service(
                    "talk-client",
                    "w2",
                    "while :; do nc tasks.talk-server 8000 </dev/null; sleep 1; done",
                    "--network=talk");
            until(
                    "the client's end or the server's",
                    () -> samples()
                            .flatMap(s -> s.connections().stream())
                            .anyMatch(c -> c.port() == 8000
                                    && (c.side() == Connection.Side.CLIENT
                                            ? c.serviceId().equals(client)
                                            : c.serviceId().equals(server))));
            assertThat(samples()
                            .flatMap(s -> s.connections().stream())
                            .filter(c -> c.port() == 8000)
                            .filter(c -> c.serviceId().equals(server))
                            .map(Connection::side)
                            .collect(Collectors.toSet()))
                    .as("a server is never taken for a client")
                    .doesNotContain(Connection.Side.CLIENT);
        } finally {
            remove();
            made.clear();
            until("the network is free", () -> {
                try {
                    swarm.docker("m1", "network", "rm", "talk");
                    return true;
                } catch (RuntimeException | AssertionError e) {
                    return false;
                }
            });
        }
    }

    @Test
    void theSpaceUnderAVolumeIsTold() {
        String id = service("disk", "w1", "sleep 600", "--mount=type=volume,src=agent-it,dst=/data");
        until(
                "its disk",
                () -> samples()
                        .flatMap(s -> s.disks().stream())
                        .anyMatch(d -> d.name().equals("agent-it") && d.totalBytes() != null));
        DiskSpace disk = samples()
                .flatMap(s -> s.disks().stream())
                .filter(d -> d.name().equals("agent-it"))
                .findFirst()
                .orElseThrow();
        assertThat(disk.kind()).isEqualTo("volume");
        assertThat(disk.fileSystem()).isNotEmpty();
        assertThat(disk.freeBytes()).isBetween(1L, disk.totalBytes());
        assertThat(disk.freeInodes()).isLessThanOrEqualTo(disk.totalInodes());
        assertThat(lastUse(id)).isPresent();
    }

    @Test
    void aDelayedNodeIsSlowOverBothWaysAndNoOtherPairIs() {
        until("every pair is measured", () -> medians(0).size() == 12);
        swarm.run("delay", "w2", "15");
        try {
            long from = newest();
            // of the first few round trips on a busy machine some are slow for other reasons
            until(
                    () -> "the pairs of w2 slow and no other, not " + medians(from),
                    () -> medians(from).size() == 12
                            && medians(from).entrySet().stream()
                                    .allMatch(pair -> pair.getKey().contains("w2")
                                            ? pair.getValue() > 15_000
                                            : pair.getValue() < 10_000));
        } finally {
            swarm.run("undelay", "w2");
        }
        long from = newest();
        until(
                "quick again",
                () -> medians(from).size() == 12
                        && medians(from).values().stream().allMatch(m -> m < 10_000));
    }

    private static long newest() {
        return samples().mapToLong(Sample::atMillis).max().orElse(0) + 2_500;
    }

    /** Microseconds by {@code source dest path}, of samples after that moment. */
    private static java.util.Map<String, Long> medians(long afterMillis) {
        java.util.Map<String, List<Long>> all = new java.util.TreeMap<>();
        for (String node : List.of("m1", "w1", "w2")) {
            for (Sample sample : agents.pull(node)) {
                for (RoundTrip trip : sample.atMillis() > afterMillis ? sample.roundTrips() : List.<RoundTrip>of()) {
                    all.computeIfAbsent(node + " " + trip.peerHostname() + " " + trip.path(), k -> new ArrayList<>())
                            .addAll(trip.micros());
                }
            }
        }
        java.util.Map<String, Long> medians = new java.util.TreeMap<>();
        all.forEach((pair, micros) -> {
            if (!micros.isEmpty()) {
                medians.put(
                        pair,
                        micros.stream()
                                .sorted()
                                .skip(micros.size() / 2)
                                .findFirst()
                                .orElseThrow());
            }
        });
        return medians;
    }
}
