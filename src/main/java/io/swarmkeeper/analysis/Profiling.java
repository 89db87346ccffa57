package io.swarmkeeper.analysis;

import io.swarmkeeper.analysis.ServiceProfile.Kind;
import io.swarmkeeper.swarm.ImageFacts;
import io.swarmkeeper.swarm.ImageReference;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.TaskTemplate;
import io.swarmkeeper.swarm.TaskTemplate.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises services. The image's name decides, then the service's own; a database's exporter, admin page or client is
 * not the database. The words come from reference "Scaling" (signs of state) and the plan's kinds.
 */
final class Profiling {

    static final String CRITICAL_LABEL = "swarmkeeper.critical";
    static final String ROLE_LABEL = "swarmkeeper.role";
    static final String WRITABLE = "writable ";
    static final String PINNED = "pinned to ";

    private static final Set<String> BACKUP = Set.of(
            "backup",
            "backups",
            "restic",
            "borg",
            "borgmatic",
            "duplicity",
            "duplicati",
            "pgbackrest",
            "barman",
            "walg",
            "kopia");
    private static final Set<String> MONITORING = Set.of(
            "prometheus",
            "grafana",
            "exporter",
            "cadvisor",
            "alertmanager",
            "loki",
            "promtail",
            "telegraf",
            "tempo",
            "jaeger",
            "zipkin",
            "victoriametrics",
            "netdata",
            "pushgateway",
            "thanos",
            "mimir",
            "otelcol",
            "dozzle",
            "swarmkeeper");
    private static final Set<String> GATEWAY = Set.of(
            "traefik",
            "nginx",
            "haproxy",
            "caddy",
            "envoy",
            "kong",
            "apisix",
            "tyk",
            "krakend",
            "openresty",
            "gateway");
    private static final Set<String> DATABASE = Set.of(
            "postgres",
            "postgresql",
            "postgis",
            "timescaledb",
            "timescale",
            "pgvector",
            "supabase",
            "mysql",
            "mariadb",
            "percona",
            "mongo",
            "mongodb",
            "cassandra",
            "scylla",
            "cockroach",
            "cockroachdb",
            "couchdb",
            "couchbase",
            "neo4j",
            "arangodb",
            "elasticsearch",
            "opensearch",
            "clickhouse",
            "influxdb",
            "etcd",
            "consul",
            "vault",
            "minio",
            "mssql",
            "oracle",
            "qdrant",
            "weaviate",
            "milvus",
            "chroma",
            "chromadb",
            "meilisearch",
            "solr",
            "rethinkdb",
            "surrealdb",
            "tikv",
            "database",
            "db");
    private static final Set<String> CACHE =
            Set.of("redis", "valkey", "memcached", "keydb", "dragonfly", "dragonflydb", "cache");
    private static final Set<String> QUEUE = Set.of(
            "rabbitmq",
            "kafka",
            "nats",
            "activemq",
            "artemis",
            "pulsar",
            "mosquitto",
            "emqx",
            "redpanda",
            "zookeeper",
            "nsq");
    private static final Set<String> BACKEND = Set.of(
            "backend", "api", "fastapi", "app", "web", "server", "worker", "frontend", "celery", "django", "rails");

    /** Beside a data store's name these words say that it is something about the store, not the store. */
    private static final Set<String> COMPANION = Set.of(
            "exporter",
            "ui",
            "webui",
            "express",
            "commander",
            "insight",
            "admin",
            "client",
            "operator",
            "init",
            "migrate",
            "migrations",
            "proxy",
            "mcp");

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

    private Profiling() {}

    static ServiceProfile profile(Service service, Optional<ImageFacts> image) {
        ImageReference reference = ImageReference.parse(service.template().image());
        List<String> imageWords = ImageReference.words(lastTwoParts(reference.repository()));
        List<String> nameWords = ImageReference.words(service.shortName());
        Kind kind = kind(reference.words(), imageWords, nameWords);
        return new ServiceProfile(
                kind,
                statefulReasons(service, reference, nameWords, image),
                critical(service.labels(), kind),
                service.labels().containsKey(ROLE_LABEL));
    }

    private static boolean critical(Map<String, String> labels, Kind kind) {
        String label = labels.getOrDefault(CRITICAL_LABEL, "").strip().toLowerCase(Locale.ROOT);
        return switch (label) {
            case "true" -> true;
            case "false" -> false;
            // The plan counts Redis among its critical services, so stores beside databases count as well.
            default -> kind == Kind.GATEWAY || kind.holdsData();
        };
    }

    private static Kind kind(List<String> image, List<String> imageWithOwner, List<String> name) {
        if (imageWithOwner.contains("mcp") || name.contains("mcp")) {
            return image.contains("gateway") || name.contains("gateway") ? Kind.GATEWAY : Kind.MCP_SERVER;
        }
        Kind byImage = kind(image);
        return byImage == Kind.OTHER || byImage == Kind.BACKEND && kind(name) != Kind.OTHER ? kind(name) : byImage;
    }

    private static Kind kind(List<String> words) {
        boolean companion = words.stream().anyMatch(COMPANION::contains);
        if (any(words, BACKUP)) {
            return Kind.BACKUP;
        }
        if (any(words, MONITORING) || words.containsAll(List.of("victoria", "metrics"))) {
            return Kind.MONITORING;
        }
        if (any(words, GATEWAY)) {
            return Kind.GATEWAY;
        }
        if (!companion && any(words, DATABASE)) {
            return Kind.DATABASE;
        }
        if (!companion && any(words, CACHE)) {
            return Kind.CACHE;
        }
        if (!companion && any(words, QUEUE)) {
            return Kind.QUEUE;
        }
        return any(words, BACKEND) ? Kind.BACKEND : Kind.OTHER;
    }

    private static List<String> statefulReasons(
            Service service, ImageReference image, List<String> nameWords, Optional<ImageFacts> facts) {
        TaskTemplate template = service.template();
        List<String> reasons = new ArrayList<>();
        List<String> words = image.words();
        boolean companion = words.stream().anyMatch(COMPANION::contains)
                || nameWords.stream().anyMatch(COMPANION::contains);
        if (!companion && (kind(words).holdsData() || any(words, OTHER_STATEFUL))) {
            reasons.add("image " + image.name());
        }
        for (Mount mount : template.mounts()) {
            if (HostPaths.isStorage(mount)) {
                reasons.add(WRITABLE + describe(mount));
            }
        }
        facts.ifPresent(f -> f.volumes().stream()
                .filter(path ->
                        template.mounts().stream().noneMatch(m -> m.target().equals(path)))
                .forEach(path -> reasons.add("image keeps data in " + path)));
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

    /** {@code mcp/postgres} of {@code registry.example/mcp/postgres}: the owner tells an MCP server from a database. */
    private static String lastTwoParts(String repository) {
        int last = repository.lastIndexOf('/');
        return last < 0 ? repository : repository.substring(repository.lastIndexOf('/', last - 1) + 1);
    }

    private static boolean any(List<String> words, Set<String> known) {
        return words.stream().anyMatch(known::contains);
    }
}
