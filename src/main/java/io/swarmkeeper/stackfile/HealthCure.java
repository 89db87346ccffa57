package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.stackfile.yaml.Layout;
import io.swarmkeeper.swarm.ImageReference;
import io.swarmkeeper.swarm.TaskTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A health check where an image is known to have the program for it, in the form that needs no shell. Everything else is
 * refused: a check whose program is lacking kills every task, for ever.
 */
final class HealthCure {

    private static final Map<String, List<String>> CHECKS = Map.ofEntries(
            Map.entry("redis", List.of("redis-cli", "ping")),
            Map.entry("valkey/valkey", List.of("valkey-cli", "ping")),
            Map.entry("mysql", List.of("mysqladmin", "ping", "-h", "127.0.0.1")),
            Map.entry("rabbitmq", List.of("rabbitmq-diagnostics", "-q", "ping")),
            Map.entry("prom/prometheus", List.of("wget", "-q", "--spider", "http://127.0.0.1:9090/-/healthy")),
            Map.entry("prom/alertmanager", List.of("wget", "-q", "--spider", "http://127.0.0.1:9093/-/healthy")),
            Map.entry("grafana/grafana", List.of("wget", "-q", "--spider", "http://127.0.0.1:3000/api/health")));

    private static final List<String> POSTGRES =
            List.of("postgres", "postgis/postgis", "timescale/timescaledb", "pgvector/pgvector");

    private static final UsualServer POSTGRES_SERVER = new UsualServer(Set.of("postgres"), 5432);

    private static final Map<String, UsualServer> SERVERS = Map.ofEntries(
            Map.entry("redis", new UsualServer(Set.of("redis-server"), 6379)),
            Map.entry("valkey/valkey", new UsualServer(Set.of("valkey-server"), 6379)),
            Map.entry("mysql", new UsualServer(Set.of("mysqld"), 3306)),
            Map.entry("mariadb", new UsualServer(Set.of("mariadbd", "mysqld"), 3306)),
            Map.entry("mongo", new UsualServer(Set.of("mongod"), 27017)),
            Map.entry("rabbitmq", new UsualServer(Set.of("rabbitmq-server"), 5672)),
            Map.entry("prom/prometheus", new UsualServer(Set.of("prometheus"), 9090)),
            Map.entry("prom/alertmanager", new UsualServer(Set.of("alertmanager"), 9093)),
            Map.entry("grafana/grafana", new UsualServer(Set.of("grafana", "grafana-server"), 3000)));

    private static final Pattern MAJOR = Pattern.compile("v?(\\d{1,4})(?:\\.(\\d{1,4}))?.*");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]+|\\$\\{?[A-Za-z_][A-Za-z0-9_]*}?");

    private HealthCure() {}

    static void propose(StackService service, Reader reader, Layout layout, Proposal proposal) {
        TaskTemplate template = service.spec().template();
        boolean checked = template.healthCheck().isPresent();
        if (checked || service.spec().isJob()) {
            return;
        }
        ImageReference image = ImageReference.parse(template.image());
        Optional<List<String>> command = command(image, service, reader);
        if (command.isEmpty()) {
            proposal.refuse("no check is known for image %s: which program is in it, a file does not show"
                    .formatted(Words.name(image.shortForm())));
            return;
        }
        Optional<String> departure = server(image).flatMap(s -> s.departure(template));
        if (departure.isPresent()) {
            proposal.refuse(departure.get());
            return;
        }
        List<String> words = new ArrayList<>();
        words.add(layout.quoted("CMD"));
        command.get().forEach(w -> words.add(layout.quoted(w)));
        proposal.set("[" + String.join(", ", words) + "]", "healthcheck", "test");
        proposal.set("10s", "healthcheck", "interval");
        proposal.set("5s", "healthcheck", "timeout");
        proposal.set("3", "healthcheck", "retries");
        proposal.set("60s", "healthcheck", "start_period");
        proposal.tell("a health check by " + command.get().getFirst());
    }

    private static Optional<UsualServer> server(ImageReference image) {
        String repository = image.familiarRepository();
        return Optional.ofNullable(POSTGRES.contains(repository) ? POSTGRES_SERVER : SERVERS.get(repository));
    }

    private static Optional<List<String>> command(ImageReference image, StackService service, Reader reader) {
        String repository = image.familiarRepository();
        if (POSTGRES.contains(repository)) {
            Optional<String> user = user(service, reader);
            return user.map(u -> List.of("pg_isready", "-q", "-h", "127.0.0.1", "-U", u));
        }
        if (repository.equals("mariadb")) {
            return Optional.of(
                    List.of(isSince(image, 10, 5) ? "mariadb-admin" : "mysqladmin", "ping", "-h", "127.0.0.1"));
        }
        if (repository.equals("mongo")) {
            String shell = isSince(image, 5, 0) ? "mongosh" : "mongo";
            return Optional.of(List.of(shell, "--quiet", "--eval", "db.runCommand({ping: 1})"));
        }
        String tag = image.tag().orElse("");
        boolean lacksProgram = repository.equals("traefik") && !isSince(image, 2, 0) && !tag.contains("alpine")
                || repository.equals("grafana/grafana") && (!isSince(image, 6, 4) || tag.contains("ubuntu"));
        if (lacksProgram) {
            return Optional.empty();
        }
        if (repository.equals("traefik")) {
            List<String> arguments = new ArrayList<>(service.spec().template().command());
            arguments.addAll(service.spec().template().arguments());
            // Traefik reads its options without regard to case.
            List<String> options =
                    arguments.stream().map(a -> a.toLowerCase(Locale.ROOT)).toList();
            boolean answers = options.stream().anyMatch(a -> a.equals("--ping") || a.equals("--ping=true"));
            boolean elsewhere =
                    options.stream().anyMatch(a -> a.startsWith("--ping.") || a.startsWith("--entrypoints.traefik"))
                            || service.spec().template().environment().stream()
                                    .map(e -> e.toUpperCase(Locale.ROOT))
                                    .anyMatch(e -> e.startsWith("TRAEFIK_PING_")
                                            || e.startsWith("TRAEFIK_ENTRYPOINTS_TRAEFIK"));
            return answers && !elsewhere ? Optional.of(List.of("traefik", "healthcheck", "--ping")) : Optional.empty();
        }
        return Optional.ofNullable(CHECKS.get(repository));
    }

    /** As the file has it, with its variable if it is one; a name that quotes could not hold is none. */
    private static Optional<String> user(StackService service, Reader reader) {
        String written =
                reader.written(service.fields(), "environment", "POSTGRES_USER").orElse("postgres");
        return Optional.of(written).filter(w -> PLAIN.matcher(w).matches());
    }

    /** True for a tag without a number as well: it means the newest. */
    private static boolean isSince(ImageReference image, int major, int minor) {
        Matcher matcher = MAJOR.matcher(image.tag().orElse("latest"));
        if (!matcher.matches()) {
            return true;
        }
        int found = Integer.parseInt(matcher.group(1));
        int after = matcher.group(2) == null ? 99 : Integer.parseInt(matcher.group(2));
        return found > major || found == major && after >= minor;
    }
}
