package io.swarmkeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.swarmkeeper.change.SwarmControl;
import io.swarmkeeper.change.SwarmControl.LiveService;
import io.swarmkeeper.change.SwarmControl.WriteResult;
import io.swarmkeeper.collector.SwarmSource;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import io.swarmkeeper.swarm.ImageFacts;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The engine room against the lab's real engines: the contract, every field a service can have, real faults. */
class EngineSwarmIT extends SwarmContract {

    private static final String PREFIX = "contract-";

    private static LabSwarm lab;
    private static EngineSwarmSource source;
    private static EngineSwarmControl control;

    @BeforeAll
    static void open() {
        assertThat(System.getenv("SWARM_LAB"))
                .as("SWARM_LAB: these tests need the lab; docker/test starts one")
                .isNotBlank();
        lab = new LabSwarm();
        source = new EngineSwarmSource(lab.client());
        control = new EngineSwarmControl(lab.client());
    }

    @AfterEach
    void removeServices() {
        lab.removeServices(PREFIX);
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    @Override
    SwarmSource source() {
        return source;
    }

    @Override
    SwarmControl control() {
        return control;
    }

    @Override
    String create(String name, int replicas) {
        return lab.docker(
                        "m1",
                        "service",
                        "create",
                        "--detach",
                        "--quiet",
                        "--name",
                        PREFIX + name,
                        "--label",
                        "tier=test",
                        "--replicas",
                        String.valueOf(replicas),
                        LabSwarm.IMAGE)
                .strip();
    }

    @Override
    void settle() {
        // the orchestrator never rests
    }

    @Test
    void everyFieldAServiceCanHaveSurvivesAWrite() throws Exception {
        lab.docker("m1", "network", "create", "--driver", "overlay", PREFIX + "net");
        lab.run("exec", "m1", "sh", "-c", "printf x > \"$SWARM_LAB_DIR/payload\"");
        String payload = System.getenv("SWARM_LAB_DIR") + "/payload";
        lab.docker("m1", "secret", "create", PREFIX + "secret", payload);
        lab.docker("m1", "config", "create", PREFIX + "config", payload);
        try {
            String id = lab.docker("m1", everyFlag().toArray(String[]::new)).strip();
            LiveService live = control.readService(id).orElseThrow();
            assertThat(live.specJson()).contains("Groups", "CapabilityAdd", "Sysctls", "Ulimits", "GenericResources");
            String wanted = live.specJson().replace("\"MemoryBytes\":134217728", "\"MemoryBytes\":167772160");
            assertThat(wanted).isNotEqualTo(live.specJson());
            assertThat(write(id, wanted)).isInstanceOf(WriteResult.Accepted.class);
            assertThat(control.readService(id).orElseThrow().specJson()).isEqualTo(wanted);
            readsEveryFlag(service(id));
        } finally {
            lab.removeServices(PREFIX);
            lab.docker("m1", "secret", "rm", PREFIX + "secret");
            lab.docker("m1", "config", "rm", PREFIX + "config");
            lab.docker("m1", "network", "rm", PREFIX + "net");
        }
    }

    private static void readsEveryFlag(Service service) {
        assertThat(service.template().limits().cpuNano()).isEqualTo(1_500_000_000L);
        assertThat(service.template().limits().memoryBytes()).isEqualTo(167_772_160L);
        assertThat(service.template().limits().pids()).isEqualTo(99);
        assertThat(service.template().reservations().generic()).isEqualTo(Map.of("gpu", 2L));
        assertThat(service.template().placement().preferences()).containsExactly("node.labels.zone");
        assertThat(service.template().placement().maxReplicasPerNode()).isEqualTo(3);
        assertThat(service.template().mounts()).hasSize(3);
        assertThat(service.template().secrets().getFirst().name()).isEqualTo(PREFIX + "secret");
        assertThat(service.template().configs().getFirst().name()).isEqualTo(PREFIX + "config");
        assertThat(service.template().stopGracePeriod()).contains(Duration.ofSeconds(7));
        assertThat(service.template().healthCheck().orElseThrow().retries()).isEqualTo(4);
        assertThat(service.networks().getFirst().aliases()).containsExactly("full");
        assertThat(service.updatePolicy())
                .isEqualTo(new Service.UpdatePolicy(
                        2,
                        Duration.ofSeconds(3),
                        Service.FailureAction.CONTINUE,
                        Duration.ofSeconds(9),
                        0.25,
                        Service.Order.START_FIRST));
        assertThat(service.rollbackPolicy().orElseThrow().order()).isEqualTo(Service.Order.START_FIRST);
        assertThat(service.ports()).hasSize(2);
        assertThat(service.labels().get("html")).isEqualTo("<b>\"'&🐳\u2028");
    }

    /** All that the docker client can set on a Linux service of engine 20.10, and of newer ones what they add. */
    private static List<String> everyFlag() throws SwarmUnavailableException {
        List<String> flags = new ArrayList<>(List.of(
                "service",
                "create",
                "--detach",
                "--quiet",
                "--no-resolve-image",
                "--name",
                PREFIX + "full",
                "--replicas",
                "1",
                "--label",
                "html=<b>\"'&🐳\u2028",
                "--container-label",
                "c=d",
                "--env",
                "A=b=c",
                "--env",
                "EMPTY=",
                "--workdir",
                "/tmp",
                "--user",
                "1000:1000",
                "--group",
                "audio",
                "--hostname",
                "{{.Node.Hostname}}-x",
                "--host",
                "db:10.1.2.3",
                "--dns",
                "10.9.9.9",
                "--dns-option",
                "timeout:3",
                "--dns-search",
                "example.org",
                "--entrypoint",
                "/bin/sh",
                "--cap-add",
                "NET_ADMIN",
                "--cap-drop",
                "CHOWN",
                "--sysctl",
                "net.core.somaxconn=1024",
                "--ulimit",
                "nofile=512:1024",
                "--init",
                "--tty",
                "--read-only",
                "--stop-signal",
                "SIGINT",
                "--stop-grace-period",
                "7s",
                "--isolation",
                "default"));
        flags.addAll(List.of(
                "--limit-cpu",
                "1.5",
                "--limit-memory",
                "128M",
                "--limit-pids",
                "99",
                "--reserve-cpu",
                "0.25",
                "--reserve-memory",
                "32M",
                "--generic-resource",
                "gpu=2",
                "--constraint",
                "node.role==manager",
                "--constraint",
                "node.labels.none!=x",
                "--placement-pref",
                "spread=node.labels.zone",
                "--replicas-max-per-node",
                "3",
                "--restart-condition",
                "on-failure",
                "--restart-delay",
                "3s",
                "--restart-max-attempts",
                "8",
                "--restart-window",
                "90s",
                "--update-parallelism",
                "2",
                "--update-delay",
                "3s",
                "--update-failure-action",
                "continue",
                "--update-monitor",
                "9s",
                "--update-max-failure-ratio",
                "0.25",
                "--update-order",
                "start-first",
                "--rollback-parallelism",
                "3",
                "--rollback-delay",
                "1s",
                "--rollback-failure-action",
                "continue",
                "--rollback-monitor",
                "4s",
                "--rollback-max-failure-ratio",
                "0.5",
                "--rollback-order",
                "start-first"));
        flags.addAll(List.of(
                "--health-cmd",
                "test -e /tmp",
                "--health-interval",
                "5s",
                "--health-timeout",
                "2s",
                "--health-retries",
                "4",
                "--health-start-period",
                "6s",
                "--log-driver",
                "json-file",
                "--log-opt",
                "max-size=1m",
                "--endpoint-mode",
                "dnsrr",
                "--publish",
                "mode=host,target=80,published=18931,protocol=tcp",
                "--publish",
                "mode=host,target=53,published=18932,protocol=udp",
                "--network",
                "name=" + PREFIX + "net,alias=full,driver-opt=com.example.x=y",
                "--secret",
                "source=" + PREFIX + "secret,target=s,uid=5,gid=6,mode=0400",
                "--config",
                "source=" + PREFIX + "config,target=/c,uid=5,gid=6,mode=0440",
                "--mount",
                "type=bind,source=/tmp,target=/host,bind-propagation=rslave,bind-nonrecursive=true,readonly",
                "--mount",
                "type=volume,source=v,target=/v,volume-nocopy,volume-label=k=v,"
                        + "volume-driver=local,volume-opt=type=tmpfs,volume-opt=device=tmpfs",
                "--mount",
                "type=tmpfs,target=/t,tmpfs-size=1048576,tmpfs-mode=1770"));
        if (Double.parseDouble(source.readCluster().apiVersion().substring(2)) >= 46) {
            flags.addAll(List.of("--oom-score-adj", "7", "--health-start-interval", "1s"));
        }
        flags.addAll(List.of(LabSwarm.IMAGE, "-c", "sleep 1000"));
        return flags;
    }

    @Test
    void anImageTheEngineHoldsTellsWhatItBrings() throws Exception {
        String tar = System.getenv("SWARM_LAB_DIR") + "/payload.tar";
        lab.run(
                "exec",
                "m1",
                "sh",
                "-c",
                "cd \"$SWARM_LAB_DIR\" && : > .contract-empty && tar cf '" + tar + "' .contract-empty");
        lab.run(
                "image",
                tar,
                "contract/facts:1",
                "HEALTHCHECK --interval=7s --retries=4 CMD test -e /tmp",
                "VOLUME /data",
                "EXPOSE 8080");
        String reference = "contract/facts:1";
        lab.docker("m1", "pull", "-q", reference);
        String digest = lab.docker("m1", "image", "inspect", "--format", "{{index .RepoDigests 0}}", reference);
        String pinned = reference + digest.substring(digest.indexOf('@')).strip();
        for (String name : List.of(reference, pinned)) {
            ImageFacts facts = source.readImage(name).orElseThrow(() -> new AssertionError(name));
            assertThat(facts.healthCheck().orElseThrow().interval()).isEqualTo(Duration.ofSeconds(7));
            assertThat(facts.volumes()).containsExactly("/data");
            assertThat(facts.exposedPorts()).containsExactly("8080/tcp");
        }
    }

    @Test
    void aWorkersSocketIsRecognizedQuickly() throws Exception {
        String socket = lab.run("socket", "w1").strip();
        // any one answer may be late on a busy machine, none may say anything else
        await("what w1 is, within 2 s", () -> {
            long start = System.nanoTime();
            SwarmUnavailableException failure = failureOf(socket);
            boolean quick = System.nanoTime() - start < Duration.ofSeconds(2).toNanos();
            if (failure.reason() == Reason.TIMEOUT) {
                return false;
            }
            assertThat(failure.reason()).isEqualTo(Reason.NOT_A_MANAGER);
            assertThat(failure.advice()).contains("node.role == manager");
            return quick;
        });
    }

    @Test
    void aFrozenEngineTimesOutAndIsThereAgainWhenItGoesOn() throws Exception {
        String socket = lab.run("socket", "w1").strip();
        lab.run("pause", "w1");
        try {
            assertThat(failureOf(socket).reason()).isEqualTo(Reason.TIMEOUT);
        } finally {
            lab.run("resume", "w1");
        }
        await("w1 answers", () -> failureOf(socket).reason() == Reason.NOT_A_MANAGER);
        lab.await("w1 takes tasks again", s -> s.nodes().stream().allMatch(Node::takesTasks));
    }

    private static SwarmUnavailableException failureOf(String socket) {
        EngineSettings settings = new EngineSettings(
                "unix://" + socket,
                "",
                "",
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                4,
                Optional.empty());
        try (EngineClient client = new EngineClient(settings)) {
            return catchThrowableOfType(SwarmUnavailableException.class, new EngineSwarmSource(client)::readCluster);
        }
    }
}
