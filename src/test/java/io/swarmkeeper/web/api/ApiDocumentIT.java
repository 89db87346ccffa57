package io.swarmkeeper.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.web.Caller;
import io.swarmkeeper.web.OwnWebServer;
import io.swarmkeeper.web.WebServerTest;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.Tokens;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** Every command of docs/api.md is run as it stands there, in its order, with real names in place of the dots. */
@OwnWebServer
@TestPropertySource(properties = {"swarmkeeper.change.bake=1s"})
@Import(WebServerTest.Twin.class)
class ApiDocumentIT {

    @LocalServerPort
    int port;

    @Autowired
    Accounts accounts;

    @Autowired
    Tokens tokens;

    @Autowired
    Collector collector;

    @Autowired
    Analysis analysis;

    /** The indented blocks, one command each; a backslash at the end of a line goes on. */
    private static List<String> commands() throws Exception {
        List<String> commands = new ArrayList<>();
        String begun = "";
        for (String line : Files.readAllLines(Path.of("docs/api.md"))) {
            if (line.startsWith("    ") || !begun.isEmpty()) {
                begun += line.strip();
                if (begun.endsWith("\\")) {
                    begun = begun.substring(0, begun.length() - 1);
                } else {
                    commands.add(begun);
                    begun = "";
                }
            }
        }
        return commands;
    }

    @Test
    void everyCommandOfTheDocumentDoesWhatItSays() throws Exception {
        accounts.create("operator", Caller.PASSWORD, Role.OPERATOR, "test");
        accounts.create("approver", Caller.PASSWORD, Role.APPROVER, "test");
        String token =
                tokens.create("admin", "document", Optional.empty(), "test").secret();
        collector.fresh();
        String finding = analysis.latest().all().stream()
                .filter(f -> f.code() == FindingCode.NO_RESOURCE_LIMITS && f.isOpen())
                .map(Finding::id)
                .findFirst()
                .orElseThrow();
        List<String> commands = commands();
        assertThat(commands.stream().filter(c -> c.contains("SWARMKEEPER_URL"))).hasSizeGreaterThan(6);
        StringBuilder script =
                new StringBuilder("set -euo pipefail\ncurl() { command curl --fail-with-body -sS \"$@\"; }\n");
        for (String command : commands) {
            String real = command.replace("skt_…", token)
                    .replace("operator:…", "operator:" + Caller.PASSWORD)
                    .replace("approver:…", "approver:" + Caller.PASSWORD)
                    .replace("f-…", finding);
            assertThat(real).doesNotContain("…");
            script.append("echo; echo '# '")
                    .append(commands.indexOf(command))
                    .append('\n')
                    .append(real)
                    .append('\n');
        }
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", script.toString()).redirectErrorStream(true);
        shell.environment().put("SWARMKEEPER_URL", "http://127.0.0.1:" + port);
        shell.environment().put("SWARMKEEPER_ADMIN_PASSWORD", Caller.PASSWORD);
        Process process = shell.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said)
                .contains("\"engineVersion\"", "\"token\":\"skt_", "# ", finding, "\"state\":\"approved\"")
                .contains("event:change", "\"state\":\"succeeded\"");
    }
}
