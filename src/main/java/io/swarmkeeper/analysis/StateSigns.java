package io.swarmkeeper.analysis;

import io.swarmkeeper.swarm.ImageFacts;
import io.swarmkeeper.swarm.ImageReference;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.TaskTemplate;
import io.swarmkeeper.swarm.TaskTemplate.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What shows that a service keeps state: it must not be scaled or moved without a thought. Reference "Scaling". */
final class StateSigns {

    static final String WRITABLE = "writable ";
    static final String PINNED = "pinned to ";
    static final String IN_IMAGE = "image keeps data in ";

    /** Kept state although they are no data store that others use. */
    private static final Set<String> OTHER_STATEFUL = Set.of(
            "prometheus",
            "grafana",
            "loki",
            "victoriametrics",
            "gitea",
            "gitlab",
            "registry",
            "portainer",
            "jenkins",
            "nexus",
            "nextcloud",
            "sonarqube",
            "alertmanager",
            "tempo");

    /** Set for a server of the data, not for its clients: {@code REDIS_HOST} and {@code POSTGRES_PASSWORD} prove nothing. */
    private static final Set<String> SERVER_ENVIRONMENT = Set.of(
            "PGDATA",
            "POSTGRES_INITDB_ARGS",
            "POSTGRES_HOST_AUTH_METHOD",
            "MYSQL_ROOT_PASSWORD",
            "MYSQL_ROOT_PASSWORD_FILE",
            "MYSQL_RANDOM_ROOT_PASSWORD",
            "MARIADB_ROOT_PASSWORD",
            "MARIADB_ROOT_PASSWORD_FILE",
            "MONGO_INITDB_ROOT_USERNAME",
            "MONGO_INITDB_DATABASE",
            "REDIS_REPLICATION_MODE",
            "RABBITMQ_DEFAULT_USER",
            "MINIO_ROOT_USER",
            "KAFKA_LOG_DIRS",
            "KAFKA_BROKER_ID",
            "KAFKA_NODE_ID",
            "ETCD_DATA_DIR",
            "DOCKER_INFLUXDB_INIT_MODE");

    private static final Set<Integer> DATA_PORTS = Set.of(5432, 3306, 6379, 27017, 9092);

    private static final Set<String> NAME_HINTS = Set.of("db", "data", "database", "stateful");

    private static final Pattern PIN = Pattern.compile("\\s*node\\.(?i:hostname|id)\\s*==\\s*(\\S+)\\s*");

    private static final Pattern SLASHES = Pattern.compile("/+");

    private StateSigns() {}

    /** Each a short phrase; none seen proves nothing. */
    static List<String> of(Service service, ImageReference image, List<String> nameWords, Optional<ImageFacts> facts) {
        TaskTemplate template = service.template();
        List<String> reasons = new ArrayList<>();
        List<String> words = image.words();
        boolean companion = Kinds.isCompanion(words) || Kinds.isCompanion(nameWords);
        if (!companion && (Kinds.of(words).holdsData() || Kinds.any(words, OTHER_STATEFUL))) {
            reasons.add("image " + image.name());
        }
        for (Mount mount : template.mounts()) {
            if (HostPaths.isStorage(mount)) {
                reasons.add(WRITABLE + describe(mount));
            }
        }
        facts.ifPresent(f -> f.volumes().stream()
                .filter(path -> template.mounts().stream().noneMatch(m -> isSame(m.target(), path)))
                .forEach(path -> reasons.add(IN_IMAGE + path)));
        template.environmentNames().stream()
                .filter(SERVER_ENVIRONMENT::contains)
                .forEach(name -> reasons.add("environment " + name));
        service.ports().stream()
                .filter(p -> DATA_PORTS.contains(p.target()))
                .forEach(p -> reasons.add("port " + p.target()));
        if (!companion) {
            nameWords.stream()
                    .filter(NAME_HINTS::contains)
                    .findFirst()
                    .ifPresent(w -> reasons.add("its name says " + w));
        }
        argument(template).ifPresent(a -> reasons.add("argument " + a));
        if (service.labels().keySet().stream()
                .anyMatch(l -> l.toLowerCase(Locale.ROOT).contains(".sticky"))) {
            reasons.add("sticky sessions");
        }
        for (String constraint : template.placement().constraints()) {
            Matcher pin = PIN.matcher(constraint);
            if (pin.matches()) {
                reasons.add(PINNED + pin.group(1));
            }
        }
        return reasons.stream().distinct().toList();
    }

    /** As the engine compares them: a mount above the path does not hold it, a slash behind it makes no difference. */
    private static boolean isSame(String target, String path) {
        return clean(target).equals(clean(path));
    }

    private static String clean(String path) {
        String single = SLASHES.matcher(path).replaceAll("/");
        return single.length() > 1 && single.endsWith("/") ? single.substring(0, single.length() - 1) : single;
    }

    private static Optional<String> argument(TaskTemplate template) {
        List<String> all = new ArrayList<>(template.command());
        all.addAll(template.arguments());
        for (int i = 0; i < all.size(); i++) {
            String argument = all.get(i).toLowerCase(Locale.ROOT);
            String next = i + 1 < all.size() ? all.get(i + 1) : "";
            if (argument.equals("--appendonly") && next.equals("yes")) {
                return Optional.of("--appendonly yes");
            }
            if (argument.startsWith("--storage.tsdb.path")) {
                return Optional.of("--storage.tsdb.path");
            }
            if (argument.contains("acme.storage")) {
                return Optional.of("acme.storage");
            }
        }
        return Optional.empty();
    }

    private static String describe(Mount mount) {
        if (mount.isBind()) {
            return "host path " + mount.source();
        }
        return mount.source().isEmpty() ? "volume without a name at " + mount.target() : "volume " + mount.source();
    }
}
