package io.swarmkeeper.analysis.lab;

import static io.swarmkeeper.analysis.lab.AgentsLab.IDLE;
import static io.swarmkeeper.analysis.lab.AgentsLab.LOOP;
import static io.swarmkeeper.analysis.lab.AgentsLab.OVERLAY;
import static io.swarmkeeper.analysis.lab.AgentsLab.fill;
import static io.swarmkeeper.analysis.lab.MeasuredStack.amount;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.change.LabServer;
import io.swarmkeeper.web.Caller;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/**
 * What only agents can see, with real agents on real nodes: each finding provoked, and cured. All at once, for most of
 * the time is waiting: each fault has a service or a disk of its own, and stays clear of what the others look at. Those
 * that cannot are in {@link QuietSwarmIT}.
 */
class AgentFindingsIT {

    private static AgentsLab agents;
    private static FindingsLab lab;

    @BeforeAll
    static void start() throws IOException {
        agents = new AgentsLab();
        lab = agents.lab();
    }

    @AfterAll
    static void end() throws IOException {
        if (agents != null) {
            agents.close();
        }
    }

    @ProvokesBeside(FindingCode.OOM_KILLED)
    void aProcessThatNeedsMoreThanTheLimitAndGetsIt() {
        Instant provoked = Instant.now();
        String greedy = agents.service(
                "greedy", "w1", "dd if=/dev/zero of=/dev/null bs=100M count=1; " + IDLE, "--limit-memory=32M");
        Seen seen = lab.seen(FindingCode.OOM_KILLED, greedy, provoked).as("critical", "service");
        seen.with("""
                {"limitBytes": 33554432, "specLimitBytes": 33554432, "lastKind": "child", "nodes": ["w1"]}
                """);
        lab.update(greedy, "--limit-memory=200M");
        lab.gone(FindingCode.OOM_KILLED, greedy);
        lab.awaitRunning(greedy, 1);
        assertThat(lab.find(FindingCode.OOM_KILLED, greedy)).isEmpty();
    }

    private static final String MEMORY = "--mount=type=tmpfs,dst=/mem";

    @ProvokesBeside(FindingCode.LIMIT_BELOW_PEAK)
    void aTaskThatNearlyFillsItsLimit() {
        String full = agents.service("full", "w1", fill(60), MEMORY);
        // at first sight it may still be filling
        Seen seen = lab.seen(FindingCode.LIMIT_BELOW_PEAK, full, Instant.EPOCH, f -> f.number("peakBytes") >= 60L << 20)
                .as("critical", "service");
        assertThat(seen.number("peakBytes")).isLessThanOrEqualTo(64L << 20);
        seen.with("""
                {"limitBytes": 67108864}
                """);
        lab.update(full, "--limit-memory=128M");
        lab.gone(FindingCode.LIMIT_BELOW_PEAK, full);
    }

    /** After minutes the bounds are a thousand times what was used: the reservation is above even that. */
    @ProvokesBeside(FindingCode.OVER_RESERVED)
    void aReservationOfGigabytesForNothing() {
        String ample = agents.service("ample", "w1", IDLE, "--replicas=2", "--limit-memory=4G", "--reserve-memory=4G");
        Seen seen = lab.seen(FindingCode.OVER_RESERVED, ample, Instant.EPOCH).as("info", "service");
        seen.with("""
                {"reservedMemoryBytes": 4294967296, "factor": 2}
                """);
        assertThat(seen.number("neededMemoryBytes")).isBetween(1L, 64L << 20);
        assertThat(seen.number("samples")).isGreaterThanOrEqualTo(100);
        lab.update(ample, "--reserve-memory=16M");
        lab.gone(FindingCode.OVER_RESERVED, ample);
    }

