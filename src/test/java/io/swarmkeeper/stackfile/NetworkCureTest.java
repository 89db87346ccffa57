package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkCureTest {

    private static final String SHOP = """
            services:
              proxy:
                image: nginx:1.27
                ports: ["80:80"]
                networks:
                  - shop   # everybody
                depends_on: [web, api]
              web:
                image: shop/web
                networks: [shop]
                depends_on: []
              api:
                image: shop/api
                networks:
                  - "shop"
                environment:
                  DATABASE_URL: postgres://shop:${DB_PASSWORD}@db:5432/shop
                  REDIS_HOST: cache
              worker:
                image: shop/worker
                networks:
                - shop
                environment:
                  - DB_HOST=db
                  - MAILER_URL=http://mailer:8080
              mailer:
                image: shop/mailer
                depends_on: []
                networks: ['shop']
              db:
                image: postgres:16
                networks:
                  - shop
              cache:
                image: redis:7
                networks: [shop]   # too
            networks:
              shop:
                driver: overlay
                driver_opts:
                  encrypted: "true"
            """;

    @Test
    void takesTheDataOffTheGatewaysNetworkAndKeepsEveryNeed() {
        Optimization seen = optimize(SHOP);

        assertThat(seen.text()).isEqualTo("""
                services:
                  proxy:
                    image: nginx:1.27
                    ports: ["80:80"]
                    networks:
                      - shop   # everybody
                    depends_on: [web, api]
                  web:
                    image: shop/web
                    networks: [shop]
                    depends_on: []
                  api:
                    image: shop/api
                    networks:
                      - "shop"
                      - data
                    environment:
                      DATABASE_URL: postgres://shop:${DB_PASSWORD}@db:5432/shop
                      REDIS_HOST: cache
                  worker:
                    image: shop/worker
                    networks:
                    - backend
                    - data
                    environment:
                      - DB_HOST=db
                      - MAILER_URL=http://mailer:8080
                  mailer:
                    image: shop/mailer
                    depends_on: []
                    networks: [backend]
                  db:
                    image: postgres:16
                    networks:
                      - data
                  cache:
                    image: redis:7
                    networks: [data]   # too
                networks:
                  shop:
                    driver: overlay
                    driver_opts:
                      encrypted: "true"
                  backend:
                    driver: overlay
                    driver_opts:
                      encrypted: "true"
                  data:
                    driver: overlay
                    driver_opts:
                      encrypted: "true"
                """);
        assertThat(seen.refused()).isEmpty();
        assertThat(seen.done().stream().map(d -> d.service() + ": " + d.what()))
                .contains(
                        "api: on shop and data instead of shop (is needed by proxy, depends_on; needs db by DATABASE_URL; needs cache by REDIS_HOST)",
                        "shop: backend and data beside it; while this is deployed, who has moved does not reach who has not: expect a short break");
        assertThat(Review.of(Written.file(seen.text())).stream().map(FileFinding::code))
                .doesNotContain("flat-overlay");
        assertThat(optimize(seen.text()).text()).isEqualTo(seen.text());
        assertThat(optimize(seen.text()).done()).isEmpty();
    }

    @Test
    void splitsTheNetworkThatNobodyNames() {
        assertThat(optimize("""
                        services:
                          gateway: {image: nginx, depends_on: [app]}
                          app:
                            image: app
                            command: ["--db=mysql://db/x"]
                          db: {image: mysql}
                        """).text()).isEqualTo("""
                        services:
                          gateway: {image: nginx, depends_on: [app]}
                          app:
                            image: app
                            command: ["--db=mysql://db/x"]
                            networks:
                              - default
                              - data
                          db: {image: mysql, networks: [data]}
                        networks:
                          data:
                            driver: overlay
                        """);
    }

    @Test
    void leavesAFileAloneWhoseDataAreApart() {
        String apart = SHOP.replace("image: nginx:1.27", "image: shop/front");
        assertThat(optimize(apart).text()).isEqualTo(apart);
        assertThat(optimize(apart).refused()).isEmpty();
    }

    @Test
    void refusesTheWholeWhereOneNeedIsNotShown() {
        assertThat(refusals(SHOP.replace("    depends_on: []\n    networks: ['shop']", "    networks: ['shop']")))
                .containsExactly(
                        "mailer: the file does not show whom it needs; say so with depends_on, which may be empty");
        assertThat(refusals(SHOP.replace("      REDIS_HOST: cache\n", "")))
                .containsExactly("cache: the file does not show who needs it; say so with depends_on there");
        // The user of that URL is named like a service, its host is not.
        assertThat(refusals(SHOP.replace("DB_HOST=db", "DB_URL=pg://db:1@elsewhere/x")
                        .replace("http://mailer:8080", "no")))
                .containsExactly(
                        "worker: the file does not show whom it needs; say so with depends_on, which may be empty");
        assertThat(refusals(SHOP.replace("DB_HOST=db", "DB_HOST")))
                .containsExactly(
                        "worker: whom it needs may stand in the value of DB_HOST, which is not looked at; say so with depends_on");
        assertThat(refusals(SHOP.replace("DB_HOST=db", "DB_HOST=${WHERE}")))
                .containsExactly(
                        "worker: whom it needs may stand in the value of DB_HOST, which is not looked at; say so with depends_on");
        assertThat(refusals(SHOP.replace("image: shop/worker", "image: shop/worker\n    env_file: w.env")))
                .containsExactly(
                        "worker: whom it needs may stand in env_file, which is not looked at; say so with depends_on");
        assertThat(refusals(SHOP.replace("image: shop/worker", "image: shop/worker\n    configs: [routes]")))
                .containsExactly(
                        "worker: whom it needs may stand in config routes, which is not looked at; say so with depends_on");
        assertThat(refusals(SHOP.replace("image: shop/worker", "image: shop/worker\n    volumes: ['./c.yml:/c.yml']")))
                .containsExactly(
                        "worker: whom it needs may stand in host path ./c.yml, which is not looked at; say so with depends_on");
    }

    /** A gateway's routes may stand in its configuration: nobody is taken away from it but the data. */
    @Test
    void keepsEverybodyWithAGatewayWhoseRoutesAreElsewhere() {
        Optimization seen = optimize(SHOP.replace(
                "image: nginx:1.27", "image: nginx:1.27\n    volumes: ['./n.conf:/etc/nginx/nginx.conf:ro']"));

        assertThat(seen.refused()).isEmpty();
        assertThat(networks(seen, "mailer")).containsExactly("shop");
        assertThat(networks(seen, "worker")).containsExactly("shop", "data");
        assertThat(networks(seen, "db")).containsExactly("data");
        assertThat(seen.text()).doesNotContain("backend:");
    }

    @Test
    void refusesWhatNoNetworkWouldPart() {
        assertThat(refusals(SHOP.replace("depends_on: [web, api]", "depends_on: [web, api, cache]")))
                .containsExactly("cache: gateway proxy and it need each other (depends_on), so no network parts them");
        assertThat(refusals(SHOP.replace(
                        "image: nginx:1.27", "image: nginx:1.27\n    environment: {STORE: 'redis;cache'}")))
                .containsExactly("cache: gateway proxy and it need each other (STORE), so no network parts them");
    }

    @Test
    void refusesNetworksOnWhichOthersMayBe() {
        assertThat(refusals(SHOP.replace("    driver: overlay\n", "    driver: overlay\n    attachable: true\n")))
                .containsExactly("shop: it is attachable: what else is attached to it, the file does not show");
        assertThat(refusals(SHOP.replace(
                        "    driver: overlay\n    driver_opts:\n      encrypted: \"true\"\n", "    external: true\n")))
                .containsExactly("shop: it is external: who else is on it, the file does not show");
        assertThat(refusals(SHOP.replace("    driver: overlay\n", "    name: shop\n    driver: overlay\n")))
                .containsExactly(
                        "shop: it has a name of its own, by which other stacks may use it: the file does not show who");
        assertThat(refusals(SHOP.replace("    driver: overlay\n", "    ipam: {config: [{subnet: 10.1.0.0/24}]}\n")))
                .containsExactly("shop: its addresses are set by hand, and those of another network would have to be");
        assertThat(refusals(SHOP.replace("    driver: overlay\n", "    driver: ${DRIVER}\n")))
                .containsExactly("shop: its driver is not known to be overlay");
        assertThat(refusals(SHOP + "  data: {}\n"))
                .containsExactly("shop: the file has a network data already, which is something else");
    }

    @Test
    void refusesAddressesAndAliases() {
        assertThat(refusals(SHOP.replace("networks: [shop]   # too", "networks: {shop: {aliases: [store]}}")))
                .containsExactly(
                        "cache: its networks are a mapping: aliases and addresses there would have to be made anew");
        assertThat(refusals(SHOP.replace("networks: [shop]   # too", "networks: ['${N:-shop}']")))
                .containsExactly(
                        "cache: its networks hang on a variable, or are listed in another way than by their names");
    }

    @Test
    void keepsTraefikSureOfItsWay() {
        String traefik = """
                services:
                  traefik: {image: 'traefik:v3', volumes: ['/var/run/docker.sock:/var/run/docker.sock']}
                  web:
                    image: web
                    depends_on: []
                    deploy: {labels: {traefik.enable: 'true'}}
                  api:
                    image: api
                    environment: [DB_HOST=db]
                    deploy: {labels: {traefik.enable: 'true'%s}}
                  db: {image: postgres}
                """;
        assertThat(refusals(traefik.formatted("")))
                .containsExactly(
                        "api: on several networks Traefik must be told which one it shares, by label traefik.swarm.network or traefik.docker.network with the stack's name in front, which a file does not know; set the label first");

        Optimization labelled = optimize(traefik.formatted(", traefik.swarm.network: shop_default"));
        assertThat(labelled.refused()).isEmpty();
        assertThat(networks(labelled, "api")).containsExactly("default", "data");
        assertThat(networks(labelled, "db")).containsExactly("data");

        Optimization told = optimize(traefik.formatted("")
                .replace(
                        "image: 'traefik:v3'",
                        "image: 'traefik:v3', command: [--providers.swarm.network=shop_default]"));
        assertThat(told.refused()).isEmpty();
        assertThat(networks(told, "api")).containsExactly("default", "data");

        assertThat(refusals(traefik.formatted("").replace("traefik:v3", "nginx").replace("traefik: ", "front: ")))
                .contains("web: it has labels for a Traefik that is not on network default in this file");
    }

    @Test
    void refusesWhatCannotBeWrittenForOneAlone() {
        String shared = SHOP.replace("  mailer:\n", "  mailer: &mailer\n") + "x-other:\n  <<: *mailer\n";
        assertThat(refusals(shared))
                .containsExactly("shop: mailer is &mailer, and what is changed there changes for all who use *mailer");
    }

    @Test
    void leavesOtherNetworksAsTheyAre() {
        Optimization seen = optimize(SHOP.replace("networks: ['shop']", "networks: ['shop', logs]")
                        .replace(
                                "    networks:\n      - shop\n  cache",
                                "    networks:\n      - logs\n      - shop\n  cache")
                + "  logs:\n    external: true\n");

        assertThat(networks(seen, "mailer")).containsExactly("backend", "logs");
        assertThat(networks(seen, "db")).containsExactly("logs", "data");
    }

    /** Whoever needs whom: both meet somewhere as before, and no gateway meets a data store. */
    @Test
    void cutsNoNeedWhateverTheyAre() {
        Random random = new Random(4);
        int split = 0;
        for (int round = 0; round < 300; round++) {
            List<String> names = List.of("gateway", "front", "api", "jobs", "mailer", "db", "cache");
            Map<String, List<String>> needs = new LinkedHashMap<>();
            StringBuilder text = new StringBuilder("services:\n");
            for (String name : names) {
                List<String> own = new ArrayList<>(names);
                own.removeIf(n -> n.equals(name) || random.nextInt(3) > 0);
                if (name.equals("gateway")) {
                    own.removeAll(List.of("db", "cache"));
                } else if (List.of("db", "cache").contains(name)) {
                    own.clear();
                }
                needs.put(name, own);
                String image = name.equals("db") ? "postgres" : name.equals("cache") ? "redis" : "own/" + name;
                text.append(
                        "  %s:\n    image: %s\n    networks: [all]\n    depends_on: %s\n".formatted(name, image, own));
            }
            Optimization seen = optimize(text.append("networks:\n  all:\n").toString());
            split += seen.done().isEmpty() ? 0 : 1;
            needs.forEach((name, all) -> all.forEach(other -> assertThat(networks(seen, name))
                    .as("%s and %s of%n%s", name, other, seen.text())
                    .containsAnyElementsOf(networks(seen, other))));
            if (!seen.done().isEmpty()) {
                assertThat(networks(seen, "gateway")).doesNotContainAnyElementsOf(networks(seen, "db"));
                assertThat(networks(seen, "gateway")).doesNotContainAnyElementsOf(networks(seen, "cache"));
            }
        }
        assertThat(split).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:", "x_", "db,", "a@b:", "//a:"})
    void takesTimeThatGrowsWithAText(String part) {
        // 16 times as long: 16 times the time, where a square would be 256 times.
        assertThat(seconds(part, 1 << 18)).isLessThan(64 * Math.max(seconds(part, 1 << 14), 0.02));
    }

    /** Of the processor, which other work on the machine hardly touches. */
    private static double seconds(String part, int length) {
        String text =
                "services:\n  traefik:\n    image: traefik:v3\n  db:\n    image: postgres\n  app:\n    image: own/app\n    environment:\n      X: \"%s\"\n"
                        .formatted(part.repeat(length / part.length()));
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            optimize(text);
            best = Math.min(best, (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9);
        }
        return best;
    }

    private static List<String> networks(Optimization optimization, String service) {
        return Written.file(optimization.text()).services().stream()
                .filter(s -> s.name().equals(service))
                .flatMap(s -> s.networks().stream())
                .map(Reader.Named::name)
                .toList();
    }

    private static List<String> refusals(String text) {
        Optimization optimization = optimize(text);
        assertThat(optimization.text()).isEqualTo(text);
        assertThat(optimization.done()).isEmpty();
        return optimization.refused().stream()
                .map(r -> r.service() + ": " + r.why())
                .toList();
    }

    private static Optimization optimize(String text) {
        return Optimizer.optimize(Written.file(text, Map.of()), Set.of(Cure.NETWORKS));
    }
}
