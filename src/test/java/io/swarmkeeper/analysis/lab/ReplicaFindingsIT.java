package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.engine.LabSwarm;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many tasks run, where, and whether they last. */
@ExtendWith(SharedLab.class)
class ReplicaFindingsIT {

    private final FindingsLab lab;

    ReplicaFindingsIT(FindingsLab lab) {
        this.lab = lab;
    }

    @Provokes(FindingCode.SINGLE_REPLICA)
    void scaledDownToOne() {
        lab.provokeAndCure(
                lab.sound("lonely"),
                FindingCode.SINGLE_REPLICA,
                "warning",
                """
                {"replicas": 1, "kind": "other", "critical": false, "safeToScale": true, "statefulReasons": []}
                """,
                List.of("--replicas=1"),
                List.of("--replicas=2"));
        lab.provokeAndCure(
                lab.sound("gateway"),
                FindingCode.SINGLE_REPLICA,
                "critical",
                """
                {"replicas": 1, "kind": "gateway", "critical": true, "safeToScale": true}
                """,
                List.of("--replicas=1"),
                List.of("--replicas=2"));
    }

    @Provokes(FindingCode.REPLICAS_ON_ONE_NODE)
    void gatheredOnOneNodeAndLeftThere() {
        String spread = lab.sound("spread");
        String service = lab.sound("gathered");
        lab.awaitRunning(spread, 2);
        lab.awaitRunning(service, 2);
        lab.judged(service);
        assertThat(lab.find(FindingCode.REPLICAS_ON_ONE_NODE, service)).isEmpty();
        Instant provoked = Instant.now();
        lab.update(service, "--constraint-add=node.hostname==w1");
        lab.seen(FindingCode.REPLICAS_ON_ONE_NODE, service, provoked)
                .as("warning", "service")
                .with("""
                {"runningTasks": 2, "node": "w1", "allowedNodes": 1}
                """);
        lab.awaitRunning(service, 2);
        // Nothing moves when the constraint goes: the engine never spreads what runs.
        lab.update(service, "--constraint-rm=node.hostname==w1");
        Seen still = lab.seen(
                FindingCode.REPLICAS_ON_ONE_NODE,
                service,
                provoked,
                f -> f.evidence().path("allowedNodes").asLong() == 3);
        still.with("""
                {"runningTasks": 2, "node": "w1"}
                """);
        assertThat(lab.find(FindingCode.REPLICAS_ON_ONE_NODE, spread)).isEmpty();
        lab.update(service, "--force");
        lab.gone(FindingCode.REPLICAS_ON_ONE_NODE, service);
    }

    @Provokes(FindingCode.UNDER_REPLICATED)
    void oneMoreThanFits() {
        String service = lab.sound("port", "--replicas=3", "--publish=mode=host,target=8080,published=18990");
        lab.awaitRunning(service, 3);
        lab.judged(service);
        lab.forgotten(FindingCode.UNDER_REPLICATED, service);
        Instant provoked = Instant.now();
        lab.update(service, "--replicas=4");
        Seen seen = lab.seen(FindingCode.UNDER_REPLICATED, service, provoked).as("critical", "service");
        assertThat(Instant.now()).as("not before its time").isAfter(seen.since().plusSeconds(10));
        seen.with("""
                {"running": 3, "desired": 4, "missing": 1,
                 "reason": "no suitable node (host-mode port already in use on 3 nodes)"}
                """);
        lab.update(service, "--replicas=3");
        lab.gone(FindingCode.UNDER_REPLICATED, service);
    }

    @Provokes(FindingCode.CRASH_LOOPING)
    void aCommandThatFails() {
        String sound = lab.sound("steady");
        lab.awaitRunning(sound, 2);
        Instant provoked = Instant.now();
        String service = lab.create(
                "crash",
                LabSwarm.IMAGE,
                List.of("/bin/sh", "-c", "exit 3"),
                List.of("--restart-delay=500ms", "--constraint=node.hostname==w1"));
        Seen seen = lab.seen(FindingCode.CRASH_LOOPING, service, provoked).as("critical", "service");
        assertThat(seen.number("failedTasks")).isGreaterThanOrEqualTo(3);
        seen.with("""
                {"slots": 1, "lastError": "task: non-zero exit (3)", "lastExitCode": 3}
                """);
        assertThat(lab.find(FindingCode.CRASH_LOOPING, sound)).isEmpty();
        lab.update(service, "--args=/bin/sleep 1000");
        lab.gone(FindingCode.CRASH_LOOPING, service);
        lab.await(
                "the cured service runs",
                s -> s.findServiceByIdOrName(service)
                        .filter(v -> s.runningTasks(v.id()) == 1)
                        .isPresent());
        lab.judged(service);
        assertThat(lab.find(FindingCode.CRASH_LOOPING, service)).isEmpty();
    }
}
