package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.engine.LabSwarm;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who measures, and what exactly runs. */
@ExtendWith(SharedLab.class)
class MonitoringFindingsIT {

    private static final String SWARM = "the Swarm";
    private static final String PROMETHEUS = "prom/prometheus:v3.5.0";
    private static final String NODE_EXPORTER = "prom/node-exporter:v1.9.1";

    private final FindingsLab lab;

    MonitoringFindingsIT(FindingsLab lab) {
        this.lab = lab;
    }

    @Provokes(FindingCode.NO_METRICS_STACK)
    void prometheusScaledAway() {
        lab.swarm.run("alias", LabSwarm.IMAGE, PROMETHEUS);
        String prometheus = lab.bare("prometheus", PROMETHEUS, "--replicas=1");
        lab.gone(FindingCode.NO_METRICS_STACK, SWARM);
        lab.judged(prometheus);
        assertThat(lab.find(FindingCode.NO_METRICS_STACK, SWARM)).isEmpty();
        lab.update(prometheus, "--replicas=0");
        Seen seen = lab.seen(FindingCode.NO_METRICS_STACK, SWARM, Instant.EPOCH).as("warning", "swarm");
        seen.with("""
                {"services": 1}
                """);
        assertThat(seen.evidence().path("lookedFor").toString()).contains("\"prometheus\"");
        lab.update(prometheus, "--replicas=1");
        lab.gone(FindingCode.NO_METRICS_STACK, SWARM);
    }

    @Provokes(FindingCode.NO_NODE_EXPORTER)
    void anExporterThatLeavesOneNodeOut() {
        lab.swarm.run("alias", LabSwarm.IMAGE, NODE_EXPORTER);
        String exporter = lab.bare("node-exporter", NODE_EXPORTER, "--mode=global");
        lab.awaitRunning(exporter, 3);
        lab.gone(FindingCode.NO_NODE_EXPORTER, SWARM);
        lab.update(exporter, "--constraint-add=node.role==worker");
        lab.seen(FindingCode.NO_NODE_EXPORTER, SWARM, Instant.EPOCH)
                .as("info", "swarm")
                .with("""
                {"nodes": ["m1"], "ofNodes": 3}
                """);
        lab.update(exporter, "--constraint-rm=node.role==worker");
        lab.gone(FindingCode.NO_NODE_EXPORTER, SWARM);
    }

    @Provokes(FindingCode.MUTABLE_IMAGE_TAG)
    void anUpdateThatAsksNoRegistry() {
        String name = lab.pinnedImage().split("@", 2)[0] + ":1";
        lab.provokeAndCure(
                lab.sound("tagged"),
                FindingCode.MUTABLE_IMAGE_TAG,
                "info",
                """
                {"image": "%s", "tag": "1"}
                """.formatted(name),
                List.of("--image=" + name, "--no-resolve-image"),
                // Asked, the registry says which build the tag means now.
                List.of("--image=" + name));
    }
}