    @ProvokesBeside(FindingCode.CPU_THROTTLED)
    void aLoopUnderATightLimit() {
        String held = agents.service("held", "w1", LOOP, "--limit-cpu=0.05");
        Seen seen = lab.seen(FindingCode.CPU_THROTTLED, held, Instant.EPOCH).as("warning", "service");
        assertThat(seen.number("throttledPercent")).isGreaterThan(25);
        // what the old limit held back is history; under the same one it would count for a quarter of an hour
        lab.update(held, "--limit-cpu=1", "--args", "sleep 3600");
        lab.gone(FindingCode.CPU_THROTTLED, held);
    }

    @ProvokesBeside(FindingCode.NODE_MEMORY_SATURATED)
    void memoryHeldForAMinute() {
        String large = agents.service("large", "w1", fill(900), MEMORY, "--limit-memory=1G");
        Seen seen =
                lab.seen(FindingCode.NODE_MEMORY_SATURATED, "w1", Instant.EPOCH).as("critical", "node");
        assertThat(seen.evidence().path("busiest").get(0).asString()).startsWith(large + " (");
        lab.remove(large);
        lab.gone(FindingCode.NODE_MEMORY_SATURATED, "w1");
    }

    private static final String[] FAILING = {"--health-cmd=false", "--health-interval=1s", "--health-retries=3"};

    /** Whether an engine says why it killed a task is up to how that went: here it went by force, with exit code 137. */
    @ProvokesBeside(FindingCode.HEALTH_CHECK_FAILING)
    void aCheckThatNeverPasses() {
        killedTwiceThenCured("sick", "trap '' TERM; while :; do sleep 3600 & wait; done");
    }

    /** And here by itself, with exit code 0: no error. Each death must be seen, whenever samples are taken. */
    @ProvokesBeside(FindingCode.HEALTH_CHECK_FAILING)
    void aCheckThatNeverPassesOfATaskThatGoesWhenItIsTold() {
        killedTwiceThenCured("quiet", IDLE);
    }

    private static void killedTwiceThenCured(String name, String script) {
        Instant began = Instant.now();
        String service = agents.service(name, "w1", script, FAILING);
        // a busy machine may tell of two deaths at once, but each takes three checks, a second apart
        Seen seen = lab.seen(
                        FindingCode.HEALTH_CHECK_FAILING, service, Instant.EPOCH, f -> f.number("killedTasks") >= 2)
                .as("critical", "service");
        assertThat(seen.number("killedTasks") * 3)
                .isLessThanOrEqualTo(Duration.between(began, Instant.now()).toSeconds());
        lab.update(service, "--health-cmd=true");
        lab.gone(FindingCode.HEALTH_CHECK_FAILING, service);
    }

    @ProvokesBeside(FindingCode.HEALTH_CHECK_SLOW)
    void aCheckThatTakesMostOfItsTimeout() {
        String slow = agents.service(
                "slow",
                "w1",
                IDLE,
                "--health-cmd=sleep 2",
                "--health-interval=1s",
                "--health-timeout=3s",
                "--health-retries=9");
        // a run that a busy machine began late counts until others have come after it
        lab.seen(FindingCode.HEALTH_CHECK_SLOW, slow, Instant.EPOCH, f -> {
                    long p95 = f.number("p95Millis");
                    return p95 >= 2000 && p95 <= 3500;
                })
                .as("warning", "service");
        lab.update(slow, "--health-timeout=60s");
        lab.gone(FindingCode.HEALTH_CHECK_SLOW, slow);
    }

    @ProvokesBeside(FindingCode.OVERLAY_MTU)
    void aWayThatDropsLargePackets() {
        lab.later(() -> lab.swarm.run("exec", "w2", "sh", "-c", dropLarge("-D") + " || true"));
        lab.swarm.run("exec", "w2", "sh", "-c", dropLarge("-I"));
        Seen seen = lab.seen(FindingCode.OVERLAY_MTU, OVERLAY, Instant.EPOCH).as("warning", "network");
        assertThat(seen.number("largestBytes")).isLessThan(seen.number("mtuBytes"));
        lab.swarm.run("exec", "w2", "sh", "-c", dropLarge("-D"));
        lab.gone(FindingCode.OVERLAY_MTU, OVERLAY);
    }

