package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs once by design gets no second task, neither for good nor during an update. */
class RunsOnceCureTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "celery -A shop beat",
                "celery -A shop beat --pidfile=",
                "celery -A shop worker -B",
                "celery --app=shop worker --beat",
                "['sh', '-c', 'sleep 5;celery -A shop beat']",
                "crond -f",
                "/usr/sbin/cron",
                "python -m shop.scheduler",
                "php artisan schedule:work",
                "bundle exec rake db:migrate",
                "python manage.py migrate",
                "sh -c 'python manage.py migrate || exit 1'",
                "sh -c 'wait-for db:5432 && python manage.py migrate; echo done'",
                "sh -c 'printenv > /etc/environment && cron -f'",
                "sh -c 'cron && tail -f /dev/null'",
                "tini -- /bin/bash -l -ec '/usr/sbin/crond && gunicorn shop'",
                "sh -c 'celery -A shop beat & gunicorn shop'",
                "[sh, -c, \"celery -A shop beat &\\ngunicorn shop\"]",
                "sh -c 'while true; do php artisan schedule:run; sleep 60; done'",
                "sh -c 'if [ -n \"$$CLOCK\" ]; then php artisan schedule:work; else php-fpm; fi'",
                "node scheduler.js",
                "python cron.py",
                "supercronic /etc/jobs.yml"
            })
    void byItsCommand(String command) {
        for (String field : List.of("command", "entrypoint")) {
            assertRunsOnce("services:\n  app:\n    image: shop\n    %s: %s\n".formatted(field, command), "command");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"team/app-cron:3", "registry.example:5000/app_migrations", "app-scheduler@sha256:ab"})
    void byItsImage(String image) {
        assertRunsOnce("services:\n  app:\n    image: %s\n".formatted(image), "image");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app-beat", "web_leader", "api-singleton", "app-celerybeat", "app-crond", "web-init"})
    void byItsName(String name) {
        assertRunsOnce("services:\n  %s:\n    image: shop\n".formatted(name), "name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "celery -A shop worker -l info",
                "gunicorn shop --leader-election --cron=off",
                "sh -c '/init && ./setup.sh && exec gunicorn shop'",
                "wait-for tcp://scheduler:8786 -- gunicorn shop",
                "nginx -g 'daemon off;'",
                "sh -c 'python manage.py migrate && gunicorn shop'",
                "sh -c 'python manage.py migrate; exec gunicorn shop'",
                "sh -c 'alembic upgrade head || exit 1; gunicorn shop'",
                "python manage.py migrate && gunicorn shop",
                "sh -c 'until nc -z db 5432; do sleep 1; done; bin/migrate && gunicorn shop'",
                "sh -c 'if [ -n \"$$M\" ]; then bin/migrate; fi; gunicorn shop'",
                "[sh, -c, \"# migrate\\npython manage.py migrate\\ngunicorn \\\\\\n  shop\\n# migrate\"]",
                "serve /etc/app/scheduler.yml",
                "serve --config scheduler.JSON -c cron.conf leader.toml"
            })
    void notByWhatIsPartOfAnyStart(String command) {
        Optimization seen = optimize("services:\n  app:\n    image: shop\n    command: %s\n".formatted(command));

        assertThat(seen.refused()).isEmpty();
        assertThat(seen.text()).contains("replicas: 2").contains("order: start-first");
    }

    /** Only the end of a long command is read, whose words stay whole. */
    @Test
    void readsTheEndOfALongCommand() {
        String filling = "step && ".repeat(1000);
        assertRunsOnce(
                "services:\n  app:\n    image: shop\n    command: sh -c '%scrond -f'\n".formatted(filling), "command");
        assertRunsOnce(
                "services:\n  app:\n    image: shop\n    entrypoint: ['%s']\n    command: [node, scheduler.js]\n"
                        .formatted("x".repeat(5000)),
                "command");
        for (String command : List.of("[cron, '%sx']", "['cron;', '%s gunicorn']", "['beat%s-cron']")) {
            assertThat(optimize("services:\n  app:\n    image: shop\n    command: %s\n"
                                    .formatted(command.formatted("x".repeat(5000))))
                            .refused())
                    .isEmpty();
        }
    }

    private static void assertRunsOnce(String text, String by) {
        Optimization seen = optimize(text);

        assertThat(seen.text()).contains("failure_action: rollback").doesNotContain("order:", "replicas:");
        assertThat(seen.refused().stream().map(r -> r.cure().word() + ": " + r.why()))
                .containsExactly(
                        "update-policy: not start-first: its %s says that it runs once, and at each update two of it would run at once"
                                .formatted(by),
                        "replicas: its %s says that it runs once".formatted(by));
        StackFile file = Written.file(text, Map.of());
        assertThat(Review.of(file).stream().filter(f -> f.code().equals("single-replica")))
                .singleElement()
                .satisfies(f -> assertThat(f.explanation())
                        .contains("Do not scale it: its %s says that it runs once".formatted(by)));
    }

    private static Optimization optimize(String text) {
        return Optimizer.optimize(Written.file(text, Map.of()), Set.of(Cure.REPLICAS, Cure.UPDATE_POLICY));
    }
}
