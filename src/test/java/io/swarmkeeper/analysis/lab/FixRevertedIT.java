package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.change.LabServer;
import io.swarmkeeper.engine.LabSwarm;
import io.swarmkeeper.web.Caller;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A fix made and proved by the server, a stack file that does not have it, and the lines that the change shows for it. */
@ExtendWith(SharedLab.class)
class FixRevertedIT {

    private static final String VERSION = "version: \"3.8\"\n";
    private static final String STACK = VERSION + """
        # Two of a kind.
        x-faulty: &faulty
          image: %s
          deploy:
            replicas: 2   # one for each
            endpoint_mode: dnsrr
        services:
          web: *faulty
          kept:
            <<: *faulty
        """.formatted(LabSwarm.IMAGE);

    private static final List<String> ENDED_OTHERWISE = List.of("failed", "undone", "undo-failed", "superseded");

    private final FindingsLab lab;

    @TempDir
    private Path files;

    FixRevertedIT(FindingsLab lab) {
        this.lab = lab;
    }

    /** Of these files, the later on top of the earlier. */
    private void deploy(String... texts) throws IOException {
        List<String> command = new ArrayList<>(List.of("stack", "deploy", "--resolve-image=never"));
        for (String text : texts) {
            Path file = Files.createTempFile(files, "stack", ".yml");
            Files.writeString(file, text);
            command.addAll(List.of("-c", file.toString()));
        }
        command.add("find-stack");
        lab.docker(command.toArray(String[]::new));
    }

    /** Asked for by one person, approved by another; the change when it has succeeded. */
    private JsonNode fixLimits(String service, Caller approver) {
        lab.awaitRunning(service, 2);
        Seen finding = lab.seen(FindingCode.NO_RESOURCE_LIMITS, service, Instant.EPOCH);
        List<JsonNode> asked = new ArrayList<>();
        LabServer.until("a request for " + service, () -> {
            Caller.Answer answer = lab.admin().post("/api/v1/changes", """
                {"findingId": "%s", "reason": "one task took the node"}
                """.formatted(finding.id()));
            asked.add(answer.json());
            return answer.status() == 201;
        });
        long id = asked.getLast().path("id").asLong();
        Caller.Answer approved = approver.post("/api/v1/changes/%d/approval".formatted(id), """
            {"reason": "go"}
            """);
        assertThat(approved.status()).as(approved::text).isEqualTo(200);
        List<JsonNode> now = new ArrayList<>();
        LabServer.until("change of " + service + " succeeds", () -> {
            now.add(lab.admin().get("/api/v1/changes/" + id).json());
            String state = now.getLast().path("state").asString();
            assertThat(ENDED_OTHERWISE).as(now.getLast()::toString).doesNotContain(state);
            return state.equals("succeeded");
        });
        return now.getLast();
    }

    @Provokes(FindingCode.FIX_REVERTED)
    void aDeployFromTheOldFile() throws IOException {
        Caller.Answer made = lab.admin().post("/api/v1/accounts", """
            {"name": "ann", "password": "a-second-person-9", "role": "approver"}
            """);
        assertThat(made.status()).as(made::text).isIn(200, 201);
        Caller ann = lab.caller().as("ann", "a-second-person-9");
        lab.later(() -> lab.swarm.removeStack("find-stack"));
        deploy(STACK);
        JsonNode web = fixLimits("find-stack_web", ann);
        JsonNode kept = fixLimits("find-stack_kept", ann);
        assertThat(lab.find(FindingCode.FIX_REVERTED, "find-stack_web")).isEmpty();
        String webLines = web.path("plan").path("composeFragment").asString();
        String keptLines = kept.path("plan").path("composeFragment").asString();

        aDeployOfThePatchedFileKeepsAllAsItIs(web, kept);

        Instant provoked = Instant.now();
        deploy(STACK, VERSION + keptLines);
        Seen seen =
                lab.seen(FindingCode.FIX_REVERTED, "find-stack_web", provoked).as("warning", "service");
        seen.with("""
            {"changes": ["%d"], "fixes": ["%s"]}
            """.formatted(web.path("id").asLong(), web.path("title").asString()));
        assertThat(seen.evidence().path("lost").toString())
                .contains("/TaskTemplate/Resources/Limits/MemoryBytes was ")
                .contains("/TaskTemplate/Resources/Limits/NanoCPUs was ")
                .contains("is gone");
        lab.judged("find-stack_kept");
        assertThat(lab.find(FindingCode.FIX_REVERTED, "find-stack_kept"))
                .as("its lines are in the file")
                .isEmpty();
        assertThat(lab.find(FindingCode.NO_RESOURCE_LIMITS, "find-stack_kept")).isEmpty();

        deploy(STACK, VERSION + keptLines, VERSION + webLines);
        lab.gone(FindingCode.FIX_REVERTED, "find-stack_web");
        assertThat(lab.find(FindingCode.NO_RESOURCE_LIMITS, "find-stack_web")).isEmpty();
    }

    /** The file that was deployed, patched by the server for one change and then for the other. */
    private void aDeployOfThePatchedFileKeepsAllAsItIs(JsonNode web, JsonNode kept) throws IOException {
        String patched = patched(kept, patched(web, STACK));
        assertThat(patched).startsWith(STACK.substring(0, STACK.indexOf("services:")));
        String before = asDeployed();
        assertThat(before).contains("MemoryBytes").contains("NanoCPUs");
        deploy(patched);
        assertThat(asDeployed()).as("what a task is made of, and the tasks").isEqualTo(before);
        lab.judged("find-stack_web");
        assertThat(lab.find(FindingCode.FIX_REVERTED, "find-stack_web")).isEmpty();
        assertThat(asDeployed()).isEqualTo(before);
    }

    private String patched(JsonNode change, String file) {
        Caller.Answer answer = lab.admin()
                .with("Content-Type", "application/yaml")
                .send(
                        "POST",
                        "/api/v1/changes/%d/stack-file"
                                .formatted(change.path("id").asLong()),
                        BodyPublishers.ofString(file));
        assertThat(answer.status()).as(answer::text).isEqualTo(200);
        return answer.text();
    }

    /** Tasks are replaced where their template differs in anything at all. */
    private String asDeployed() {
        StringBuilder seen = new StringBuilder();
        for (String service : List.of("find-stack_web", "find-stack_kept")) {
            seen.append(lab.docker("service", "inspect", "--format", "{{json .Spec.TaskTemplate}}", service));
            seen.append(lab.docker("service", "ps", "--quiet", "--no-trunc", service));
        }
        return seen.toString();
    }
}
