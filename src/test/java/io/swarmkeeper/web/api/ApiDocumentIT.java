package io.swarmkeeper.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.change.ChangeState;
import io.swarmkeeper.change.Changes;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.engine.InMemorySwarm;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** Every command of docs/api.md is run as it stands there, in its order, with real names in place of the dots. */
@OwnWebServer
@TestPropertySource(properties = {"swarmkeeper.change.bake=15s"})
@Import(WebServerTest.Twin.class)
class ApiDocumentIT {

    /** The ways that a change may take once it was asked for. */
    private static final List<String> ENDINGS = List.of("/rejection", "/cancellation", "/undo", "/acceptance");

    /** Where the commands are run. */
    @TempDir
    Path folder;

    @LocalServerPort
    int port;

    @Autowired
    Changes changes;

    @Autowired
    InMemorySwarm swarm;

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
        Files.writeString(folder.resolve("docker-compose.yml"), """
            services:
              web:
                image: nginx:1.27
                ports: ["8080:80"]
              api:
                image: nginx:1.27
                ports: ["8080:80"]
              db:
                image: postgres:16
            """);
        collector.fresh();
        String finding = analysis.latest().all().stream()
                .filter(f -> f.code() == FindingCode.NO_RESOURCE_LIMITS && f.isOpen())
                .map(Finding::id)
                .findFirst()
                .orElseThrow();
        List<String> commands = commands().stream()
                .map(c -> c.replace("skt_…", token)
                        .replace("operator:…", "operator:" + Caller.PASSWORD)
                        .replace("approver:…", "approver:" + Caller.PASSWORD)
                        .replace("f-…", finding))
                .toList();
        assertThat(commands.stream().filter(c -> c.contains("SWARMKEEPER_URL"))).hasSizeGreaterThan(6);
        assertThat(commands).noneMatch(c -> c.contains("…"));
        Predicate<String> ending = c -> ENDINGS.stream().anyMatch(c::contains);
        assertThat(run(commands.stream().filter(ending.negate()).toList()))
                .contains("\"engineVersion\"", "\"token\":\"skt_", "# ", finding, "\"state\":\"approved\"")
                .contains("event:change", "\"state\":\"succeeded\"")
                .contains("\"code\":\"port-published-twice\"")
                .contains("          memory: ")
                .contains("# Stack shop as it ran at");
        // "where it may go from there" are ways that exclude each other, so each has a change of its own
        for (String word : ENDINGS) {
            String command =
                    commands.stream().filter(c -> c.contains(word)).findFirst().orElseThrow();
            String id = Long.toString(waitingFor(word));
            assertThat(run(List.of(
                            commands.stream()
                                    .filter(c -> c.startsWith("api()"))
                                    .findFirst()
                                    .orElseThrow(),
                            command.replace("/changes/1/", "/changes/" + id + "/"))))
                    .contains("\"id\":" + id + ",", left(word));
        }
    }

    /** A change of which this may be asked now. */
    private long waitingFor(String ending) throws Exception {
        if (ending.equals("/undo")) {
            return 1;
        }
        long id = changes.request(
                        new Changes.Request(
                                Optional.empty(),
                                Optional.of("set-resources"),
                                Optional.of("shop_web"),
                                Map.of("limitMemoryBytes", Long.toString(128L << 20)),
                                ending),
                        "operator")
                .id();
        if (ending.equals("/acceptance")) {
            changes.approve(id, "approver", "go");
            await(id, ChangeState.BAKING);
            swarm.loseNode("w2");
            collector.fresh();
            await(id, ChangeState.INCONCLUSIVE);
        }
        return id;
    }

    /** What the answer to such a command says of the change. */
    private static String left(String ending) {
        return switch (ending) {
            case "/rejection" -> "\"state\":\"rejected\"";
            case "/cancellation" -> "\"state\":\"cancelled\"";
            case "/acceptance" -> "\"state\":\"succeeded\"";
            default -> "\"undoneBy\":";
        };
    }

    private void await(long id, ChangeState state) throws InterruptedException {
        for (int tries = 0; changes.find(id).orElseThrow().state() != state; tries++) {
            assertThat(tries).as("change %d is %s in time", id, state).isLessThan(600);
            Thread.sleep(50);
        }
    }

    /** What the shell said, once all of them did well. */
    private String run(List<String> commands) throws Exception {
        StringBuilder script =
                new StringBuilder("set -euo pipefail\ncurl() { command curl --fail-with-body -sS \"$@\"; }\n");
        for (int i = 0; i < commands.size(); i++) {
            script.append("echo; echo '# ")
                    .append(i)
                    .append("'\n")
                    .append(commands.get(i))
                    .append('\n');
        }
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", script.toString()).redirectErrorStream(true);
        shell.directory(folder.toFile());
        shell.environment().put("SWARMKEEPER_URL", "http://127.0.0.1:" + port);
        shell.environment().put("SWARMKEEPER_ADMIN_PASSWORD", Caller.PASSWORD);
        Process process = shell.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
