package io.swarmkeeper.web.page;

import io.swarmkeeper.swarm.Service;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A template of a health check as the page offers it, with the fields that it takes. */
enum HealthTemplate {
    HTTP_CURL("http-curl", "HTTP, by curl", List.of(), 0),
    HTTP_WGET("http-wget", "HTTP, by wget", List.of(), 0),
    TCP("tcp-connect", "TCP, by nc", List.of(), 0),
    REDIS("redis-ping", "Redis", List.of("redis", "valkey"), 6379),
    POSTGRES("postgres-ready", "PostgreSQL", List.of("postgres", "postgis", "timescale", "pgvector"), 5432);

    private final String id;
    private final String title;
    private final List<String> images;
    private final int port;

    HealthTemplate(String id, String title, List<String> images, int port) {
        this.id = id;
        this.title = title;
        this.images = images;
        this.port = port;
    }

    /** As programs name it: one of {@link io.swarmkeeper.wire.HealthProbe#TEMPLATES}. */
    String id() {
        return id;
    }

    String title() {
        return title;
    }

    boolean takesPath() {
        return this == HTTP_CURL || this == HTTP_WGET;
    }

    boolean takesLogin() {
        return this == POSTGRES;
    }

    /** Names of its parameters. */
    List<String> fields() {
        return takesPath()
                ? List.of("port", "path")
                : takesLogin() ? List.of("port", "user", "database") : List.of("port");
    }

    static Optional<HealthTemplate> find(String id) {
        return Arrays.stream(values()).filter(t -> t.id.equals(id)).findFirst();
    }

    /** The likeliest, by the service's image. */
    static HealthTemplate guess(Service service) {
        String name = Wording.image(service.template().image());
        return Arrays.stream(values())
                .filter(t -> t.images.stream().anyMatch(name::contains))
                .findFirst()
                .orElse(HTTP_CURL);
    }

    /** Where the service may listen: the template's own port, else one that it publishes; empty if nothing tells. */
    String guessPort(Service service) {
        if (port > 0) {
            return Integer.toString(port);
        }
        return service.ports().stream()
                .filter(p -> p.protocol().equals("tcp"))
                .map(p -> Long.toString(p.target()))
                .findFirst()
                .orElse("");
    }
}
