package io.swarmkeeper.analysis.lab;

import static io.swarmkeeper.analysis.lab.AgentsLab.LOOP;
import static io.swarmkeeper.analysis.lab.AgentsLab.OVERLAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.change.LabServer;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What only agents can see and cannot be provoked beside other faults, so one after the other: round trips and a node's
 * CPU, which those would drown or feign, and a missing agent, for a service that is changed may start all its tasks anew.
 */
class QuietSwarmIT {

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

    @AfterEach
    void putBack() {
        lab.putBack();
    }

    @Provokes(FindingCode.NODE_AGENT_MISSING)
    void anAgentThatMayNotRunOnANode() {
        lab.gone(FindingCode.NODE_AGENT_MISSING, "w2");
        lab.later(() -> {
            lab.update(AgentsLab.AGENT, "--constraint-rm=node.hostname!=w2");
            agents.allHeard();
        });
        lab.update(AgentsLab.AGENT, "--constraint-add=node.hostname!=w2");
        lab.seen(FindingCode.NODE_AGENT_MISSING, "w2", Instant.EPOCH, f -> f.has("""
                        {"agent": "silent"}
                        """))
                .as("warning", "node");
        LabServer.until(
                "what is not measured is undecided",
                () -> lab.find(FindingCode.NODE_CPU_SATURATED, "the Swarm")
                        .filter(unknown -> unknown.state().equals("undecided"))
                        .filter(unknown ->
                                unknown.evidence().path("nodes").toString().contains("w2"))
                        .isPresent());
        lab.update(AgentsLab.AGENT, "--constraint-rm=node.hostname!=w2");
        lab.gone(FindingCode.NODE_AGENT_MISSING, "w2");
        agents.allHeard();
    }

    @Provokes(FindingCode.NODE_CPU_SATURATED)
    void aLoopForAMinute() {
        String busy = agents.service("busy", "w2", LOOP, "--limit-cpu=1");
        Seen seen =
                lab.seen(FindingCode.NODE_CPU_SATURATED, "w2", Instant.EPOCH).as("critical", "node");
        assertThat(seen.number("lowestPercent")).isGreaterThanOrEqualTo(15);
        assertThat(seen.evidence().path("busiest").get(0).asString()).startsWith(busy + " (");
        lab.remove(busy);
        lab.gone(FindingCode.NODE_CPU_SATURATED, "w2");
    }

    @Provokes(FindingCode.OVERLAY_LATENCY)
    void aNodeThatIsFarAway() {
        LabServer.until(
                "a quick overlay",
                () -> lab.find(FindingCode.OVERLAY_LATENCY, OVERLAY).isEmpty());
        lab.later(() -> lab.swarm.run("undelay", "w2"));
        lab.swarm.run("delay", "w2", "15");
        // On a busy machine another pair may be slow for a moment, and one of these not yet.
        Seen seen = lab.seen(
                        FindingCode.OVERLAY_LATENCY,
                        OVERLAY,
                        Instant.EPOCH,
                        f -> f.has("""
                                {"slowPairs": 4}
                                """) && f.title().equals("w2 is slow to reach over " + OVERLAY))
                .as("critical", "network");
        seen.evidence()
                .path("pairs")
                .forEach(pair -> assertThat(pair.asString()).contains("w2"));
        lab.swarm.run("undelay", "w2");
        lab.gone(FindingCode.OVERLAY_LATENCY, OVERLAY);
    }

    /** Before the agents met: a firewall between two nodes that is as old as they are. */
    @Test
    void twoNodesThatNeverReachedEachOther() {
        LabServer.until(
                "a quick overlay",
                () -> lab.find(FindingCode.OVERLAY_LATENCY, OVERLAY).isEmpty());
        String w1 = lab.swarm.run("address", "w1").strip();
        lab.later(() -> {
            lab.swarm.run("exec", "w2", "sh", "-c", dropFrom(w1, "-D") + " || true");
            agents.allHeard();
        });
        lab.swarm.run("exec", "w2", "sh", "-c", dropFrom(w1, "-I"));
        lab.update(AgentsLab.AGENT, "--force");
        Seen seen = lab.seen(
                        FindingCode.OVERLAY_LATENCY,
                        OVERLAY,
                        Instant.EPOCH,
                        f -> f.evidence()
                                        .path("pairs")
                                        .valueStream()
                                        .anyMatch(p -> p.asString().equals("w1 → w2 lost"))
                                && f.has("{\"slowPairs\": 2}"))
                .as("critical", "network");
        assertThat(seen.evidence().path("pairs").toString()).contains("w2 → w1 lost");
        lab.swarm.run("exec", "w2", "sh", "-c", dropFrom(w1, "-D"));
        lab.gone(FindingCode.OVERLAY_LATENCY, OVERLAY);
    }

    /** What an overlay sends, as VXLAN: UDP on port 4789. */
    private static String dropFrom(String address, String change) {
        return "iptables %s INPUT -s %s -p udp --dport 4789 -j DROP".formatted(change, address);
    }
}
