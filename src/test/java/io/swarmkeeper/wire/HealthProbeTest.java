package io.swarmkeeper.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.wire.HealthProbe.HttpCurl;
import io.swarmkeeper.wire.HealthProbe.HttpWget;
import io.swarmkeeper.wire.HealthProbe.PostgresReady;
import io.swarmkeeper.wire.HealthProbe.RedisPing;
import io.swarmkeeper.wire.HealthProbe.TcpConnect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthProbeTest {

    private static final String CHALLENGE = "0123456789abcdef".repeat(2);
    private static final String CONTAINER = "0123456789abcdef".repeat(4);
    private static final String TASK = "ns17bvuapgstb3z6ijld5zid6";

    private static Stream<HealthProbe> probes() {
        return Stream.of(
                new HttpCurl(8080, "/health?deep=1&x=%20a"),
                new HttpWget(80, "/"),
                new TcpConnect(65535),
                new RedisPing(6379),
                new PostgresReady(5432, "sophia", "sophia_ai"));
    }

    private static ProbeRequest request(HealthProbe probe) {
        return new ProbeRequest(CHALLENGE, CONTAINER, TASK, probe, 3, 2);
    }

    private static String query(ProbeRequest request) {
        return request.target().substring(ProbeRequest.PATH.length() + 1);
    }

    @Test
    void commandsAreWordsWithoutAShell() {
        assertThat(probes().map(p -> String.join(" ", p.command(2))))
                .containsExactly(
                        "curl -q -fsS -g --noproxy * -o /dev/null -m 2 http://127.0.0.1:8080/health?deep=1&x=%20a",
                        "wget -q -t 1 -T 2 -O /dev/null http://127.0.0.1:80/",
                        "nc -z -w 2 127.0.0.1 65535",
                        "redis-cli -e -h 127.0.0.1 -p 6379 ping",
                        "pg_isready -h 127.0.0.1 -p 5432 -U sophia -d sophia_ai -t 2");
        assertThat(probes().map(HealthProbe::template)).containsExactlyElementsOf(HealthProbe.TEMPLATES);
    }

    @ParameterizedTest
    @MethodSource("probes")
    void whatIsSentIsReadAsItWas(HealthProbe probe) {
        assertThat(HealthProbe.of(probe.template(), probe.parameters())).isEqualTo(probe);
        assertThat(ProbeRequest.ofQuery(query(request(probe)))).isEqualTo(request(probe));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "health",
                "-o/etc/passwd",
                "@evil.example/",
                ".evil.example/",
                "/a b",
                "/a\n",
                "/a\nHost: x",
                "/\u0000",
                "/`id`",
                "/$\"x\"",
                "/{a,b}",
                "/[1-9]",
                "/a|b",
                "/a>b",
                "/a#b",
                "/\\..\\",
                "/é"
            })
    void aPathThatCouldBeMoreThanAPathIsRefused(String path) {
        for (String template : List.of("http-curl", "http-wget")) {
            assertThatThrownBy(() -> HealthProbe.of(template, Map.of("port", "80", "path", path)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("path is");
        }
    }

    @Test
    void aPathMayBeLongButNotVeryLong() {
        assertThat(new HttpCurl(1, "/" + "a".repeat(199)).path()).hasSize(200);
        assertThatThrownBy(() -> new HttpCurl(1, "/" + "a".repeat(200)))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-c",
                "--help",
                "a b",
                "a;id",
                "a'b",
                "a\"b",
                "a\n",
                "$(id)",
                "host=evil.example",
                "postgresql://evil.example/x",
                "/tmp",
                "9lives",
                "ü"
            })
    void aNameThatCouldBeAnOptionOrAConnectionIsRefused(String name) {
        Map<String, String> asUser = Map.of("port", "5432", "user", name, "database", "d");
        Map<String, String> asDatabase = Map.of("port", "5432", "user", "u", "database", name);
        assertThatThrownBy(() -> HealthProbe.of("postgres-ready", asUser))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("user is");
        assertThatThrownBy(() -> HealthProbe.of("postgres-ready", asDatabase))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("database is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "65536", "99999", "080", "80 ", "8e1", "80;id", "٨٠", "999999999999"})
    void aPortIsANumberOfAPort(String port) {
        for (String template : HealthProbe.TEMPLATES) {
            Map<String, String> parameters = new HashMap<>(Map.of("port", port));
            parameters.putAll(
                    switch (template) {
                        case "http-curl", "http-wget" -> Map.of("path", "/");
                        case "postgres-ready" -> Map.of("user", "u", "database", "d");
                        default -> Map.of();
                    });
            assertThatThrownBy(() -> HealthProbe.of(template, parameters))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("port is");
        }
    }

    @Test
    void anotherTemplateAnotherParameterAndAMissingOneAreRefused() {
        for (String template : List.of("", "sh", "exec", "redis-ping ", "REDIS-PING", "command")) {
            assertThatThrownBy(() -> HealthProbe.of(template, Map.of("port", "1", "command", "id")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected is one of http-curl");
        }
        assertThatThrownBy(() -> HealthProbe.of("redis-ping", Map.of("port", "6379", "command", "flushall")))
                .hasMessage("redis-ping takes port; found also \"command\"");
        assertThatThrownBy(() -> HealthProbe.of("http-curl", Map.of("port", "80")))
                .hasMessage("path is missing; http-curl takes it");
    }

    @Test
    void aRequestCarriesNothingElseAndWithinBounds() {
        String good = query(request(new RedisPing(6379)));
        for (String bad : List.of(
                "",
                good.replace(CHALLENGE, "x"),
                good.replace(CONTAINER, CONTAINER + "/../other"),
                good.replace(CONTAINER, CONTAINER.substring(1)),
                good.replace(TASK, "../x"),
                good.replace("runs=3", "runs=0"),
                good.replace("runs=3", "runs=11"),
                good.replace("runs=3", "runs=-3"),
                good.replace("timeoutSeconds=2", "timeoutSeconds=6"),
                good.replace("timeoutSeconds=2", ""),
                good.replace("p.port=6379", "p.port=6379&p.command=id"),
                good.replace("p.port=6379", "p.port=6379&p.port=6380"),
                good + "&template=http-curl")) {
            assertThatThrownBy(() -> ProbeRequest.ofQuery(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatStandsInAParameterCannotBecomeAnotherOne() {
        HealthProbe probe = new HttpCurl(80, "/a&template=sh&p.port=1");
        assertThat(ProbeRequest.ofQuery(query(request(probe))).probe()).isEqualTo(probe);
    }
}
