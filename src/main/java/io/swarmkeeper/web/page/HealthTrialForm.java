package io.swarmkeeper.web.page;

import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.web.ProblemException;
import io.swarmkeeper.web.probe.HealthTrials;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A health check to try, as somebody types it. What is empty is left out.
 *
 * @param task id of a task of the service; empty = any of them
 */
record HealthTrialForm(
        @Nullable String template,
        @Nullable String port,
        @Nullable String path,
        @Nullable String user,
        @Nullable String database,
        @Nullable String task,
        @Nullable String runs,
        @Nullable String timeoutSeconds) {

    /** What stands in the form before anybody typed. */
    static HealthTrialForm proposed(HealthTemplate template, Service service) {
        return new HealthTrialForm(
                template.id(),
                template.guessPort(service),
                "/",
                "postgres",
                "postgres",
                "",
                Integer.toString(HealthTrials.DEFAULT_RUNS),
                Integer.toString(HealthTrials.DEFAULT_SECONDS));
    }

    /** @throws ProblemException if a number is none */
    HealthTrials.Wish wish() {
        String chosen = text(template).orElse("");
        Map<String, String> parameters = new LinkedHashMap<>();
        HealthTemplate.find(chosen)
                .ifPresent(t -> t.fields().forEach(f -> field(f).ifPresent(value -> parameters.put(f, value))));
        return new HealthTrials.Wish(
                chosen, parameters, text(task), number("runs", runs), number("timeoutSeconds", timeoutSeconds));
    }

    private Optional<String> field(String name) {
        return text(
                switch (name) {
                    case "port" -> port;
                    case "path" -> path;
                    case "user" -> user;
                    default -> database;
                });
    }

    private static Optional<String> text(@Nullable String given) {
        return Optional.ofNullable(given).map(String::strip).filter(t -> !t.isEmpty());
    }

    private static Optional<Integer> number(String name, @Nullable String given) {
        return text(given).map(text -> {
            if (!text.matches("[0-9]{1,4}")) {
                throw ProblemException.inBody(
                        name, "%s is \"%s\"; a whole number is expected.".formatted(name, Wording.clip(text, 40)));
            }
            return Integer.valueOf(text);
        });
    }

    /** The same, no longer than a page should repeat. */
    HealthTrialForm clipped() {
        return new HealthTrialForm(
                clip(template),
                clip(port),
                clip(path),
                clip(user),
                clip(database),
                clip(task),
                clip(runs),
                clip(timeoutSeconds));
    }

    private static @Nullable String clip(@Nullable String given) {
        return given == null ? null : Wording.clip(given, 200);
    }
}
