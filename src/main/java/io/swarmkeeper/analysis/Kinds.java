package io.swarmkeeper.analysis;

import io.swarmkeeper.analysis.ServiceProfile.Kind;
import java.util.List;
import java.util.Set;

/** Tells the kind of a service by the words of its image's name, then of its own. The words are the plan's and reference "Scaling". */
final class Kinds {

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

    private Kinds() {}

    /**
     * @param image words of the image's own name
     * @param imageWithOwner those and the words of who owns it: {@code mcp/postgres} is no database
     * @param name words of the service's short name
     */
    static Kind of(List<String> image, List<String> imageWithOwner, List<String> name) {
        if (imageWithOwner.contains("mcp") || name.contains("mcp")) {
            return image.contains("gateway") || name.contains("gateway") ? Kind.GATEWAY : Kind.MCP_SERVER;
        }
        Kind byImage = of(image);
        return byImage == Kind.OTHER || byImage == Kind.BACKEND && of(name) != Kind.OTHER ? of(name) : byImage;
    }

    static Kind of(List<String> words) {
        boolean companion = isCompanion(words);
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

    /** Something about a store (its exporter, admin page, client), not the store. */
    static boolean isCompanion(List<String> words) {
        return any(words, COMPANION);
    }

    static boolean any(List<String> words, Set<String> known) {
        return words.stream().anyMatch(known::contains);
    }
}
