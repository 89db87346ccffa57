package io.swarmkeeper.telemetry;

import static io.swarmkeeper.change.LabServer.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.agent.LabAgents;
import io.swarmkeeper.change.LabServer;
import io.swarmkeeper.engine.LabSwarm;
import io.swarmkeeper.telemetry.AgentState.Standing;
import io.swarmkeeper.web.Caller;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents, nodes and engines that die, hang or are cut off: shown for what they are, counted once, back by themselves. */
class AgentFaultsIT {

    private static final List<String> NODES = List.of("m1", "w1", "w2");

    @TempDir
    private static Path data;

    private static LabAgents agents;
    private static LabSwarm swarm;
    private static LabServer server;

    @BeforeAll
    static void start() throws IOException {
        agents = new LabAgents();
        swarm = agents.swarm();
        server = server(data, LabAgents.TOKEN);
        until("all agents are heard", () -> heard() == 3);
    }

    @AfterAll
    static void end() {
        if (server != null) {
            server.close();
        }
        if (agents != null) {
            swarm.removeServices("fault-");
            agents.close();
        }
    }

    private static LabServer server(Path folder, String token) {
        return new LabServer(
                folder,
                swarm.run("socket", "m1").strip(),
                "--swarmkeeper.admin-password=" + Caller.PASSWORD,
                "--swarmkeeper.agent.addresses="
                        + agents.ports().values().stream()
                                .map(p -> "127.0.0.1:" + p)
                                .collect(Collectors.joining(",")),
                "--swarmkeeper.agent.interval=2s",
                "--swarmkeeper.agent.silent-after=10s",
                "--swarmkeeper.agent.token=" + token);
    }

    private static long heard() {
        return server.measured().agents().stream().filter(AgentState::isHeard).count();
    }

    private static AgentState agentOf(String node) {
        return server.measured().agents().stream()
                .filter(a -> a.hostname().equals(node))
                .findFirst()
                .orElseThrow();
    }

    private static Instant began(String node) {
        return agentOf(node).startedAt().orElseThrow();
    }

    /** On one node, doing what the shell is told. Returns its id. */
    private static String service(String name, String node, String script, String... options) {
        Stream<String> create = Stream.of(
                        Stream.of("service", "create", "-d", "--name", name, "--constraint", "node.hostname==" + node),
                        Stream.of(options),
                        Stream.of(LabSwarm.IMAGE, "sh", "-c", script))
                .flatMap(s -> s);
        return swarm.docker("m1", create.toArray(String[]::new)).strip();
    }

    private static List<KillRecord> kills(String service) {
        return server.measured().kills().stream()
                .filter(k -> k.serviceId().equals(service))
                .toList();
    }

    @Test
    void aKilledAgentComesBackAndNothingIsCountedTwice() {
        String id = service(
                "fault-child",
                "w1",
                "sleep 2; for i in 1 2 3; do dd if=/dev/zero of=/dev/null bs=200M count=1; sleep 1; done; sleep 600",
                "--limit-memory=32M",
                "--restart-condition=none");
        until("three kills", () -> kills(id).size() == 3);
        Instant before = began("w1");
        String container = swarm.docker(
                        "w1", "ps", "-q", "--filter", "label=com.docker.swarm.service.name=swarmkeeper-agent")
                .strip();
        swarm.docker("w1", "kill", "-s", "KILL", container);
        until(
                "another process is heard",
                () -> agentOf("w1").isHeard() && began("w1").isAfter(before.plusSeconds(1)));
        Instant heard = server.measured().at();
        until(
                "samples of the new one",
                () -> server.measured().service(id).stream()
                        .flatMap(u -> u.tasks().stream())
                        .anyMatch(t -> t.at().isAfter(heard.plusSeconds(6))));
        assertThat(kills(id)).hasSize(3).extracting(KillRecord::id).doesNotHaveDuplicates();
    }

