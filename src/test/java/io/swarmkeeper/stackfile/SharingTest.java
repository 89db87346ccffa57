package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What all who use an anchor need goes there once; what only some need goes to these alone. */
class SharingTest {

    @Test
    void curesAServiceAndAllThatAreMadeFromItAtOnce() {
        Optimization seen = optimize("""
                services:
                  app: &app
                    image: a
                  app-two:
                    <<: *app
                    command: two
                """, Cure.LOGGING);

        assertThat(seen.text()).isEqualTo("""
                services:
                  app: &app
                    image: a
                    logging:
                      driver: json-file
                      options:
                        max-size: "10m"
                        max-file: "3"
                  app-two:
                    <<: *app
                    command: two
                """);
        assertThat(told(seen))
                .containsExactly(
                        "app: logs of at most 30 MB, in &app for all who use it",
                        "app-two: logs of at most 30 MB, in &app for all who use it");
        assertThat(seen.refused()).isEmpty();
        assertThat(optimize(seen.text(), Cure.LOGGING).text()).isEqualTo(seen.text());
    }

    @Test
    void addsToASharedPartWhatAllWhoUseItLack() {
        assertThat(optimize("""
                        x-deploy: &deploy
                          replicas: 2   # two of each
                        services:
                          api:
                            image: a
                            deploy: *deploy
                          web:
                            image: a
                            deploy:
                              <<: *deploy
                              replicas: 3
                        """, Cure.UPDATE_POLICY).text()).isEqualTo("""
                        x-deploy: &deploy
                          replicas: 2   # two of each
                          update_config:
                            parallelism: 1
                            failure_action: rollback
                            monitor: 30s
                            order: start-first
                        services:
                          api:
                            image: a
                            deploy: *deploy
                          web:
                            image: a
                            deploy:
                              <<: *deploy
                              replicas: 3
                        """);
    }

    /** The store may not start a second task before the first one ends, so the two need different policies. */
    @Test
    void givesEachItsOwnWhereTheyDiffer() {
        Optimization seen = optimize("""
                x-deploy: &deploy {replicas: 1}
                services:
                  api: {image: a, deploy: *deploy}
                  db: {image: postgres, deploy: *deploy}
                """, Cure.UPDATE_POLICY);

        assertThat(seen.text()).isEqualTo("""
                x-deploy: &deploy {replicas: 1}
                services:
                  api: {image: a, deploy: {<<: *deploy, update_config: {parallelism: 1, failure_action: rollback, monitor: 30s, order: start-first}}}
                  db: {image: postgres, deploy: {<<: *deploy, update_config: {parallelism: 1, failure_action: rollback, monitor: 30s}}}
                """);
    }

    @Test
    void leavesWhoDoesNotNeedItOut() {
        String some = """
                x-base: &base
                  image: a
                services:
                  api:
                    <<: *base
                  web:
                    <<: *base
                    logging: {driver: local}
                  job:
                    <<: *base
                """;
        Optimization seen = optimize(some, Cure.LOGGING);

        // web has its own and does not see what &base gets.
        assertThat(seen.text()).isEqualTo(some.replace("  image: a\nservices", """
                  image: a
                  logging:
                    driver: json-file
                    options:
                      max-size: "10m"
                      max-file: "3"
                services"""));
        assertThat(told(seen)).hasSize(2).allMatch(d -> d.endsWith("in &base for all who use it"));
    }

    @Test
    void refusesOnlyWhereOthersWouldSeeWhatTheyDoNotNeed() {
        Optimization seen = optimize("""
                services:
                  api: &api
                    image: a
                  api-db:
                    <<: *api
                    image: postgres
                """, Cure.REPLICAS);

        assertThat(seen.text()).doesNotContain("replicas");
        assertThat(seen.refused().stream().map(r -> r.service() + ": " + r.why()))
                .contains("api: api is &api, and what is changed there changes for all who use *api");
    }

    @Test
    void usesNoAnchorThatStandsForMoreThanServices() {
        String odd = """
                x-u: &u {delay: 10s}
                services:
                  api: {image: a, deploy: {update_config: *u, rollback_config: *u}}
                  web: {image: a, deploy: {update_config: *u}}
                """;
        assertThat(optimize(odd, Cure.UPDATE_POLICY).text())
                .startsWith("x-u: &u {delay: 10s}\n")
                .contains("rollback_config: *u}")
                .contains("update_config: {<<: *u, parallelism: 1");
    }

    @Test
    void writesAPartOfItsOwnForASingleUser() {
        assertThat(optimize(
                                "x-d: &d\n  replicas: 2\nservices:\n  api:\n    image: a\n    deploy: *d\n",
                                Cure.UPDATE_POLICY)
                        .text())
                .startsWith("x-d: &d\n  replicas: 2\nservices:\n")
                .contains("    deploy:\n      <<: *d\n      update_config:\n");
    }

    private static List<String> told(Optimization optimization) {
        return optimization.done().stream()
                .map(d -> d.service() + ": " + d.what())
                .toList();
    }

    private static Optimization optimize(String text, Cure cure) {
        Optimization optimization = Optimizer.optimize(Written.file(text, Map.of()), Set.of(cure));
        assertThat(optimization.faults()).isEmpty();
        return optimization;
    }
}
