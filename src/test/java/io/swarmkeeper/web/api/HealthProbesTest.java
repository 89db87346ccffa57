package io.swarmkeeper.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.audit.AuditLog;
import io.swarmkeeper.web.Caller;
import io.swarmkeeper.web.Caller.Answer;
import io.swarmkeeper.web.WebServerTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What the API takes and refuses, on a server without agents; HealthProbeIT tries the rest on real ones. */
@WebServerTest
class HealthProbesTest {

    private static final String AT = "/api/v1/services/shop_db/health-probe";
    private static final String GOOD =
            "{\"template\":\"postgres-ready\",\"parameters\":{\"port\":5432,\"user\":\"shop\",\"database\":\"shop\"}}";

    @LocalServerPort
    int port;

    @Autowired
    AuditLog audit;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                        | template
            {"template":"sh","parameters":{"port":1}}                                 | template
            {"template":"redis-ping"}                                                 | parameters
            {"template":"redis-ping","parameters":{}}                                 | parameters
            {"template":"redis-ping","parameters":{"port":"6379;id"}}                 | parameters
            {"template":"redis-ping","parameters":{"port":1e9}}                       | parameters.port
            {"template":"redis-ping","parameters":{"port":[6379]}}                    | parameters.port
            {"template":"redis-ping","parameters":{"port":6379,"command":"id"}}       | parameters
            {"template":"redis-ping","parameters":{"port":6379},"command":["id"]}     | command
            {"template":"http-curl","parameters":{"port":80,"path":"-o/etc/passwd"}}  | parameters
            {"template":"http-curl","parameters":{"port":80,"path":"@evil.example/"}} | parameters
            {"template":"redis-ping","parameters":{"port":6379},"runs":11}            | runs
            {"template":"redis-ping","parameters":{"port":6379},"runs":0}             | runs
            {"template":"redis-ping","parameters":{"port":6379},"timeoutSeconds":60}  | timeoutSeconds
            """)
    void whatIsNoTemplateWithItsParametersIsRefused(String body, String field) {
        Answer answer = Caller.admin(port).post(AT, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json().path("field").asString()).isEqualTo(field);
    }

    @Test
    void anUnknownServiceOrTaskIsTold() {
        assertThat(Caller.admin(port)
                        .post("/api/v1/services/nobody/health-probe", GOOD)
                        .code())
                .isEqualTo("not-found");
        Answer answer = Caller.admin(port).post(AT, GOOD.replace("}}", "},\"task\":\"nobody\"}"));
        assertThat(answer.code()).as(answer.text()).isEqualTo("not-found");
    }

    @Test
    void withoutAgentsItSaysWhatToDoAndNothingIsWrittenDownAsDone() {
        Answer answer = Caller.admin(port).post(AT, GOOD);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("agent-unavailable");
        assertThat(answer.text()).contains("swarmkeeper.agent.token-file");
        assertThat(audit.newest(50).stream()
                        .map(e -> e.action())
                        .filter(List.of("health-probe.run", "health-probe.ran")::contains))
                .isEmpty();
    }
}
