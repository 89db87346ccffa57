package io.swarmkeeper.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.Patience;
import io.swarmkeeper.audit.AuditEntry;
import io.swarmkeeper.audit.InMemoryAuditLog;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.wire.DiskProbeRequest;
import io.swarmkeeper.wire.DiskSpace;
import io.swarmkeeper.wire.DiskSpeed;
import io.swarmkeeper.wire.Proof;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Asks a real HTTP server that keeps the protocol, or does not. */
class AgentDiskProbesTest {

    private static final DiskSpeed FAST = new DiskSpeed(1000, 200, 300, 900, 1500, 2500, 64L << 20, 100L << 20);
    private static final Disk DATA = new Disk(
            "w1",
            "w1",
            new DiskSpace("volume", "shop data", "/v", List.of(), "/dev/sdb", "ext4", false, 10L, 5L, 10L, 5L),
            Instant.EPOCH);

    private final FakeAgent agent = new FakeAgent("w1", FakeAgent.TOKEN);
    private final Intake intake = new Intake(
            Duration.ofSeconds(5),
            Duration.ofHours(3),
            new KillLedger(id -> Optional.empty()),
            (source, trip, own) -> {});
    private final AgentClient client = new AgentClient(
            new Proof(FakeAgent.TOKEN), Duration.ofSeconds(20), Duration.ofSeconds(20), Clock.systemUTC());
    private final Agents agents = new Agents(
            AskingTest.settings(agent.address().getPort()),
            client,
            intake,
            InetAddress::getAllByName,
            () -> {},
            Clock.systemUTC());
    private final InMemoryAuditLog audit = new InMemoryAuditLog();
    private final DiskProbes probes = new AgentDiskProbes(
            new AgentErrands(new AgentLine(Optional.of(agents), Optional.of(client)), audit, Clock.systemUTC()));

    @BeforeEach
    void heard() {
        intake.snapshot(new ClusterBuilder().node("w1", 4, 8).build(), Instant.now());
        agents.start();
        Patience.until(
                "the agent is heard", () -> agents.contact("w1", Instant.now()).isPresent());
    }

    @AfterEach
    void close() {
        agents.close();
        client.close();
        agent.close();
    }

    @Test
    void theOneVolumeIsMeasuredAndItIsWrittenDownBeforeAndAfter() throws Exception {
        agent.disks = asked -> {
            assertThat(asked).isEqualTo(new DiskProbeRequest(FakeAgent.CHALLENGE, "volume", "shop data"));
            assertThat(audit.newest(1).getFirst().action()).isEqualTo("disk-probe.run");
            return FAST;
        };
        assertThat(probes.measure(DATA, "olga")).isEqualTo(FAST);
        List<AuditEntry> entries = audit.list(0, 10);
        assertThat(entries).extracting(AuditEntry::action).containsExactly("disk-probe.run", "disk-probe.ran");
        assertThat(entries).extracting(AuditEntry::subject).containsOnly("volume shop data");
        assertThat(entries.getLast().actor()).isEqualTo("olga");
        assertThat(entries.getLast().detail())
                .containsEntry("node", "w1")
                .containsEntry("device", "/dev/sdb")
                .containsEntry("small writes, p95", "900 µs");
    }

    @Test
    void whatMakesNoSenseIsNotBelieved() {
        agent.disks = asked -> new DiskSpeed(1000, 0, 0, 0, 0, 0, 0, 0);
        assertThatThrownBy(() -> probes.measure(DATA, "olga"))
                .isInstanceOf(AgentUnavailableException.class)
                .hasMessageContaining("its answer makes no sense: writes is 0");
        agent.disks = asked -> new DiskSpeed(1000, 5, 900, 300, 300, 300, 1, 1);
        assertThatThrownBy(() -> probes.measure(DATA, "olga")).hasMessageContaining("p95Micros is 300");
        agent.refusal = "another disk is being measured on this node";
        assertThatThrownBy(() -> probes.measure(DATA, "olga"))
                .isInstanceOf(ProbeRefusedException.class)
                .hasMessageEndingWith("another disk is being measured on this node");
        assertThat(audit.newest(1).getFirst().action()).isEqualTo("disk-probe.failed");
    }
}
