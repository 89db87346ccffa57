package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.swarm.Task;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who can talk to whom, who is open to the world, and who may run where. */
@ExtendWith(SharedLab.class)
class NetworkFindingsIT {

    private final FindingsLab lab;

    NetworkFindingsIT(FindingsLab lab) {
        this.lab = lab;
    }

    @Provokes(FindingCode.CONSTRAINT_UNSATISFIABLE)
    void aSlipOfThePen() {
        lab.provokeAndCure(
                lab.sound("slip"),
                FindingCode.CONSTRAINT_UNSATISFIABLE,
                "critical",
                """
                {"constraints": ["node.label.tier==gold"], "unknownKeys": ["node.label.tier==gold"], "unmet": [], "nodes": 3}
                """,
                List.of("--constraint-add=node.label.tier==gold"),
                List.of("--constraint-rm=node.label.tier==gold"));
    }

    @Provokes(FindingCode.CONSTRAINT_UNSATISFIABLE)
    void aLabelThatNoNodeHas() {
        String service = lab.sound("gold");
        lab.judged(service);
        assertThat(lab.find(FindingCode.CONSTRAINT_UNSATISFIABLE, service)).isEmpty();
        Instant provoked = Instant.now();
        lab.update(service, "--constraint-add=node.labels.find-tier==gold");
        lab.seen(FindingCode.CONSTRAINT_UNSATISFIABLE, service, provoked)
                .as("critical", "service")
                .with("""
                {"unknownKeys": [], "unmet": ["node.labels.find-tier==gold"], "nodes": 3}
                """);
        lab.label("w2", "find-tier=gold");
        lab.gone(FindingCode.CONSTRAINT_UNSATISFIABLE, service);
    }

    @Provokes(FindingCode.FLAT_OVERLAY)
    void aGatewayBesideADatabase() {
        String flat = lab.network("flat");
        String data = lab.network("data");
        String gateway = lab.sound("gateway", "--replicas=1", "--network=" + flat);
        String web = lab.sound("web", "--replicas=1", "--network=" + flat, "--network=" + data);
        String db = lab.sound("db", "--replicas=1", "--network=" + data);
        lab.judged(db);
        assertThat(lab.findings()).extracting(Seen::code).doesNotContain("flat-overlay");
        Instant provoked = Instant.now();
        lab.update(db, "--network-add=" + flat);
        lab.seen(FindingCode.FLAT_OVERLAY, flat, provoked)
                .as("warning", "network")
                .with("""
                {"services": 3, "gateways": ["%s"], "dataServices": ["%s"]}
                """.formatted(gateway, db));
        assertThat(lab.find(FindingCode.FLAT_OVERLAY, data))
                .as("%s alone reaches %s on it", web, db)
                .isEmpty();
        lab.update(db, "--network-rm=" + flat);
        lab.gone(FindingCode.FLAT_OVERLAY, flat);
    }

    @Provokes(FindingCode.ADDRESSES_RUNNING_OUT)
    void aSubnetOfEightAddresses() {
        String small = lab.network("small", "--subnet=10.203.1.0/29");
        String large = lab.network("large", "--subnet=10.203.2.0/24");
        String service = lab.sound(
                "crowd", "--replicas=2", "--constraint=node.hostname==w1", "--network=" + small, "--network=" + large);
        lab.awaitRunning(service, 2);
        lab.judged(service);
        assertThat(lab.find(FindingCode.ADDRESSES_RUNNING_OUT, small)).isEmpty();
        Instant provoked = Instant.now();
        lab.update(service, "--replicas=3");
        lab.seen(FindingCode.ADDRESSES_RUNNING_OUT, small, provoked)
                .as("warning", "network")
                .with("""
                {"subnets": ["10.203.1.0/29"], "addresses": 8, "needed": 7, "tasks": 3, "services": 0, "nodes": 1}
                """);
        lab.update(service, "--replicas=4");
        lab.seen(FindingCode.ADDRESSES_RUNNING_OUT, small, provoked, f -> f.number("tasks") == 4)
                .as("critical", "network")
                .with("""
                {"addresses": 8, "needed": 8, "tasks": 4, "services": 0, "nodes": 1}
                """);
        lab.awaitRunning(service, 4);
        // The engine's own proof that it was full: one more waits without a word.
        lab.update(service, "--replicas=5");
        lab.await(
                "the fifth task gets no address",
                s -> s.tasks().stream()
                        .anyMatch(t -> t.slot() == 5
                                && t.state() == Task.State.NEW
                                && t.error().isEmpty()));
        lab.seen(FindingCode.ADDRESSES_RUNNING_OUT, small, provoked, f -> f.number("needed") == 9)
                .as("critical", "network");
        assertThat(lab.find(FindingCode.ADDRESSES_RUNNING_OUT, large)).isEmpty();
        lab.update(service, "--replicas=2");
        lab.gone(FindingCode.ADDRESSES_RUNNING_OUT, small);
    }

    @Provokes(FindingCode.DATA_PORT_PUBLISHED)
    void aDatabasePort() {
        lab.provokeAndCure(
                lab.sound("open", "--publish=mode=host,target=8080,published=18080"),
                FindingCode.DATA_PORT_PUBLISHED,
                "critical",
                """
                {"ports": ["tcp/5432 as 15432 on the nodes it runs on"]}
                """,
                List.of("--publish-add=mode=host,target=5432,published=15432"),
                List.of("--publish-rm=mode=host,target=5432,published=15432"));
    }

    @Provokes(FindingCode.TRAEFIK_NETWORK_AMBIGUOUS)
    void twoNetworksAndNoLabel() {
        String front = lab.network("front");
        String back = lab.network("back");
        String[] routed = {
            "--network=" + front,
            "--network=" + back,
            "--label=traefik.enable=true",
            "--label=traefik.docker.network=" + front
        };
        lab.provokeAndCure(
                lab.sound("routed", routed),
                FindingCode.TRAEFIK_NETWORK_AMBIGUOUS,
                "warning",
                """
                {"networks": ["%s", "%s"], "label": "none", "labelNames": ""}
                """.formatted(front, back),
                List.of("--label-rm=traefik.docker.network"),
                List.of("--label-add=traefik.swarm.network=" + front));
        lab.provokeAndCure(
                lab.sound("misled", routed),
                FindingCode.TRAEFIK_NETWORK_AMBIGUOUS,
                "warning",
                """
                {"label": "traefik.docker.network", "labelNames": "front"}
                """,
                List.of("--label-add=traefik.docker.network=front"),
                List.of("--label-add=traefik.docker.network=" + back));
    }
}
