package io.swarmkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.Patience;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.engine.InMemorySwarm;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.web.Caller.Answer;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * A service with a password in every place where people put them. Nothing that the server answers, and nothing in its
 * log, may hold one: all pages that can be reached by links, all calls of the API, before and after changes.
 */
@OwnWebServer
@TestPropertySource(properties = {"swarmkeeper.change.bake=300ms", "swarmkeeper.change.settle=100ms"})
@Import(SecretsTest.Careless.class)
@ExtendWith(OutputCaptureExtension.class)
class SecretsTest {

    /** In every secret; in nothing else. */
    private static final String MARK = "sw0rdf1sh";

    private static final String EXPORT = "/stacks/shop/stack-file";

    private static String secret(String where) {
        return MARK + "-" + where;
    }

    @TestConfiguration
    static class Careless {
        @Bean
        @Primary
        InMemorySwarm careless() {
            InMemorySwarm swarm = InMemorySwarm.ofThree();
            String net =
                    swarm.network("shop_net", n -> n.withObject("/Labels").put("api-token", secret("network-label")));
            swarm.editNode("w1", n -> {
                n.withObject("/Spec/Labels").put("registry.token", secret("node-label"));
                n.withObject("/Description/Engine/Labels").put("api-key", secret("engine-label"));
            });
            swarm.service("shop_app")
                    .stack("shop")
                    .image("shop/app:1")
                    .replicas(2)
                    .network(net)
                    .env(
                            "DB_PASSWORD=" + secret("env"),
                            "API-KEY=" + secret("env-dashed"),
                            "AWS_SECRET_ACCESS_KEY=" + secret("env-aws"),
                            "DATABASE_URL=postgres://shop:" + secret("env-url") + "@db:5432/shop",
                            "AMQP=amqps://" + secret("env-user-only") + "@queue/",
                            "DSN_TEXT=host=db user=shop password=" + secret("env-pair"),
                            "JDBC=jdbc:postgresql://db/shop?user=a&password=" + secret("env-query"),
                            "CONFIG={\"user\":\"a\",\"password\":\"" + secret("env-json") + "\"}",
                            "OPTIONS=--requirepass " + secret("env-option"),
                            "CERTIFICATE=-----BEGIN PRIVATE KEY-----\n" + secret("env-pem") + "\n-----END",
                            "IDENTITY=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + secret("env-jwt"),
                            "HOOK=https://hooks.slack.com/services/T0/B0/" + secret("env-hook"))
                    .command("sh", "-c", "exec app --password " + secret("command-line"))
                    .args(
                            "--requirepass",
                            secret("arg-after-option"),
                            "--token=" + secret("arg-with-equals"),
                            "-Dspring.datasource.password=" + secret("arg-property"),
                            "redis://:" + secret("arg-url") + "@cache:6379/0")
                    .label("com.example.secret", secret("label"))
                    .label("traefik.http.middlewares.a.basicauth.users", "admin:" + secret("label-basic-auth"))
                    .label("traefik.http.middlewares.b.headers.customrequestheaders.X-Api-Key", secret("label-header"))
                    .label("note", "see https://u:" + secret("label-url") + "@wiki/")
                    .containerLabel("api_token", secret("container-label"))
                    .healthCheck(
                            "CMD-SHELL",
                            "redis-cli -a " + secret("health-short-option") + " ping && curl -fu admin:"
                                    + secret("health-user") + " -H 'Authorization: Bearer " + secret("health-header")
                                    + "' http://localhost/ && mysqladmin -p" + secret("health-mysql") + " ping")
                    .mount(m -> {
                        m.put("Type", "volume").put("Source", "share").put("Target", "/share");
                        m.withObject("/VolumeOptions/DriverConfig")
                                .put("Name", "local")
                                .withObject("/Options")
                                .put("type", "cifs")
                                .put("o", "addr=nas,username=shop,password=" + secret("mount-option"));
                    })
                    .spec(s -> s.withObject("/TaskTemplate/LogDriver")
                            .put("Name", "json-file")
                            .withObject("/Options")
                            .put("splunk-token", secret("log-option")))
                    .add();
            swarm.service("shop_db")
                    .stack("shop")
                    .image("postgres:16")
                    .env("POSTGRES_PASSWORD=" + secret("db-env"))
                    .network(net)
                    .add();
            swarm.converge();
            return swarm.convergeAlways();
        }
    }

