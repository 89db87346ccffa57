package io.swarmkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandLineTest extends CommandTest {

    @Test
    void knowsItsCommandsAndLeavesTheRestToTheServer() {
        assertThat(CommandLine.isCommand(List.of("review", "x"))).isTrue();
        assertThat(CommandLine.isCommand(List.of("optimize"))).isTrue();
        assertThat(CommandLine.isCommand(List.of("--server.port=0"))).isFalse();
        assertThat(CommandLine.isCommand(List.of())).isFalse();
        assertThat(List.of("--help", "-h", "--version"))
                .as("questions start no server")
                .allMatch(word -> CommandLine.isCommand(List.of(word)));
    }

    @Test
    void aMisspeltCommandDoesNotStartTheServer() {
        assertThat(CommandLine.isCommand(List.of("reveiw", "x"))).isTrue();
        assertThat(run("reveiw", file.toString())).isEqualTo(2);
        assertThat(err).startsWith("There is no command 'reveiw'; there are review, optimize, export and report.");
    }

    @Test
    void aSwarmThatDoesNotAnswerIsBadInput() {
        String host = "unix://" + file.resolveSibling("no.sock");
        assertThat(run("review", file.toString(), "--against", host)).isEqualTo(2);
        assertThat(err).contains("no.sock");
        assertThat(out).isEmpty();
        assertThat(run("export", "shop", "--against", host)).isEqualTo(2);
        assertThat(err).contains("no.sock");
        assertThat(run("review", file.toString(), "--against", "ftp://x")).isEqualTo(2);
        assertThat(err).contains("unix:// and tcp://");
        assertThat(run("review", file.toString(), "--stack", "shop")).isEqualTo(2);
        assertThat(err).contains("--stack goes with --against");
        assertThat(run("export")).isEqualTo(2);
        assertThat(err).contains("no stack is named");
        assertThat(run("review", file.toString(), "--against", "http://127.0.0.1:1"))
                .isEqualTo(2);
        assertThat(err).contains("SWARMKEEPER_TOKEN is not set");
    }

    @Test
    void failsAtWhatIsAskedFor() {
        assertThat(run("review", file.toString())).isEqualTo(1);
        assertThat(run("review", file.toString(), "--fail-on", "never")).isZero();
        assertThat(run("optimize", file.toString(), "--write")).isZero();
        assertThat(run("review", file.toString())).isZero();
        assertThat(run("review", file.toString(), "--fail-on=warning")).isEqualTo(1);
        assertThat(run("review", "--fail-on=info", "--", file.toString())).isEqualTo(1);
    }

    @Test
    void writesALineForEachFindingThatEditorsCanJumpTo() {
        run("review", file.toString());

        assertThat(out).contains(file + ":2:3: critical: api may take all of its node [no-resource-limits]");
        assertThat(out).endsWith("7 findings: 1 critical, 4 warnings, 2 info.\n");
    }

    @Test
    void keepsControlCharactersOffTheTerminal() throws IOException {
        Files.writeString(file, "services:\n  api:\n    image: \"a\\e[31m\"\n");
        run("review", file.toString());

        assertThat(out).contains("a\uFFFD[31m").doesNotContain("\u001b");
    }

    @Test
    void writesWhatPipelinesRead() throws Exception {
        run("review", file.toString(), "--format", "json");
        JsonNode json = JsonMapper.shared().readTree(out);
        assertThat(json.at("/findings/0/line").asInt()).isEqualTo(2);
        assertThat(json.at("/findings/0/column").asInt()).isEqualTo(3);
        int findings = json.at("/findings").size();

        run("review", file.toString(), "--format", "sarif");
        JsonNode run = JsonMapper.shared().readTree(out).at("/runs/0");
        assertThat(run.at("/results").size()).isEqualTo(findings);
        for (JsonNode result : run.at("/results")) {
            int index = result.at("/ruleIndex").asInt();
            assertThat(run.at("/tool/driver/rules").get(index).at("/id")).isEqualTo(result.at("/ruleId"));
            assertThat(result.at("/locations/0/physicalLocation/region/startLine")
                            .asInt())
                    .isPositive();
        }

        run("review", file.toString(), "--format", "junit");
        var xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new java.io.ByteArrayInputStream(out.getBytes(StandardCharsets.UTF_8)));
        assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(findings);
    }

    @Test
    void refusesACommandLineThatItCannotFollow() {
        refused("no file is named", "review");
        refused("one file at a time", "review", file.toString(), "other.yml");
        refused("--format is xml; there are text, json, sarif and junit", "review", file.toString(), "--format", "xml");
        refused(
                "--fail-on is bad; there are critical, warning, info and never",
                "review",
                file.toString(),
                "--fail-on",
                "bad");
        refused("--colour is no option here", "review", file.toString(), "--colour");
        refused("--format lacks its value", "review", file.toString(), "--format");
        refused("--format stands twice", "review", file.toString(), "--format=json", "--format=text");
        refused(
                "disks is no kind of cure; there are resources, health-checks",
                "optimize",
                file.toString(),
                "--only",
                "disks");
        refused("--write and --diff do not go together", "optimize", file.toString(), "--write", "--diff");
    }

    @Test
    void refusesFilesThatItCannotRead() throws IOException {
        refused(
                "nowhere.yml is not there",
                "review",
                folder.resolve("nowhere.yml").toString());
        refused("is a folder; a file is expected", "review", folder.toString());
        refused(
                "no.env is not there",
                "review",
                file.toString(),
                "--env-file",
                folder.resolve("no.env").toString());

        Files.writeString(folder.resolve("bad.env"), "A=1\nhunter2\n");
        refused(
                "bad.env: line 2 is not NAME=value",
                "review",
                file.toString(),
                "--env-file",
                folder.resolve("bad.env").toString());
        assertThat(err).doesNotContain("hunter2");

        Path large = folder.resolve("large.yml");
        Files.write(large, new byte[20 << 20]);
        refused(
                "large.yml:1:1: the file is 20.0 MiB; no more than 5 MiB are read",
                "optimize",
                large.toString(),
                "--write");
        assertThat(large).hasSize(20 << 20);
    }

    /** Every line of "Bad input" that is about what a file says: its place, exit code 2, and the file as it was. */
    @Test
    void leavesBadInputAsItIsAndNamesThePlace() throws IOException {
        bad("a: [1\n", "2:1");
        bad("kind: Deployment\n", "1:1");
        bad("services:\n\tapi:\n", "2:1");
        bad("a: &a\n  <<: *a\n", "2:7");
        bad("services: {a: {image: b}}\nservices: {}\n", "2:1");
        bad("services:\n  a:\n    deploy: {resources: {limits: {cpus: two}}}\n", "3:41");
        bad("version: '2'\nservices: {a: {image: b}}\n", "1:10");
        bad("services: {a: {image: b}}\n---\nservices: {}\n", "2:1");
        bad("services: {a: {image: '${TAG:?}'}}\n", "1:23");
        bad("services: {a: {image: b, env_file: none.env}}\n", "1:36");
    }

    private void bad(String text, String place) throws IOException {
        for (String command : List.of("review", "optimize")) {
            Files.writeString(file, text);
            assertThat(run(command, file.toString())).isEqualTo(2);
            assertThat(err).startsWith(file + ":" + place + ": ");
            assertThat(file).hasContent(text);
            assertThat(names()).containsExactly("stack.yml");
        }
        run("optimize", file.toString(), "--write");
        assertThat(file).hasContent(text);
    }

    @Test
    void tellsHowItIsUsedWhereverHelpIsAsked() {
        for (List<String> words : List.of(
                List.of("--help"),
                List.of("-h"),
                List.of("review", "-h"),
                List.of("review", "--help"),
                List.of("optimize", "-h"),
                List.of("optimize", "--diff", "--help"))) {
            assertThat(run(words.toArray(String[]::new))).as("%s", words).isZero();
            assertThat(out).startsWith("Usage: ").contains("review FILE", "optimize FILE");
            assertThat(err).isEmpty();
        }
        assertThat(run("--version")).isZero();
        assertThat(out).matches("swarmkeeper [0-9.]+\\S*\n");
        assertThat(run("review", "--", "-h")).isEqualTo(2);
        assertThat(err).contains("-h is not there");
    }

    @Test
    void takesVariablesFromTheEnvironmentThenFromAFile() throws IOException {
        Files.writeString(
                file, "services:\n  api:\n    image: x:${TAG}\n    ports: [\"${DB}:5432\", \"${CACHE}:6379\"]\n");
        Files.writeString(folder.resolve("vars.env"), "DB=2001\nCACHE=2002\nTAG=2003\n");
        assertThat(run(
                        Map.of("DB", "1001"),
                        "review",
                        file.toString(),
                        "--env-file",
                        folder.resolve("vars.env").toString()))
                .isEqualTo(1);

        assertThat(out)
                .contains("tcp/5432 as 1001", "tcp/6379 as 2002", "Image x:${TAG} has no digest")
                .doesNotContain("variable-unset");
    }
}
