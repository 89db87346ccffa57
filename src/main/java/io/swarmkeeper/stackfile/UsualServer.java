package io.swarmkeeper.stackfile;

import io.swarmkeeper.swarm.TaskTemplate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a service runs the server that its image is known for, where that listens by itself. A check that asks elsewhere
 * kills every task, for ever: a backup job on the image of a database, a second Redis on a port of its own, a sentinel.
 *
 * @param programs by which the image's server is started
 * @param port on which it listens unless told otherwise
 */
record UsualServer(Set<String> programs, int port) {

    private static final Set<String> ENTRYPOINTS = Set.of("docker-entrypoint.sh", "tini", "run.sh");

    /** Options that put a server elsewhere, or behind TLS, whatever their value. */
    private static final Pattern ELSEWHERE = Pattern.compile(
            " (?:--?(?:unix-?socket|tls-?port|tls-?mode|tls-?on-?normal-?ports|ssl-?mode|require[-_]secure[-_]transport|skip[-_]networking|sentinel|shardsvr|configsvr|web\\.listen-address|web\\.route-prefix|web\\.config\\.file)\\b|--web\\.external-url(?!=[a-z]+://[^/ ]+/? ))",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern BOUND = Pattern.compile(
            " (?:--?bind(?:[-_](?:ip|address))?[= ]|(?:-c )?listen_addresses=)(?!['\"]?(?:0\\.0\\.0\\.0|\\*|127\\.0\\.0\\.1|::|localhost))",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern PORT =
            Pattern.compile(" (?:--?port[= ]?|-p[= ]?|(?:-c ?)?port=)(\\S*)", Pattern.CASE_INSENSITIVE);

    /** Variables of official images, each with the only value that changes nothing. */
    private static final Map<String, String> VARIABLES = Map.of(
            "PGPORT", "5432",
            "MYSQL_TCP_PORT", "3306",
            "GF_SERVER_HTTP_PORT", "3000",
            "GF_SERVER_PROTOCOL", "http",
            "GF_SERVER_HTTP_ADDR", "");

    /** Why its server cannot be asked where it usually is; empty if nothing in the file speaks against it. */
    Optional<String> departure(TaskTemplate template) {
        List<String> entrypoint = template.command();
        List<String> arguments = template.arguments();
        if (!entrypoint.isEmpty()
                && !starts(entrypoint.getFirst())
                && !ENTRYPOINTS.contains(last(entrypoint.getFirst()))) {
            return Optional.of("it starts a program of its own by its entrypoint");
        }
        if (!arguments.isEmpty() && !arguments.getFirst().startsWith("-") && !starts(arguments.getFirst())) {
            return Optional.of("its command is not the server of its image");
        }
        if (template.image().contains("distroless")) {
            return Optional.of("its image has no other program than the server");
        }
        String words = " " + String.join(" ", entrypoint) + " " + String.join(" ", arguments) + " ";
        Matcher ports = PORT.matcher(words);
        boolean moved = ports.find() && !ports.group(1).equals(Integer.toString(port));
        if (moved || ELSEWHERE.matcher(words).find() || BOUND.matcher(words).find() || isMovedByVariable(template)) {
            return Optional.of("it is told to listen elsewhere or otherwise than usual");
        }
        return Optional.empty();
    }

    private boolean starts(String word) {
        return programs.contains(last(word));
    }

    private static String last(String word) {
        return word.substring(word.lastIndexOf('/') + 1);
    }

    private static boolean isMovedByVariable(TaskTemplate template) {
        return template.environment().stream().map(e -> e.split("=", 2)).anyMatch(pair -> {
            String usual = VARIABLES.get(pair[0]);
            return usual != null && !usual.equals(pair.length > 1 ? pair[1] : "");
        });
    }
}