    @LocalServerPort
    int port;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mapping;

    @Autowired
    Accounts accounts;

    @Autowired
    Collector collector;

    @Autowired
    InMemorySwarm swarm;

    private Caller admin;
    private Caller browser;

    @BeforeEach
    void people() {
        accounts.create("second", Caller.PASSWORD, Role.ADMIN, "test");
        admin = Caller.admin(port);
        browser = Caller.stranger(port)
                .with("Cookie", Caller.stranger(port).signIn("admin", Caller.PASSWORD))
                .with("Accept", "text/html");
    }

    private long request(String service) {
        Answer asked = admin.post(
                "/api/v1/changes",
                "{\"action\":\"set-resources\",\"subject\":{\"kind\":\"service\",\"name\":\"%s\"},\"reason\":\"as planned\"}"
                        .formatted(service));
        assertThat(asked.status()).as(asked.text()).isEqualTo(201);
        look("POST /api/v1/changes", asked);
        return asked.json().path("id").asLong();
    }

    private String approve(long id) throws InterruptedException {
        look(
                "POST approval",
                Caller.stranger(port)
                        .as("second", Caller.PASSWORD)
                        .post("/api/v1/changes/" + id + "/approval", "{\"reason\":\"fine\"}"));
        Patience.until(
                "the change ends",
                () -> admin.get("/api/v1/changes/" + id).json().path("finished").asBoolean());
        return admin.get("/api/v1/changes/" + id).json().path("state").asString();
    }

    private void edit(String service, String where) throws Exception {
        swarm.strangerEdits(service, spec -> {
            spec.withObject("/Labels").put("another.secret", secret(where + "-label"));
            spec.withObject("/TaskTemplate/ContainerSpec")
                    .putArray("Env")
                    .add("DB_PASSWORD=" + secret(where + "-env"))
                    .add("DATABASE_URL=postgres://shop:" + secret(where + "-url") + "@db/shop");
            spec.withObject("/TaskTemplate/ContainerSpec")
                    .putArray("Args")
                    .add("--requirepass")
                    .add(secret(where + "-arg"))
                    .add("sh -c 'app --token " + secret(where + "-words") + "'");
        });
        collector.fresh();
    }

    private final Set<String> leaks = new TreeSet<>();
    private final Set<String> asked = new TreeSet<>();
    private static final Pattern LEAK = Pattern.compile("[^<>\\n]{0,60}" + MARK + "[\\w-]*");

    private void look(String what, Answer answer) {
        look(what, answer.text());
        look(what, answer.response().headers().toString());
    }

    private void look(String what, String text) {
        asked.add(what);
        Matcher leak = LEAK.matcher(text);
        while (leak.find()) {
            leaks.add(what + ": " + leak.group());
        }
    }

    @Test
    void noSecretOfAServiceComesOutAnywhere(CapturedOutput output) throws Exception {
        collector.fresh();
        everywhere();

        long done = request("shop_app");
        assertThat(approve(done)).isEqualTo("succeeded");
        // Taken back by a stranger, who changes secrets as well: found as fix-reverted, with what differs.
        edit("shop_app", "reverted");
        swarm.strangerEdits("shop_app", spec -> spec.withObject("/TaskTemplate").remove("Resources"));
        collector.fresh();
        Patience.until(
                "the fix is found reverted",
                () -> admin.get("/api/v1/findings?code=fix-reverted").json().size() > 0);

        // Changed by a stranger between request and approval: superseded, and says what differs.
        long overtaken = request("shop_db");
        edit("shop_db", "overtaken");
        assertThat(approve(overtaken)).isEqualTo("superseded");

        // The engine says no, in words that repeat what it was sent.
        long failed = request("shop_db");
        swarm.fault.refuseNextUpdate("invalid argument --token " + secret("refusal"));
        assertThat(approve(failed)).isEqualTo("failed");

        // Tasks that fail say what they were started with.
        for (int i = 0; i < 4; i++) {
            String task = swarm.failTask("shop_app", 1, 1);
            swarm.taskState(
                    task,
                    Task.State.REJECTED,
                    "invalid --password=" + secret("task-error") + " in postgres://a:" + secret("task-url") + "@db");
            collector.fresh();
            swarm.converge();
        }
        assertThat(admin.get("/api/v1/findings?code=crash-looping&service=shop_app")
                        .json())
                .isNotEmpty();
        swarm.updateStatus("shop_app", "paused", "update paused: --token " + secret("update-message"));
        collector.fresh();
        Answer refused = admin.post(
                "/api/v1/changes",
                "{\"action\":\"set-resources\",\"subject\":{\"kind\":\"service\",\"name\":\"shop_app\"},\"reason\":\"x\"}");
        look("a refused plan", refused);
        assertThat(refused.code()).isEqualTo("plan-refused");
        everywhere();

        exported();
        look("the log", output.toString());
        assertThat(leaks).isEmpty();
        assertThat(asked.size()).isGreaterThan(80);
        // What is not secret is there, so that an empty answer proves nothing.
        assertThat(browser.get("/services/shop_app").text())
                .contains("DATABASE_URL", "@db/shop", "--requirepass", "another.secret", "api_token");
        assertThat(admin.get("/api/v1/changes/" + overtaken).text()).contains("DB_PASSWORD");
    }

