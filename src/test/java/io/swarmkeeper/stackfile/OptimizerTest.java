package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptimizerTest {

    @Test
    void curesAServiceAsItsAuthorWouldHave() {
        assertThat(all("""
                        # The stack of the shop.
                        services:

                          db:   # never scale
                            image: 'postgres:16'
                            environment:
                              POSTGRES_USER: ${DB_USER:-shop}
                            volumes: ['data:/var/lib/postgresql/data']

                        volumes:
                          data:
                        """)).isEqualTo("""
                        # The stack of the shop.
                        services:

                          db:   # never scale
                            image: 'postgres:16'
                            environment:
                              POSTGRES_USER: ${DB_USER:-shop}
                            volumes: ['data:/var/lib/postgresql/data']
                            deploy:
                              resources:
                                limits:
                                  # By kind of service (database), not measured
                                  cpus: '4.0'
                                  memory: 8G
                                reservations:
                                  # Half of the limits, not measured
                                  cpus: '2.0'
                                  memory: 4G
                              update_config:
                                parallelism: 1
                                failure_action: rollback
                                monitor: 30s
                            logging:
                              driver: json-file
                              options:
                                max-size: '10m'
                                max-file: '3'

                        volumes:
                          data:
                        """);
    }

    @Test
    void keepsWhatIsSetAndFillsInTheRest() {
        assertThat(only(
                        Cure.RESOURCES,
                        "services:\n  app:\n    image: a\n    deploy: {resources: {limits: {memory: 300M}}}\n"))
                .isEqualTo(
                        "services:\n  app:\n    image: a\n    deploy: {resources: {limits: {memory: 300M, cpus: \"2.0\"}, reservations: {cpus: \"1.0\", memory: 150M}}}\n");
    }

    @Test
    void neverLimitsBelowWhatIsReserved() {
        assertThat(
                        only(
                                Cure.RESOURCES,
                                "services:\n  app:\n    image: a\n    deploy:\n      resources:\n        reservations:\n          memory: 6G\n          cpus: '1'\n"))
                .contains(
                        "limits:\n          # By kind of service (backend), not measured\n          cpus: '2.0'\n          memory: 6G\n");
    }

    @Test
    void curesOneWithoutTouchingAllWhoShareAnAnchor() {
        String shared =
                "x-d: &d\n  resources:\n    limits: {cpus: '1', memory: 1G}\nservices:\n  app:\n    image: a\n    deploy: *d\n  api:\n    image: a\n    deploy:\n      <<: *d\n      replicas: 3\n  every:\n    image: a\n    deploy:\n      <<: *d\n      mode: global\n";

        assertThat(only(Cure.RESOURCES, shared))
                .isEqualTo(
                        "x-d: &d\n  resources:\n    limits: {cpus: '1', memory: 1G}\nservices:\n  app:\n    image: a\n    deploy:\n      <<: *d\n      resources:\n        limits: {cpus: '1', memory: 1G}\n        reservations:\n          # Half of the limits, not measured\n          cpus: '0.5'\n          memory: 512M\n  api:\n    image: a\n    deploy:\n      <<: *d\n      replicas: 3\n      resources:\n        limits: {cpus: '1', memory: 1G}\n        reservations:\n          # Half of the limits, not measured\n          cpus: '0.5'\n          memory: 512M\n  every:\n    image: a\n    deploy:\n      <<: *d\n      mode: global\n");
    }

    @Test
    void refusesToChangeAServiceThatOthersAreMadeFromAndNeedSomethingElse() {
        Optimization seen = optimize(
                "services:\n  app: &app\n    image: a\n  db:\n    <<: *app\n    image: postgres\n",
                Set.of(Cure.RESOURCES));

        assertThat(seen.text())
                .isEqualTo(
                        "services:\n  app: &app\n    image: a\n  db:\n    <<: *app\n    image: postgres\n    deploy:\n      resources:\n        limits:\n          # By kind of service (database), not measured\n          cpus: \"4.0\"\n          memory: 8G\n        reservations:\n          # Half of the limits, not measured\n          cpus: \"2.0\"\n          memory: 4G\n");
        assertThat(refusals(seen))
                .containsExactly("app resources: app is &app, and what is changed there changes for all who use *app");
    }

    @Test
    void refusesReservationsOnEveryNodeAndWhatHangsOnAVariable() {
        assertThat(refusals(optimize(
                        "services:\n  app:\n    image: a\n    deploy: {mode: global}\n", Set.of(Cure.RESOURCES))))
                .containsExactly(
                        "app resources: a global service reserves on every node what is set here: measure what it uses first");
        Optimization open = optimize(
                "services:\n  app:\n    image: a\n    deploy: {resources: {limits: {memory: '${M}'}}}\n",
                Set.of(Cure.RESOURCES));
        assertThat(open.done()).isEmpty();
        assertThat(refusals(open))
                .containsExactly(
                        "app resources: a limit or reservation hangs on a variable that is not set; give it with --env-file");
    }

    @Test
    void scalesOnlyWhereNothingSpeaksAgainstIt() {
        Optimization seen = optimize(
                "services:\n  api:\n    image: a\n  redis:\n    image: redis\n  thing:\n    image: a\n  web-cron:\n    image: a\n  web:\n    image: a\n    ports: [{target: 80, published: 80, mode: host}]\n  db:\n    image: b\n",
                Set.of(Cure.REPLICAS));

        assertThat(seen.done().stream().map(d -> d.service() + " " + d.what())).containsExactly("api 2 replicas");
        assertThat(refusals(seen))
                .containsExactly(
                        "redis replicas: it keeps state (image redis): a second task would split or harm it",
                        "thing replicas: it is a service of no known kind: nothing in the file shows that two of it may run side by side",
                        "web-cron replicas: its name says that it runs once",
                        "web replicas: it publishes a port of its node, and one node has it only once",
                        "db replicas: it keeps state (its name says db): a second task would split or harm it");
    }

    @Test
    void checksHealthOnlyByProgramsThatTheImageHas() {
        assertThat(check("redis:7")).isEqualTo("[\"CMD\", \"redis-cli\", \"ping\"]");
        assertThat(check("docker.io/library/postgres:16"))
                .isEqualTo("[\"CMD\", \"pg_isready\", \"-q\", \"-h\", \"127.0.0.1\", \"-U\", \"postgres\"]");
        assertThat(check("mongo:4.4")).startsWith("[\"CMD\", \"mongo\", ");
        assertThat(check("mongo")).startsWith("[\"CMD\", \"mongosh\", ");
        assertThat(check("mariadb:10.3")).startsWith("[\"CMD\", \"mysqladmin\", ");
        assertThat(check("mariadb:11")).startsWith("[\"CMD\", \"mariadb-admin\", ");
        assertThat(refusals(optimize("services:\n  a:\n    image: nginx:1.27\n", Set.of(Cure.HEALTH_CHECKS))))
                .containsExactly(
                        "a health-checks: no check is known for image nginx:1.27: which program is in it, a file does not show");
        assertThat(only(Cure.HEALTH_CHECKS, "services:\n  a:\n    image: traefik:v3\n    command: [--ping=true]\n"))
                .contains(
                        "test: [\"CMD\", \"traefik\", \"healthcheck\", \"--ping\"]\n      interval: 10s\n      timeout: 5s\n      retries: 3\n      start_period: 60s\n");
        assertThat(optimize("services:\n  a:\n    image: traefik:v3\n", Set.of(Cure.HEALTH_CHECKS))
                        .done())
                .isEmpty();
    }

    @Test
    void asksPostgresAsTheUserThatTheFileNames() {
        assertThat(only(
                        Cure.HEALTH_CHECKS,
                        "services:\n  a:\n    image: postgres\n    environment: ['POSTGRES_USER=${U}']\n"))
                .contains("'-U', '${U}']");
        assertThat(optimize(
                                "services:\n  a:\n    image: postgres\n    environment: ['POSTGRES_USER=a\"b']\n",
                                Set.of(Cure.HEALTH_CHECKS))
                        .done())
                .isEmpty();
    }

    @Test
    void rollsBadUpdatesBack() {
        assertThat(
                        only(
                                Cure.UPDATE_POLICY,
                                "services:\n  api:\n    image: a\n    deploy:\n      update_config:\n        failure_action: pause   # ?\n        parallelism: 0\n"))
                .isEqualTo(
                        "services:\n  api:\n    image: a\n    deploy:\n      update_config:\n        failure_action: rollback   # ?\n        parallelism: 1\n        monitor: 30s\n        order: start-first\n");
        assertThat(only(Cure.UPDATE_POLICY, "services:\n  db:\n    image: postgres\n"))
                .doesNotContain("order");
        assertThat(only(Cure.UPDATE_POLICY, "services:\n  j:\n    image: a\n    deploy: {mode: replicated-job}\n"))
                .doesNotContain("update_config");
    }

    /** swarmkit counts a task that completes within the monitor as failed (updater.go). */
    @Test
    void leavesWhatIsMeantToEndAsItIs() {
        String once =
                "services:\n  %s:\n    image: acme/api:2\n    command: %s\n    deploy: {restart_policy: {condition: %s}}\n";
        Set<Cure> both = Set.of(Cure.UPDATE_POLICY, Cure.REPLICAS);
        for (String text : List.of(
                once.formatted("seed", "python seed.py", "none"),
                once.formatted("api-migrate", "./manage.py migrate", "on-failure"),
                "services:\n  api-migrate:\n    image: acme/api:2\n    restart: on-failure:3\n")) {
            Optimization optimized = optimize(text, both);
            assertThat(optimized.text()).isEqualTo(text);
            assertThat(refusals(optimized))
                    .hasSize(2)
                    .anySatisfy(r -> assertThat(r).contains("update-policy: ", "would be rolled back"));
        }
        assertThat(optimize(once.formatted("api", "./serve", "on-failure"), both)
                        .text())
                .contains("failure_action: rollback", "replicas: 2");
    }

    /** Two tasks of two nodes and one more before: there is no third node, and swarmkit waits for one for ever. */
    @Test
    void doesNotStartFirstWhereANodeTakesOnlySoMany() {
        for (String most : List.of("1", "'${MOST}'")) {
            Optimization optimized = optimize(
                    "services:\n  web:\n    image: nginx\n    deploy: {replicas: 2, placement: {max_replicas_per_node: %s}}\n"
                            .formatted(most),
                    Set.of(Cure.UPDATE_POLICY));
            assertThat(optimized.text()).contains("failure_action: rollback").doesNotContain("start-first");
            assertThat(refusals(optimized)).singleElement().asString().contains("max_replicas_per_node");
        }
    }

    /** docker stack deploy refuses a whole file for one field that its version does not have. */
    @Test
    void writesOnlyWhatTheFilesVersionHas() {
        String old = "version: '3.3'\nservices:\n  api:\n    image: redis\n  web:\n    image: a\n";

        assertThat(all(old))
                .contains("failure_action: rollback")
                .contains("redis-cli")
                .doesNotContain("order")
                .doesNotContain("start_period");
        assertThat(all(old.replace("3.3", "3.4")))
                .contains("order: start-first")
                .contains("start_period");
    }

    @Test
    void endsLogsWithoutChangingTheirDriver() {
        assertThat(
                        only(
                                Cure.LOGGING,
                                "services:\n  a:\n    image: a\n    logging:\n      driver: json-file\n      options:\n        labels: x\n"))
                .isEqualTo(
                        "services:\n  a:\n    image: a\n    logging:\n      driver: json-file\n      options:\n        labels: x\n        max-size: \"10m\"\n        max-file: \"3\"\n");
        String other = "services:\n  a:\n    image: a\n    logging: {driver: gelf}\n";
        assertThat(only(Cure.LOGGING, other)).isEqualTo(other);
        assertThat(refusals(optimize(
                        "services:\n  a:\n    image: a\n    logging: {options: {syslog-address: x}}\n",
                        Set.of(Cure.LOGGING))))
                .containsExactly("a logging: its log options are for a driver that the file does not name");
    }

    @Test
    void placesServicesWhereTheFileHasTheOthersOfTheirKind() {
        String tiers =
                "services:\n  db-a:\n    image: postgres\n    deploy:\n      placement:\n        constraints:\n          - node.labels.tier == data\n  db-b:\n    image: mysql\n  app:\n    image: a\n";
        assertThat(only(Cure.PLACEMENT, tiers))
                .isEqualTo(
                        tiers.replace(
                                "image: mysql\n",
                                "image: mysql\n    deploy:\n      placement:\n        constraints:\n          - \"node.labels.tier == data\"\n"));
        String gpu = tiers.replace("labels.tier == data", "labels.gpu == true");
        assertThat(only(Cure.PLACEMENT, gpu)).isEqualTo(gpu);
        String two = tiers.replace(
                "image: a\n", "image: mongo\n    deploy: {placement: {constraints: [node.labels.tier == other]}}\n");
        assertThat(refusals(optimize(two, Set.of(Cure.PLACEMENT))))
                .containsExactly(
                        "db-b placement: the file has services of its kind on node.labels.tier == data and node.labels.tier == other, and does not show where this one belongs");
    }

    @Test
    void writesAndTellsNoTierThatCameInByAVariable() {
        String text =
                "services:\n  api1:\n    image: api\n    deploy: {placement: {constraints: ['node.labels.tier == ${TIER}']}}\n  api2:\n    image: api\n";
        Optimization optimized =
                Optimizer.optimize(Written.file(text, Map.of("TIER", "prod-eu")), Set.of(Cure.PLACEMENT));
        assertThat(optimized.text()).isEqualTo(text);
        assertThat(refusals(optimized))
                .containsExactly("api2 placement: a variable says where the others of its kind stand");
    }

    @Test
    void saysHowMuchTheWholeFileReserves() {
        Optimization seen = optimize(
                "services:\n  api:\n    image: a\n    deploy: {replicas: 3}\n  redis:\n    image: redis\n",
                Set.of(Cure.RESOURCES));

        assertThat(seen.reserved().cpuNano()).isEqualTo(4_000_000_000L);
        assertThat(seen.reserved().memoryBytes()).isEqualTo(8L << 30);
    }

    @Test
    void findsNothingToDoTheSecondTime() {
        for (String text : List.of(
                "services:\r\n  api:\r\n    image: a\r\n",
                "\uFEFFservices:\n  api:\n    image: a",
                "services: {api: {image: a}, db: {image: postgres}}\n",
                "services:\n    api: &b {image: a}\n    web: *b\n")) {
            String once = all(text);
            assertThat(once).isNotEqualTo(text);
            assertThat(all(once)).isEqualTo(once);
        }
    }

    @Test
    void takesTimeThatGrowsWithTheFile() {
        // 16 times as many services: 16 times as long, where a square would be 256 times.
        assertThat(seconds(3200)).isLessThan(64 * Math.max(seconds(200), 0.02));
    }

    /** Of the processor, which other work on the machine hardly touches. */
    private static double seconds(int services) {
        StringBuilder text = new StringBuilder("x-d: &d\n  replicas: 2\nservices:\n");
        for (int i = 0; i < services; i++) {
            text.append("  api-%d:\n    image: registry.example/api:%d\n    environment: [A=%d]\n    deploy: *d\n"
                    .formatted(i, i, i));
        }
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            all(text.toString());
            best = Math.min(best, (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9);
        }
        return best;
    }

    private static String check(String image) {
        String text = only(Cure.HEALTH_CHECKS, "services:\n  a:\n    image: %s\n".formatted(image));
        return text.lines()
                .filter(l -> l.contains("test: "))
                .map(l -> l.substring(l.indexOf('[')))
                .findFirst()
                .orElse("none");
    }

    private static List<String> refusals(Optimization optimization) {
        return optimization.refused().stream()
                .map(r -> r.service() + " " + r.cure().word() + ": " + r.why())
                .toList();
    }

    private static String all(String text) {
        return optimize(text, EnumSet.allOf(Cure.class)).text();
    }

    private static String only(Cure cure, String text) {
        return optimize(text, Set.of(cure)).text();
    }

    private static Optimization optimize(String text, Set<Cure> cures) {
        return Optimizer.optimize(Written.file(text, Map.of()), cures);
    }
}
