package io.swarmkeeper.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.web.Caller;
import io.swarmkeeper.web.Caller.Answer;
import io.swarmkeeper.web.WebServerTest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Every call of the API against every role. */
@WebServerTest
class RolesTest {

    @LocalServerPort
    int port;

    @Autowired
    Accounts accounts;

    @BeforeEach
    void oneAccountPerRole() {
        for (Role role : Role.values()) {
            String name = "roles-" + role.word();
            if (accounts.find(name).isEmpty()) {
                accounts.create(name, Caller.PASSWORD, role, "test");
            }
        }
    }

    @ParameterizedTest(name = "{0} {1} takes {2}")
    @CsvSource({
        "GET,    /api/v1/cluster,                      viewer",
        "GET,    /api/v1/nodes,                        viewer",
        "GET,    /api/v1/services,                     viewer",
        "POST,   /api/v1/services/shop_db/health-probe, operator",
        "POST,   /api/v1/nodes/nowhere/disk-probe,     operator",
        "GET,    /api/v1/tasks,                        viewer",
        "GET,    /api/v1/networks,                     viewer",
        "GET,    /api/v1/volumes,                      viewer",
        "GET,    /api/v1/findings,                     viewer",
        "GET,    /api/v1/scorecard,                    viewer",
        "GET,    /api/v1/coverage,                     viewer",
        "GET,    /api/v1/agents,                       viewer",
        "GET,    /api/v1/latency,                      viewer",
        "GET,    /api/v1/flows,                        viewer",
        "GET,    /api/v1/oom-kills,                    viewer",
        "GET,    /api/v1/exemptions,                   viewer",
        "POST,   /api/v1/exemptions,                   admin",
        "DELETE, /api/v1/exemptions/4711,              admin",
        "GET,    /api/v1/changes,                      viewer",
        "POST,   /api/v1/changes,                      operator",
        "GET,    /api/v1/changes/4711,                 viewer",
        "GET,    /api/v1/changes/4711/events,          viewer",
        "POST,   /api/v1/changes/4711/cancellation,    operator",
        "POST,   /api/v1/changes/4711/undo,            operator",
        "POST,   /api/v1/changes/4711/stack-file,      viewer",
        "GET,    /api/v1/audit,                        viewer",
        "GET,    /api/v1/audit/verification,           viewer",
        "GET,    /api/v1/accounts,                     admin",
        "POST,   /api/v1/accounts,                     admin",
        "PUT,    /api/v1/accounts/nobody,              admin",
        "DELETE, /api/v1/accounts/nobody,              admin",
        "GET,    /api/v1/tokens,                       admin",
        "POST,   /api/v1/tokens,                       admin",
        "DELETE, /api/v1/tokens/4711,                  admin",
        "GET,    /api/v1/report,                       viewer",
        "GET,    /api/v1/stacks/shop/stack-file,       operator",
        "GET,    /v3/api-docs,                         viewer",
        "GET,    /actuator/prometheus,                 viewer",
    })
    void eachCallTakesItsRoleAndNoLess(String method, String path, String needed) {
        Role least = Role.findByWord(needed).orElseThrow();
        assertThat(call(Caller.stranger(port), method, path).code()).isEqualTo("unauthenticated");
        for (Role role : Role.values()) {
            Answer answer = call(Caller.stranger(port).as("roles-" + role.word(), Caller.PASSWORD), method, path);
            if (role.includes(least)) {
                assertThat(answer.status())
                        .as("%s as %s: %s", path, role, answer.text())
                        .isNotIn(401, 403, 500);
            } else {
                assertThat(answer.code()).as("%s as %s", path, role).isEqualTo("forbidden");
            }
        }
    }

    /** Spring answers HEAD by what answers GET; it would be told in the audit log, and how long the passwords are. */
    @ParameterizedTest
    @ValueSource(strings = {"/stacks/shop/stack-file", "/api/v1/stacks/shop/stack-file"})
    void askingForTheHeadOfAnExportTakesTheRoleOfTheExport(String path) {
        Caller viewer = Caller.stranger(port).as("roles-viewer", Caller.PASSWORD);
        Caller operator = Caller.stranger(port).as("roles-operator", Caller.PASSWORD);

        assertThat(viewer.send("HEAD", path, BodyPublishers.noBody()).status()).isIn(302, 401, 403);
        assertThat(operator.send("HEAD", path, BodyPublishers.noBody()).status())
                .isIn(200, 302);
    }

    @Test
    void otherEndpointsOfTheActuatorAreOff() {
        Caller admin = Caller.admin(port);
        for (String endpoint : new String[] {"env", "beans", "heapdump", "loggers", "metrics", "shutdown"}) {
            assertThat(admin.get("/actuator/" + endpoint).code()).isEqualTo("not-found");
        }
        assertThat(Caller.stranger(port).get("/actuator/health/liveness").status())
                .isEqualTo(200);
        assertThat(Caller.stranger(port).get("/actuator/health/readiness").status())
                .isEqualTo(200);
    }

    private static Answer call(Caller caller, String method, String path) {
        return switch (method) {
            case "POST" -> caller.post(path, "{}");
            case "PUT" -> caller.put(path, "{}");
            default -> caller.send(method, path, BodyPublishers.noBody());
        };
    }
}
