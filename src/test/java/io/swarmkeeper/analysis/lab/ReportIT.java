package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.change.LabServer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The jar's {@code report} of a real Swarm says what the server says of it. */
@ExtendWith(SharedLab.class)
class ReportIT {

    /** What counts only once it has lasted, or was seen before: a single reading cannot tell. */
    private static final Set<String> TIME = Set.of(
            "under-replicated",
            "crash-looping",
            "update-stuck",
            "task-stranded",
            "node-agent-missing",
            "no-node-exporter",
            "health-check-failing");

    private final FindingsLab lab;

    ReportIT(FindingsLab lab) {
        this.lab = lab;
    }

    private static JarCommand report(String socket, String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("report", "--against", "unix://" + socket));
        words.addAll(List.of(options));
        return JarCommand.run(Map.of(), words.toArray(String[]::new));
    }

    private static Set<String> told(JsonNode findings) {
        Set<String> told = new TreeSet<>();
        for (JsonNode finding : findings) {
            if (!TIME.contains(finding.path("code").asString())) {
                told.add("%s %s %s %s"
                        .formatted(
                                finding.path("code").asString(),
                                finding.path("subject").path("name").asString(),
                                finding.path("severity").asString(),
                                finding.path("state").asString()));
            }
        }
        return told;
    }

    @Test
    void saysOfTheSwarmWhatTheServerSays() throws Exception {
        String until = LocalDate.now(ZoneOffset.UTC).plusDays(30).toString();
        String bare = lab.sound("bare", "--limit-memory=0");
        String aside = lab.sound(
                "aside", "--limit-memory=0", "--label=swarmkeeper.exempt.no-resource-limits=" + until + ";a test");
        lab.awaitRunning(bare, 2);
        lab.awaitRunning(aside, 2);
        lab.judged(aside);

        String socket = lab.swarm.run("socket", "m1").strip();
        JarCommand json = report(socket, "--format", "json");
        assertThat(json.err()).isEmpty();
        assertThat(json.code()).isEqualTo(1);
        JsonNode read = JsonMapper.shared().readTree(json.out());
        assertThat(read.path("cluster").path("counts").path("nodes").asInt()).isEqualTo(3);
        Set<String> told = told(read.path("findings"));
        assertThat(told)
                .contains(
                        "no-resource-limits " + bare + " critical open",
                        "no-resource-limits " + aside + " critical exempt",
                        "oom-killed the Swarm warning undecided");
        LabServer.until(
                "the same from the server",
                () -> told.equals(told(lab.admin().get("/api/v1/findings").json())));
    }

    @Test
    void refusesAnEngineThatIsNoManager() throws Exception {
        JarCommand worker = report(lab.swarm.run("socket", "w1").strip());
        assertThat(worker.code()).isEqualTo(2);
        assertThat(worker.err()).contains("manager");
        assertThat(worker.out()).isEmpty();
    }
}
