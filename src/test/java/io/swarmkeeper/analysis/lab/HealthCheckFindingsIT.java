package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.engine.LabSwarm;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who notices when a task hangs: the spec, the image, or nobody. */
@ExtendWith(SharedLab.class)
class HealthCheckFindingsIT {

    private static final String[] ON_M1 = {"--replicas=1", "--constraint=node.hostname==m1"};

    private final FindingsLab lab;

    HealthCheckFindingsIT(FindingsLab lab) {
        this.lab = lab;
    }

    @Provokes(FindingCode.HEALTH_CHECK_DISABLED)
    void switchedOff() {
        lab.provokeAndCure(
                lab.sound("switched"),
                FindingCode.HEALTH_CHECK_DISABLED,
                "warning",
                """
                {"test": "NONE"}
                """,
                List.of("--no-healthcheck"),
                List.of("--no-healthcheck=false", "--health-cmd=true", "--health-interval=1s"));
    }

    @Provokes(FindingCode.NO_HEALTH_CHECK)
    void neitherTheSpecNorTheImageHasOne() {
        String sound = lab.sound("checked");
        Instant provoked = Instant.now();
        String plain = lab.bare("plain", LabSwarm.IMAGE, ON_M1);
        String gateway = lab.bare("gateway", LabSwarm.IMAGE, ON_M1);
        lab.seen(FindingCode.NO_HEALTH_CHECK, plain, provoked, f -> f.state().equals("open"))
                .as("warning", "service")
                .with("""
                {"spec": "none", "image": "lab/idle:1", "imageHealthCheck": "none", "gateway": false}
                """);
        lab.seen(FindingCode.NO_HEALTH_CHECK, gateway, provoked, f -> f.state().equals("open"))
                .as("critical", "service")
                .with("""
                {"imageHealthCheck": "none", "gateway": true}
                """);
        assertThat(lab.codesOn(sound)).isEmpty();
        for (String service : List.of(plain, gateway)) {
            lab.update(service, "--health-cmd=true", "--health-interval=1s");
            lab.gone(FindingCode.NO_HEALTH_CHECK, service);
        }
    }

    @Provokes(FindingCode.NO_HEALTH_CHECK)
    void theImagesOwnCheckCounts() {
        lab.checkedImage("lab/checked:1");
        lab.docker("pull", "--quiet", "lab/checked:1");
        String service = lab.bare("brought", "lab/checked:1", ON_M1);
        lab.awaitRunning(service, 1);
        lab.gone(FindingCode.NO_HEALTH_CHECK, service);
        assertThat(lab.codesOn(service)).contains("no-resource-limits").doesNotContain("no-health-check");
        Instant provoked = Instant.now();
        lab.update(service, "--image=" + LabSwarm.IMAGE, "--no-resolve-image");
        lab.seen(FindingCode.NO_HEALTH_CHECK, service, provoked, f -> f.state().equals("open"))
                .as("warning", "service");
        lab.update(service, "--image=lab/checked:1", "--no-resolve-image");
        lab.gone(FindingCode.NO_HEALTH_CHECK, service);
    }

    @Provokes(FindingCode.NO_HEALTH_CHECK)
    void whatTheEngineAtHandDoesNotHoldIsUndecided() {
        lab.checkedImage("lab/elsewhere:1");
        Instant provoked = Instant.now();
        String service = lab.bare("elsewhere", "lab/elsewhere:1", "--replicas=1", "--constraint=node.hostname==w1");
        Seen seen = lab.seen(FindingCode.NO_HEALTH_CHECK, service, provoked).with("""
                {"spec": "none", "image": "lab/elsewhere:1", "imageHealthCheck": "unknown", "gateway": false}
                """);
        assertThat(seen.state()).isEqualTo("undecided");
        lab.awaitRunning(service, 1);
        lab.judged(service);
        assertThat(lab.find(FindingCode.NO_HEALTH_CHECK, service))
                .as("w1 holds the image now, m1 does not")
                .hasValueSatisfying(f -> assertThat(f.state()).isEqualTo("undecided"));
        lab.docker("pull", "--quiet", "lab/elsewhere:1");
        lab.gone(FindingCode.NO_HEALTH_CHECK, service);
    }
}
