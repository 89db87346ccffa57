package io.swarmkeeper.swarm;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each task of a service is made from.
 *
 * @param image reference as the spec has it, usually with {@code @sha256:} digest; empty for plugin and network tasks
 * @param environment {@code NAME=value} lines as given. Values may be secrets: show them through {@link Masking} only
 * @param healthCheck the spec's own; empty means the image's own counts, if it has one
 * @param stopGracePeriod empty = the engine's default of 10 s
 */
public record TaskTemplate(
        String image,
        List<String> command,
        List<String> arguments,
        List<String> environment,
        Map<String, String> containerLabels,
        List<Mount> mounts,
        List<Reference> secrets,
        List<Reference> configs,
        Optional<HealthCheck> healthCheck,
        Optional<Duration> stopGracePeriod,
        Resources limits,
        Resources reservations,
        RestartPolicy restartPolicy,
        Placement placement,
        String logDriver,
        long forceUpdate) {

    /** A secret or config by id and name; never its content. */
    public record Reference(String id, String name) {}

    /** @param condition {@code none}, {@code on-failure} or {@code any}; @param maxAttempts 0 = no maximum */
    public record RestartPolicy(String condition, Duration delay, long maxAttempts) {
        public static final RestartPolicy ENGINE_DEFAULT = new RestartPolicy("any", Duration.ofSeconds(5), 0);
    }

    /**
     * @param type {@code bind}, {@code volume}, {@code tmpfs}, {@code npipe} or {@code cluster}
     * @param source host path or volume name; empty for tmpfs and anonymous volumes
     * @param driver volume driver, {@code local} if none is named; empty for other types
     */
    public record Mount(
            String type,
            String source,
            String target,
            boolean readOnly,
            String driver,
            Map<String, String> driverOptions) {
        public Mount {
            driverOptions = Map.copyOf(driverOptions);
        }

        public boolean isLocalVolume() {
            return type.equals("volume") && driver.equals("local");
        }

        public boolean isBind() {
            return type.equals("bind");
        }

        public boolean isTmpfs() {
            return type.equals("tmpfs") || isLocalVolume() && "tmpfs".equals(driverOptions.get("type"));
        }
    }

    /**
     * @param test {@code ["NONE"]} disables, {@code ["CMD", …]} and {@code ["CMD-SHELL", …]} run, empty inherits
     * @param interval zero = inherit, then 30 s; likewise timeout (30 s) and retries (3)
     */
    public record HealthCheck(
            List<String> test, Duration interval, Duration timeout, Duration startPeriod, int retries) {
        public HealthCheck {
            test = List.copyOf(test);
        }

        public boolean isDisabled() {
            return test.size() == 1 && test.getFirst().equals("NONE");
        }

        public boolean isInherited() {
            return test.isEmpty();
        }
    }

    public TaskTemplate {
        command = List.copyOf(command);
        arguments = List.copyOf(arguments);
        environment = List.copyOf(environment);
        containerLabels = Map.copyOf(containerLabels);
        mounts = List.copyOf(mounts);
        secrets = List.copyOf(secrets);
        configs = List.copyOf(configs);
    }

    /** Names of the environment, without values. */
    public List<String> environmentNames() {
        return environment.stream().map(e -> e.split("=", 2)[0]).toList();
    }
}
