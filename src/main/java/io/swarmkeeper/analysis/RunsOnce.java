package io.swarmkeeper.analysis;

import io.swarmkeeper.swarm.ImageReference;
import io.swarmkeeper.swarm.TaskTemplate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Recognises what runs once by design: clocks of timed jobs, migrations, leaders. Two of them at the same time do the
 * same work twice.
 */
final class RunsOnce {

    /** Whatever says them, a name, an image or a command. */
    private static final Set<String> WORDS = Set.of(
            "beat",
            "celerybeat",
            "redbeat",
            "clockwork",
            "cron",
            "crond",
            "cronjob",
            "cronjobs",
            "crontab",
            "supercronic",
            "ofelia",
            "scheduler",
            "celeryscheduler",
            "rqscheduler",
            "migrate",
            "migrator",
            "migration",
            "migrations",
            "alembic",
            "flyway",
            "liquibase",
            "bot",
            "leader",
            "singleton");

    /** In a command these are plain steps of a start: {@code /init}, {@code ./setup.sh && exec app}. */
    private static final Set<String> OF_NAMES = Set.of("init", "setup");

    /** Laravel's {@code schedule:work} and its kin. */
    private static final Set<String> OF_COMMANDS = Set.of("schedule");

    /** Files of settings are named after what they are for: {@code serve /etc/app/scheduler.yml}. */
    private static final Pattern SETTINGS =
            Pattern.compile(".*\\.(?:ya?ml|json|conf|cfg|toml|ini|xml)", Pattern.CASE_INSENSITIVE);

    private RunsOnce() {}

    /** What says so, as a sentence without its end; empty if nothing does. Quotes nothing of the command. */
    static Optional<String> sign(TaskTemplate template, List<String> imageWords, List<String> nameWords) {
        if (says(nameWords, OF_NAMES)) {
            return Optional.of("its name says that it runs once");
        }
        if (says(imageWords, OF_NAMES)) {
            return Optional.of("its image says that it runs once");
        }
        List<String> parts = LastStep.words(Stream.of(template.command(), template.arguments())
                .flatMap(Collection::stream)
                .toList());
        boolean plain = parts.stream().filter(RunsOnce::isPlain).anyMatch(p -> says(words(p), OF_COMMANDS));
        return plain || isWorkerWithBeat(parts) ? Optional.of("its command says that it runs once") : Optional.empty();
    }

    private static boolean says(List<String> words, Set<String> more) {
        return words.stream().anyMatch(w -> WORDS.contains(w) || more.contains(w));
    }

    /** Options, assignments and addresses speak of something else: {@code --leader-election}, {@code tcp://leader}. */
    private static boolean isPlain(String part) {
        return !part.startsWith("-")
                && part.indexOf('=') < 0
                && !part.contains("://")
                && !SETTINGS.matcher(part).matches();
    }

    /** Celery can run its clock inside a worker. */
    private static boolean isWorkerWithBeat(List<String> parts) {
        return (parts.contains("-B") || parts.contains("--beat"))
                && parts.stream().anyMatch(p -> words(p).contains("celery"));
    }

    private static List<String> words(String part) {
        return ImageReference.words(part);
    }
}
