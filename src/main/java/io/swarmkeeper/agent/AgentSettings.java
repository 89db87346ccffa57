package io.swarmkeeper.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * {@code SWARMKEEPER_AGENT_*}, read from the environment; all that is wrong is said at once.
 *
 * @param token shared with the server and the other agents
 * @param port of HTTP (TCP) and of the probes (UDP); default 7979
 * @param underlayPort at which other nodes' probes are published on their own addresses; default the same
 * @param interval between samples; default 10 s
 * @param keep how long samples are held for a server that was away; default 10 min
 * @param peers DNS name of all agents; default {@code tasks.swarmkeeper-agent}
 * @param proc the host's {@code /proc}; default {@code /host/proc}
 * @param cgroups the host's {@code /sys/fs/cgroup}; default {@code /host/cgroup}
 * @param root the host's {@code /}, for the free space of its disks; default {@code /host/root}
 * @param socket of the node's engine; default {@code /var/run/docker.sock}
 * @param nodeCgroup cgroup whose figures are the node's, where several nodes share one kernel; empty = the host's own
 */
record AgentSettings(
        String token,
        int port,
        int underlayPort,
        Duration interval,
        Duration keep,
        String peers,
        Path proc,
        Path cgroups,
        Path root,
        Path socket,
        String nodeCgroup) {

    private static final String PREFIX = "SWARMKEEPER_AGENT_";

    /** Some settings are wrong; the message has one line for each. */
    static final class WrongSettingsException extends Exception {
        private static final long serialVersionUID = 1L;

        WrongSettingsException(List<String> wrong) {
            super(String.join(System.lineSeparator(), wrong));
        }
    }

    static AgentSettings read(Map<String, String> environment) throws WrongSettingsException {
        Reader reader = new Reader(environment);
        int port = reader.port("PORT", 7979);
        AgentSettings settings = new AgentSettings(
                reader.token(),
                port,
                reader.port("UNDERLAY_PORT", port),
                reader.seconds("INTERVAL", "10s", 1, 60),
                reader.seconds("KEEP", "600s", 10, 3600),
                reader.text("PEERS", "tasks.swarmkeeper-agent"),
                Path.of(reader.text("PROC", "/host/proc")),
                Path.of(reader.text("CGROUP", "/host/cgroup")),
                Path.of(reader.text("ROOT", "/host/root")),
                Path.of(reader.text("SOCKET", "/var/run/docker.sock")),
                reader.text("NODE_CGROUP", ""));
        if (!reader.wrong.isEmpty()) {
            throw new WrongSettingsException(reader.wrong);
        }
        return settings;
    }

    private static final class Reader {
        private final Map<String, String> environment;
        private final List<String> wrong = new ArrayList<>();

        Reader(Map<String, String> environment) {
            this.environment = environment;
        }

        String text(String name, String fallback) {
            String value = environment.getOrDefault(PREFIX + name, "").strip();
            return value.isEmpty() ? fallback : value;
        }

        int port(String name, int fallback) {
            return number(name, text(name, Integer.toString(fallback)), 1, 65_535, "a port");
        }

        Duration seconds(String name, String fallback, int least, int most) {
            String value = text(name, fallback);
            String digits = value.endsWith("s") ? value.substring(0, value.length() - 1) : value;
            return Duration.ofSeconds(number(name, digits, least, most, "seconds, such as 10s,"));
        }

        private int number(String name, String value, int least, int most, String what) {
            try {
                int number = Integer.parseInt(value);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // said below
            }
            wrong.add("%s%s is \"%s\", but must be %s from %d to %d".formatted(PREFIX, name, value, what, least, most));
            return least;
        }

        /** A file first, as a secret should not stand in an environment. */
        String token() {
            String file = text("TOKEN_FILE", "");
            String token = text("TOKEN", "");
            try {
                if (!file.isEmpty()) {
                    token = Files.readString(Path.of(file)).strip();
                }
            } catch (IOException e) {
                wrong.add("%sTOKEN_FILE is \"%s\", which cannot be read: %s".formatted(PREFIX, file, why(e)));
                return "";
            }
            if (token.length() < 16) {
                wrong.add(
                        "the token has %d characters, but needs 16; set %sTOKEN_FILE to the path of a secret, such as /run/secrets/swarmkeeper_agent_token"
                                .formatted(token.length(), PREFIX));
            }
            return token;
        }
    }

    static String why(IOException e) {
        Function<IOException, String> word = x -> switch (x) {
            case java.nio.file.NoSuchFileException missing -> "no such file";
            case java.nio.file.AccessDeniedException denied -> "permission denied";
            default -> String.valueOf(x.getMessage());
        };
        return word.apply(e);
    }
}
