package io.swarmkeeper.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A health check to try in a running container: a template with typed parameters. What is run is made here from these
 * alone, as words of a command line and without a shell, so no parameter can become a command, an option or another
 * address: every probe calls 127.0.0.1 in its container. Exit code 0 means healthy, as in a service's own check.
 */
public sealed interface HealthProbe {

    /** GET with curl; a status of 400 or more is unhealthy. Redirects are not followed. */
    record HttpCurl(int port, String path) implements HealthProbe {
        public HttpCurl {
            ProbeParameters.checkPort(port);
            ProbeParameters.checkPath(path);
        }
    }

    /** GET with the wget of busybox or GNU, which both go through a proxy that the container's environment names. */
    record HttpWget(int port, String path) implements HealthProbe {
        public HttpWget {
            ProbeParameters.checkPort(port);
            ProbeParameters.checkPath(path);
        }
    }

    /** A connection can be opened; nothing is sent. Needs an nc that knows {@code -z}, as Alpine's and OpenBSD's do. */
    record TcpConnect(int port) implements HealthProbe {
        public TcpConnect {
            ProbeParameters.checkPort(port);
        }
    }

    /** PING with redis-cli of 7.0 or newer, which tells an error by its exit code; older ones know no {@code -e}. */
    record RedisPing(int port) implements HealthProbe {
        public RedisPing {
            ProbeParameters.checkPort(port);
        }
    }

    /** The database takes connections, by pg_isready; nobody signs in. */
    record PostgresReady(int port, String user, String database) implements HealthProbe {
        public PostgresReady {
            ProbeParameters.checkPort(port);
            ProbeParameters.checkName("user", user);
            ProbeParameters.checkName("database", database);
        }
    }

    /** Ids of all templates. */
    List<String> TEMPLATES = List.of("http-curl", "http-wget", "tcp-connect", "redis-ping", "postgres-ready");

    /** Its id, one of {@link #TEMPLATES}. */
    default String template() {
        return switch (this) {
            case HttpCurl _ -> "http-curl";
            case HttpWget _ -> "http-wget";
            case TcpConnect _ -> "tcp-connect";
            case RedisPing _ -> "redis-ping";
            case PostgresReady _ -> "postgres-ready";
        };
    }

    /** By name, as {@link #of} reads them. */
    default Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("port", Integer.toString(port()));
        switch (this) {
            case HttpCurl http -> parameters.put("path", http.path());
            case HttpWget http -> parameters.put("path", http.path());
            case PostgresReady postgres -> {
                parameters.put("user", postgres.user());
                parameters.put("database", postgres.database());
            }
            case TcpConnect _, RedisPing _ -> {}
        }
        return parameters;
    }

    int port();

    /**
     * The words of its command line.
     *
     * @param timeoutSeconds after which the program gives up by itself; redis-cli cannot be told
     */
    default List<String> command(int timeoutSeconds) {
        String seconds = Integer.toString(timeoutSeconds);
        String at = Integer.toString(port());
        return switch (this) {
            case HttpCurl(int port, String path) ->
                List.of(
                        "curl",
                        "-q",
                        "-fsS",
                        "-g",
                        "--noproxy",
                        "*",
                        "-o",
                        "/dev/null",
                        "-m",
                        seconds,
                        url(port, path));
            case HttpWget(int port, String path) ->
                List.of("wget", "-q", "-t", "1", "-T", seconds, "-O", "/dev/null", url(port, path));
            case TcpConnect _ -> List.of("nc", "-z", "-w", seconds, "127.0.0.1", at);
            case RedisPing _ -> List.of("redis-cli", "-e", "-h", "127.0.0.1", "-p", at, "ping");
            case PostgresReady(int port, String user, String database) ->
                List.of(
                        "pg_isready",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        "-U",
                        user,
                        "-d",
                        database,
                        "-t",
                        seconds);
        };
    }

    /**
     * @param parameters all of the template's and no other
     * @throws IllegalArgumentException with what was found and what is expected
     */
    static HealthProbe of(String template, Map<String, String> parameters) {
        ProbeParameters reader = new ProbeParameters(template, parameters);
        HealthProbe probe = switch (template) {
            case "http-curl" -> new HttpCurl(reader.port(), reader.text("path"));
            case "http-wget" -> new HttpWget(reader.port(), reader.text("path"));
            case "tcp-connect" -> new TcpConnect(reader.port());
            case "redis-ping" -> new RedisPing(reader.port());
            case "postgres-ready" -> new PostgresReady(reader.port(), reader.text("user"), reader.text("database"));
            default ->
                throw new IllegalArgumentException("template is \"%s\"; expected is one of %s"
                        .formatted(ProbeParameters.shown(template), String.join(", ", TEMPLATES)));
        };
        reader.refuseOthers();
        return probe;
    }

    private static String url(int port, String path) {
        return "http://127.0.0.1:" + port + path;
    }
}