    /** VXLAN is UDP on port 4789. */
    private static String dropLarge(String change) {
        return "iptables %s INPUT -p udp --dport 4789 -m length --length 1350: -j DROP".formatted(change);
    }

    @ProvokesBeside(FindingCode.CHATTY_SERVICES_APART)
    void twoServicesThatTalkAllTheTimeAcrossNodes() {
        String network = "--network=" + lab.network("talk");
        String listener = agents.service("listener", "w1", "httpd -f -p 8000 -h /www", network);
        String talker = agents.service(
                "talker",
                "w2",
                "while :; do printf 'GET /health HTTP/1.0\\r\\n\\r\\n' | nc tasks.%s 8000; sleep 1; done"
                        .formatted(listener),
                network);
        // sockets from before the agent's first look count all at once, and less from minute to minute
        Seen seen = lab.seen(
                        FindingCode.CHATTY_SERVICES_APART,
                        talker,
                        Instant.EPOCH,
                        f -> f.number("connectionsPerMinute") <= 90)
                .as("info", "service")
                .with("""
                        {"talksTo": ["%s"], "nodes": ["w2"], "theirNodes": ["w1"]}
                        """.formatted(listener));
        assertThat(seen.number("connectionsPerMinute")).isBetween(30L, 90L);
        lab.update(talker, "--constraint-rm=node.hostname==w2", "--constraint-add=node.hostname==w1");
        lab.gone(FindingCode.CHATTY_SERVICES_APART, talker);
    }

    @ProvokesBeside(FindingCode.VOLUME_ON_ROOT_DISK)
    void aVolumeWhereTheSystemIs() {
        String volume = lab.volume("rooted");
        String keeper = agents.onRootDisk("keeper", volume);
        lab.seen(FindingCode.VOLUME_ON_ROOT_DISK, volume, Instant.EPOCH)
                .as("info", "volume")
                .with("""
                        {"nodes": ["w1"], "services": ["%s"]}
                        """.formatted(keeper));
        lab.update(keeper, "--mount-rm=/data");
        lab.gone(FindingCode.VOLUME_ON_ROOT_DISK, volume);
    }

    @ProvokesBeside(FindingCode.DISK_FILLING)
    void aDiskThatIsNearlyFull() {
        agents.onDisk("hoarder", agents.smallDisk());
        LabServer.until(
                "the disk looked at",
                () -> lab.measured().disks().stream()
                        .anyMatch(d -> d.space().name().equals(agents.smallDisk())));
        assertThat(lab.find(FindingCode.DISK_FILLING, "w1")).isEmpty();
        lab.swarm.run("inside", "w1", "fallocate", "-l", "49M", agents.smallDisk() + "/all");
        Seen seen = lab.seen(FindingCode.DISK_FILLING, "w1", Instant.EPOCH).as("warning", "node");
        assertThat(seen.number("usedPercent")).isBetween(81L, 92L);
        assertThat(seen.evidence().path("device").asString()).startsWith("/dev/loop");
        lab.swarm.run("inside", "w1", "rm", agents.smallDisk() + "/all");
        lab.gone(FindingCode.DISK_FILLING, "w1");
    }

