package io.swarmkeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.web.Caller;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The server as it is started on a machine: with environment variables, on a folder, without an engine. */
@ExtendWith(OutputCaptureExtension.class)
class StartTest {

    private static final Pattern TOLD = Pattern.compile("made the account admin with the password (\\S+) - this");

    @TempDir
    Path folder;

    private OwnServer start(String data, Map<String, String> variables) {
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("SWARMKEEPER_DATA_DIR", folder.resolve(data).toString());
        environment.put("DOCKER_HOST", "unix://" + folder.resolve("no.sock"));
        return new OwnServer(environment);
    }

    private static int signIn(OwnServer server, String password) {
        return Caller.stranger(server.port())
                .as("admin", password)
                .get("/api/v1/accounts")
                .status();
    }

    @Test
    void withoutASettingARandomPasswordIsPrintedOnceAtTheFirstStartOnly(CapturedOutput output) {
        String password;
        try (OwnServer first = start("random", Map.of())) {
            Matcher told = TOLD.matcher(output);
            assertThat(told.results().map(MatchResult::group)).hasSize(1);
            told.reset();
            assertThat(told.find()).isTrue();
            password = told.group(1);
            assertThat(password).matches("[A-Za-z0-9_-]{24}");
            assertThat(signIn(first, password)).isEqualTo(200);
            assertThat(signIn(first, password + "x")).isEqualTo(401);
            Caller admin = Caller.stranger(first.port()).as("admin", password);
            assertThat(admin.delete("/api/v1/accounts/admin").code()).isEqualTo("conflict");
            assertThat(admin.put("/api/v1/accounts/admin", "{\"role\":\"viewer\",\"password\":\"another-horse-10\"}")
                            .code())
                    .isEqualTo("conflict");
            assertThat(signIn(first, password)).isEqualTo(200);
        }
        int before = output.length();
        try (OwnServer second = start("random", Map.of())) {
            String said = output.toString().substring(before);
            assertThat(said).doesNotContain("First start").doesNotContain(password);
            assertThat(signIn(second, password)).isEqualTo(200);
        }
    }

    @Test
    void theFileOfTheFirstPasswordIsReadOnceAndItsContentIsNeverPrinted(CapturedOutput output) throws Exception {
        Path secret = folder.resolve("admin-password");
        Files.writeString(secret, "from a mounted secret\n");
        Map<String, String> variables = Map.of("SWARMKEEPER_ADMIN_PASSWORD_FILE", secret.toString());
        try (OwnServer first = start("file", variables)) {
            assertThat(signIn(first, "from a mounted secret")).isEqualTo(200);
        }
        Files.delete(secret);
        try (OwnServer second = start("file", variables)) {
            assertThat(signIn(second, "from a mounted secret")).isEqualTo(200);
        }
        assertThat(output).contains("with the password from the settings").doesNotContain("from a mounted secret");
    }

    @Test
    void aFirstPasswordThatCannotBeUsedStopsTheStartAndIsNotShown(CapturedOutput output) throws Exception {
        Path secret = folder.resolve("weak");
        Files.writeString(secret, "swordfish\n");
        Map<Map<String, String>, String> wrong = Map.of(
                Map.of("SWARMKEEPER_ADMIN_PASSWORD_FILE", secret.toString()),
                "The password has 9 characters; at least 12 are needed.",
                Map.of("SWARMKEEPER_ADMIN_PASSWORD", "swordfish"),
                "The password has 9 characters; at least 12 are needed.",
                Map.of("SWARMKEEPER_ADMIN_PASSWORD_FILE", folder.resolve("none").toString()),
                "none cannot be read (NoSuchFileException)",
                Map.of(
                        "SWARMKEEPER_ADMIN_PASSWORD_FILE",
                        secret.toString(),
                        "SWARMKEEPER_ADMIN_PASSWORD",
                        "swordfish-swordfish"),
                "is set together with swarmkeeper.admin-password; keep one");
        wrong.forEach((variables, reason) ->
                assertThatThrownBy(() -> start("wrong", variables)).hasMessageContaining(reason));
        assertThat(output)
                .contains("The first account could not be made: swarmkeeper.admin-password-file: ")
                .contains("at least 12 are needed")
                .doesNotContain("swordfish");
    }