    @Test
    void aNodeWithoutPowerIsSilentAndItsUseIsNotShownAsIfItWereNow() {
        swarm.run("stop", "w2");
        try {
            until("its agent is silent", () -> agentOf("w2").standing() == Standing.SILENT);
            assertThat(agentOf("w2").lastWord()).isPresent();
            // a sample that was long in the making may be of now for longer than its agent is
            until("its use is not shown as if it were now", () -> {
                Measurements now = server.measured();
                return now.allNodes().stream()
                                .filter(n -> n.hostname().equals("w2"))
                                .allMatch(n -> n.cpuShare().isEmpty())
                        && now.services().values().stream()
                                .flatMap(u -> u.tasks().stream())
                                .map(TaskUse::hostname)
                                .noneMatch("w2"::equals);
            });
            assertThat(agentOf("w2").standing()).isEqualTo(Standing.SILENT);
        } finally {
            swarm.run("start", "w2");
        }
        until("its agent is heard again", () -> heard() == 3);
    }

    @Test
    void theWaysToANodeThatIsCutOffAreLostOrOldAndNoOtherPairSuffers() {
        until("every pair", () -> pairs().count() == 6);
        swarm.run("cut", "w2");
        Instant cut = server.measured().at();
        try {
            // Once the managers miss it, it leaves the agents' name: then nobody asks it, and the figures only age.
            until(
                    "nothing of w2 looks live",
                    () -> pairs().filter(AgentFaultsIT::withCut)
                            .allMatch(p -> p.received() == 0
                                    || !p.isWithin(
                                            Duration.ofSeconds(20),
                                            server.measured().at())));
            until(
                    "the other pair is looked at all the same",
                    () -> pairs().filter(p -> !withCut(p))
                            .allMatch(p -> p.at().isAfter(cut.plusSeconds(10))
                                    && p.p50().isPresent()));
        } finally {
            swarm.run("heal", "w2");
        }
        until(
                "all is measured again",
                () -> pairs().count() == 6
                        && pairs().allMatch(p -> p.isWithin(
                                        Duration.ofSeconds(20),
                                        server.measured().at())
                                && p.received() > 0));
    }

    private static Stream<PairLatency> pairs() {
        return server.measured().latencies().stream().filter(PairLatency::own);
    }

    private static boolean withCut(PairLatency pair) {
        return pair.source().equals("w2") || pair.dest().equals("w2");
    }

    @Test
    void anEngineThatHangsIsSaidByItsAgent() {
        swarm.run("pause", "w1");
        try {
            until(
                    "the agent says so",
                    () -> agentOf("w1").isHeard()
                            && agentOf("w1").troubles().stream().anyMatch(t -> t.contains("engine")));
        } finally {
            swarm.run("resume", "w1");
        }
        until(
                "all is well again",
                () -> agentOf("w1").isHeard() && agentOf("w1").troubles().isEmpty());
    }

    @Test
    void whatLivesForASecondIsNeitherAKillNorAnIdlePeak() {
        String id = service("fault-short", "w1", "sleep 1", "--restart-delay=100ms");
        until(
                "it ran some times",
                () -> swarm.docker("m1", "service", "ps", "-q", "fault-short")
                                .lines()
                                .count()
                        >= 5);
        Instant ran = server.measured().at();
        until("two samples more", () -> server.measured().at().isAfter(ran.plusSeconds(8)));
        assertThat(kills(id)).isEmpty();
        assertThat(server.measured().service(id).flatMap(ServiceUse::peak).stream())
                .as("a peak that nobody could read is unknown, not nothing")
                .allSatisfy(peak -> assertThat(peak.upperBytes()).isPositive());
    }

    @Test
    void aWrongTokenIsToldAndNothingIsTakenIn(@TempDir Path other) {
        try (LabServer stranger = server(other, "another token, also long enough")) {
            until(
                    "all refuse it",
                    () -> stranger.measured().agents().stream()
                                    .filter(a -> a.standing() == Standing.WRONG_TOKEN)
                                    .count()
                            == NODES.size());
            assertThat(stranger.measured().nodes()).isEmpty();
            assertThat(stranger.measured().services().values())
                    .allSatisfy(u -> assertThat(u.tasks()).isEmpty());
        }
    }
}