    @ProvokesBeside(FindingCode.SLOW_DISK)
    void aDiskThatWritesFiveTimesASecond() {
        agents.onDisk("writer", agents.slowDisk());
        lab.later(() -> lab.swarm.run("quick", "w1", "slow"));
        lab.swarm.run("slow", "w1", "slow", "5");
        agents.measure(agents.slowDisk());
        Seen seen = lab.seen(FindingCode.SLOW_DISK, agents.slowDisk(), Instant.EPOCH)
                .as("warning", "volume")
                .with("""
                        {"node": "w1", "thresholdMillis": 80}
                        """);
        assertThat(seen.number("writeP95Micros")).isBetween(150_000L, 2_000_000L);
        lab.swarm.run("quick", "w1", "slow");
        agents.measure(agents.slowDisk());
        lab.gone(FindingCode.SLOW_DISK, agents.slowDisk());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aKillIsInTheApiWithItsServiceAndServicesCarryTheirUse() {
        String greedy = agents.service(
                "listed", "w2", "dd if=/dev/zero of=/dev/null bs=100M count=1; " + IDLE, "--limit-memory=32M");
        LabServer.until(
                "the kill in the API",
                () -> lab.admin().get("/api/v1/oom-kills").text().contains("\"service\":\"" + greedy + "\""));
        LabServer.until(
                "its use", () -> lab.admin().get("/api/v1/services").text().contains("\"measuredTasks\":1"));
        assertThat(lab.admin().get("/api/v1/nodes").text()).contains("\"source\":\"cgroup\"");
        assertThat(lab.admin().get("/api/v1/latency").text()).contains("\"path\":\"overlay\"");
    }

    /**
     * The whole way of an operator: the report of what agents measured, saved or from the server, sizes the stack's file
     * by the command line and by the API, and the Swarm then runs it so.
     */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aStackFileIsSizedByWhatWasMeasuredAndRunsSo(@TempDir Path folder) throws Exception {
        MeasuredStack stack = new MeasuredStack(lab, folder);
        lab.awaitRunning(stack.service("hold"), 2);
        FindingsLab.await(
                "enough of it measured",
                () -> stack.sizing(stack.report(), "hold").path("undecided").isNull());
        stack.startTheFreshOne();
        MeasuredStack.RealUse used = stack.realUse();

        Caller.Answer saved = lab.admin().get("/api/v1/report");
        MeasuredStack.Optimized bySaved = stack.bySavedReport(saved.text());
        assertThat(bySaved.text()).isEqualTo(stack.sized(saved.json()));
        assertThat(bySaved.said())
                .containsPattern("hold: resources: limits of .*, measured over \\d+ (s|min)\\R")
                .contains("rest: resources: limits of 1.0 cores and 2 GiB, not measured: nothing of it was measured")
                .containsPattern("fresh: resources: limits of 1.0 cores and 2 GiB, not measured: \\d+ samples? over ");

        JsonNode sizing = stack.sizing(saved.json(), "hold");
        assertThat(sizing.path("observedSeconds").asLong()).isGreaterThanOrEqualTo(100);
        assertThat(sizing.path("peakBytes").asLong()).isBetween(used.bytes(), used.bytes() + (16 << 20));
        assertThat(amount(sizing, "reservation", "memoryBytes")).isBetween(used.bytes(), used.bytes() + (16 << 20));
        // of each 0.31 s it may take 0.04
        assertThat(amount(sizing, "reservation", "cpuNano")).isBetween((long) (used.cores() * 1e9), 250_000_000L);
        // after minutes no limit is less than its kind of service gets without them, or than all of a node
        assertThat(amount(sizing, "limit", "memoryBytes")).isBetween((long) (used.bytes() * 1.15), 2L << 30);
        assertThat(amount(sizing, "limit", "cpuNano")).isBetween(250_000_000L, stack.nodeCpuNano());

        JsonNode earlier = stack.report();
        String byServer = stack.byServer().text();
        String byApi = stack.byApi();
        JsonNode later = stack.report();
        assertThat(List.of(byServer, byApi)).isSubsetOf(stack.sizedBetween(earlier, later));

        stack.deploy(bySaved.text());
        String held = amount(sizing, "limit", "memoryBytes") + " " + amount(sizing, "limit", "cpuNano");
        LabServer.until("both tasks with their limits", () -> stack.held("hold").equals(List.of(held, held)));
        lab.awaitRunning(stack.service("hold"), 2);
        lab.awaitRunning(stack.service("fresh"), 1);
        for (String part : List.of("limit", "reservation")) {
            JsonNode given = stack.resources("hold").path(part.equals("limit") ? "Limits" : "Reservations");
            assertThat(given.path("MemoryBytes").asLong()).isEqualTo(amount(sizing, part, "memoryBytes"));
            assertThat(given.path("NanoCPUs").asLong()).isEqualTo(amount(sizing, part, "cpuNano"));
        }
    }
}