    @Test
    void allWrongSettingsOfAllRoomsAreNamedAtOnceWithWhatWasFoundAndWhere(CapturedOutput output) {
        assertThatThrownBy(() -> start(
                        "settings",
                        Map.ofEntries(
                                Map.entry("SWARMKEEPER_ENGINE_READ_TIMEOUT", "soon"),
                                Map.entry("SWARMKEEPER_ENGINE_MAX_CONNECTIONS", "1"),
                                Map.entry("SWARMKEEPER_ENGINE_MAX_RESPONSE", "lots"),
                                Map.entry("SWARMKEEPER_COLLECTOR_TASK_INTERVAL", "1ms"),
                                Map.entry("SWARMKEEPER_COLLECTOR_LONGEST_PAUSE", "20ms"),
                                Map.entry("SWARMKEEPER_CHANGE_BAKE", "-1s"),
                                Map.entry("SWARMKEEPER_CHANGE_POLL", "0s"),
                                Map.entry("SWARMKEEPER_CHANGE_DEADLINE_MAX", "1s"),
                                Map.entry("SWARMKEEPER_CHANGE_FOUR_EYES", "maybe"),
                                Map.entry("SWARMKEEPER_AUDIT_HEAD_EVERY", "-1s"),
                                Map.entry("SWARMKEEPER_MIN_AVAILABLE", "half"),
                                Map.entry("SWARMKEEPER_HEALTH_STALE_AFTER", "0s"),
                                Map.entry("SWARMKEEPER_FINDINGS_CRASH_LOOPING_FAILURES", "1"),
                                Map.entry("SWARMKEEPER_FINDINGS_NODE_OVERCOMMITTED_PERCENT", "101"),
                                Map.entry("SWARMKEEPER_FINDINGS_DATA_PORT_PUBLISHED_PORTS", "5432,70000"),
                                Map.entry("SWARMKEEPER_FINDINGS_ADDRESSES_RUNNING_OUT_CRITICAL_PERCENT", "70"))))
                .hasMessageContaining("swarmkeeper.change.poll");
        String said = output.toString();
        assertThat(said.substring(said.indexOf("settings are wrong")))
                .contains(
                        "swarmkeeper.engine.read-timeout is \"soon\", but a duration such as 10s is expected (from System"
                                + " Environment Property \"SWARMKEEPER_ENGINE_READ_TIMEOUT\")",
                        "swarmkeeper.engine.max-connections is \"1\", but it must be greater than or equal to 2",
                        "swarmkeeper.engine.max-response is \"lots\", but a size such as 64MB is expected",
                        "swarmkeeper.collector.task-interval is \"1ms\", but it must be longer than or equal to 100 millis",
                        "swarmkeeper.collector.longest-pause is PT0.02S, but must be at least as long as first-pause, PT0.5S",
                        "swarmkeeper.change.bake is \"-1s\", but it must be longer than or equal to 0",
                        "swarmkeeper.change.poll is \"0s\", but it must be longer than 0",
                        "swarmkeeper.change.four-eyes is \"maybe\", but true or false is expected",
                        "swarmkeeper.audit.head-every is \"-1s\", but it must be longer than or equal to 0",
                        "swarmkeeper.health.min-available is \"half\", but it must be a number such as 2 or a share such"
                                + " as 50%",
                        "swarmkeeper.health.stale-after is \"0s\", but it must be longer than 0",
                        "swarmkeeper.findings.crash-looping.failures is \"1\", but it must be greater than or equal to 2",
                        "swarmkeeper.findings.node-overcommitted.percent is \"101\", but it must be less than or equal to"
                                + " 100",
                        "swarmkeeper.findings.data-port-published.ports is \"5432,70000\", but it must be less than or"
                                + " equal to 65535",
                        "swarmkeeper.findings.addresses-running-out.warning-percent is 80, but must be at most"
                                + " critical-percent, 70")
                .containsOnlyOnce("addresses-running-out.warning-percent")
                .doesNotContain("\tat ");
    }

    @Test
    void howSettingsGoTogetherIsSaidOnceEachOfThemCanBeRead(CapturedOutput output) {
        assertThatThrownBy(() -> start("together", Map.of("SWARMKEEPER_CHANGE_DEADLINE_MAX", "1s")))
                .hasMessage("swarmkeeper.change.deadline-max is PT1S, but must be at least as long as deadline, PT3M");
        assertThatThrownBy(() -> start("together", Map.of("SWARMKEEPER_ENGINE_MAX_RESPONSE", "1KB")))
                .hasMessageContaining("swarmkeeper.engine.max-response is 1024B, but must be at least 1MB");
        assertThatThrownBy(() -> start("share", Map.of("SWARMKEEPER_HEALTH_MIN_AVAILABLE", "101%")))
                .hasMessageContaining("swarmkeeper.health.min-available is \"101%\"");
    }
}
