package io.swarmkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.report.Report;
import io.swarmkeeper.engine.InMemorySwarm;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportCommandTest extends CommandTest {

    private static final String ASIDE = "swarmkeeper.exempt.no-resource-limits";

    private final InMemorySwarm swarm = InMemorySwarm.ofThree();

    private Report report() {
        return ReportCommand.make(swarm.snapshot(), "0.1.0", Instant.now());
    }

    private static Finding find(Report report, FindingCode code, String subject) {
        return report.findings().all().stream()
                .filter(f -> f.code() == code && f.subject().name().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void judgesWhatRuns() {
        swarm.service("bare").image("web:1").replicas(2).add();
        swarm.converge();

        Report report = report();

        Finding limits = find(report, FindingCode.NO_RESOURCE_LIMITS, "bare");
        assertThat(limits.state()).isEqualTo(Finding.State.OPEN);
        assertThat(report.since(limits)).isEmpty();
        assertThat(report.findings().open()).extracting(Finding::code).contains(FindingCode.NO_METRICS_STACK);
    }

    @Test
    void honoursWhatAServicesLabelSetsAside() {
        LocalDate until = LocalDate.now(ZoneOffset.UTC).plusDays(30);
        swarm.service("bare").image("web:1").label(ASIDE, until + ";batch work").add();
        swarm.service("late")
                .image("web:1")
                .label(ASIDE, "2020-01-01;batch work")
                .add();
        swarm.converge();

        Report report = report();

        assertThat(find(report, FindingCode.NO_RESOURCE_LIMITS, "bare").state()).isEqualTo(Finding.State.EXEMPT);
        assertThat(find(report, FindingCode.NO_RESOURCE_LIMITS, "late").state()).isEqualTo(Finding.State.OPEN);
        assertThat(ReportText.write(report))
                .contains("service bare: set aside until ", "[no-resource-limits]: batch work");
    }

    @Test
    void cannotTellWhatAgentsMeasureNorWhatMustLast() {
        swarm.service("web").image("web:1").replicas(3).add();

        Report report = report();

        Finding kills = find(report, FindingCode.OOM_KILLED, "the Swarm");
        assertThat(kills.state()).isEqualTo(Finding.State.UNDECIDED);
        assertThat(kills.explanation()).contains("read once, without a server");
        Finding lacking = find(report, FindingCode.UNDER_REPLICATED, "web");
        assertThat(lacking.state()).isEqualTo(Finding.State.UNDECIDED);
        assertThat(lacking.explanation()).endsWith("which one reading cannot tell: a server can.");
        assertThat(find(report, FindingCode.NODE_AGENT_MISSING, "the Swarm").state())
                .isEqualTo(Finding.State.UNDECIDED);
    }

    @Test
    void knowsSinceWhenWhereTheEngineDoes() {
        swarm.service("web").image("web:1").add();
        swarm.converge();
        swarm.loseNode("w2");
        Instant later = Instant.now().plusSeconds(600);
        Report report = ReportCommand.make(swarm.snapshot(), "0.1.0", later);

        Finding down = find(report, FindingCode.NODE_DOWN, "w2");
        assertThat(report.since(down))
                .hasValueSatisfying(since -> assertThat(since).isBefore(later));
        assertThat(ReportText.write(report)).contains("node w2: ", " Since " + down.since() + ".");
    }

    @Test
    void writesTheFormsOfTheApiWithoutTimesThatNobodyKnows() throws Exception {
        swarm.service("web").image("web:1").add();
        swarm.converge();
        Report report = report();

        JsonNode json = JsonMapper.shared().readTree(report.write(Report.Format.JSON));
        assertThat(json.path("findings").size())
                .isEqualTo(report.findings().all().size());
        assertThat(json.at("/findings/0/since").isNull()).isTrue();
        assertThat(json.at("/scorecard/0/since").isNull()).isTrue();
        assertThat(json.at("/services/0/name").asString()).isEqualTo("web");
        assertThat(json.at("/services/0/sizing/undecided").asString()).isEqualTo("nothing of it was measured");
        assertThat(report.write(Report.Format.MD)).contains("| unknown |");
        JsonNode result =
                JsonMapper.shared().readTree(report.write(Report.Format.SARIF)).at("/runs/0/results/0/properties");
        assertThat(result.path("severity").asString()).isEqualTo("critical");
        assertThat(result.has("since")).isFalse();
        assertThat(report.write(Report.Format.JUNIT)).contains("<failure type=\"no-resource-limits\"");
    }

    @Test
    void textHasALineForEachFindingAndNoneThatSteersTheTerminal() {
        swarm.service("\u001b[31mred\nnew").image("web:1").add();
        swarm.converge();

        List<String> lines = ReportText.write(report()).lines().toList();

        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("service \uFFFD[31mred\uFFFDnew: critical: ")
                        .endsWith("[no-resource-limits]"));
        assertThat(lines).noneMatch(line -> line.contains("\u001b") || line.startsWith("new"));
        assertThat(lines).anyMatch(line -> line.startsWith("Undecided: ") && line.contains("oom-killed, "));
        assertThat(lines.get(lines.size() - 2)).matches("\\d+ findings: \\d+ critical, .* undecided\\.");
    }

    @Test
    void refusesWhatItCannotFollow() {
        String host = "unix://" + file.resolveSibling("no.sock");
        refused("no.sock", "report", "--against", host);
        assertThat(run(Map.of("DOCKER_HOST", host), "report", "--format", "json"))
                .isEqualTo(2);
        assertThat(err).contains("no.sock");
        refused("unix:// and tcp://", "report", "--against", "ftp://x");
        refused("/api/v1/report", "report", "--against", "https://swarmkeeper.example.com");
        refused("only options are expected; found x.yml", "report", "x.yml");
        refused("there are text, json, markdown, sarif and junit", "report", "--format", "xml");
        refused("--fail-on is bad; there are critical, warning, info and never", "report", "--fail-on", "bad");
        refused("--stack is no option here", "report", "--stack", "shop");
    }
}