    /** For operators, a running stack's file has all that a deploy needs; what is told about it has no secret. */
    private void exported() {
        assertThat(asked).contains("page /stacks/shop");
        Answer file = admin.get("/api/v1" + EXPORT);
        assertThat(LEAK.matcher(file.text()).results().count()).isGreaterThan(20);
        assertThat(browser.get(EXPORT).text()).contains(MARK);
        look("the export's log entry", admin.get("/api/v1/audit?limit=1000"));
        String other = file.text().replace(MARK, "n0t-that");
        Answer drift = admin.with("Content-Type", "application/yaml")
                .send("POST", "/api/v1/stack-files/review?stack=shop", BodyPublishers.ofString(other));
        assertThat(drift.text()).contains("stack-drift", "both look secret");
        look("drift", drift);
        Answer missing = admin.with("Content-Type", "application/yaml")
                .send(
                        "POST",
                        "/api/v1/stack-files/review?stack=shop",
                        BodyPublishers.ofString("services:\n  app:\n    image: a:1\n  db:\n    image: a:1\n"));
        assertThat(missing.text()).contains("the Swarm has environment.");
        look("drift of what only the Swarm has", missing);
        assertThat(drift.text()).doesNotContain("n0t-that");
    }

    /** Every page that a link leads to, and every call of the API with every id there is. */
    private void everywhere() {
        ArrayDeque<String> pages = new ArrayDeque<>(List.of("/"));
        Set<String> seen = new TreeSet<>(pages);
        while (!pages.isEmpty()) {
            String path = pages.remove();
            Answer page = browser.get(path);
            look("page " + path, page);
            for (Element link : Jsoup.parse(page.text()).select("a[href^=/]")) {
                String next = link.attr("href").replaceFirst("#.*", "");
                // Filters of a list go together in more ways than are worth a look. The one way out on purpose is
                // a stack's own file: exported() looks at what stands around it.
                if (next.indexOf('&') < 0 && !next.equals(EXPORT) && seen.add(next)) {
                    pages.add(next);
                }
            }
        }
        List<String> ids = new ArrayList<>();
        for (String list : new String[] {"nodes", "services", "networks", "volumes", "findings", "changes"}) {
            admin.get("/api/v1/" + list)
                    .json()
                    .forEach(one -> ids.add(one.path("id").asString()));
        }
        for (Route route : Route.all(mapping)) {
            if (!route.isRead() || !route.isForPrograms() || route.isStream()) {
                continue;
            }
            for (String id : route.hasVariables() ? ids : List.of("")) {
                look(route + " " + id, admin.get(route.with(id)));
            }
        }
        for (String format : new String[] {"json", "md", "sarif", "junit"}) {
            look("report " + format, admin.get("/api/v1/report?format=" + format));
        }
        look("tasks", admin.get("/api/v1/tasks?service=shop_app"));
        look("audit", admin.get("/api/v1/audit?limit=1000"));
        look("metrics", admin.get("/actuator/prometheus"));
    }
}
