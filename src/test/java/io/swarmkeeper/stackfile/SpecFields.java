package io.swarmkeeper.stackfile;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Where the settings that cures may make stand in a service's spec, written down from what the engine's API says and from
 * nothing of the optimizer: paths like {@code TaskTemplate.Resources.Limits.NanoCPUs} with their values as text.
 */
final class SpecFields {

    /** Where what each kind of cure sets begins; two of them choose nodes. */
    static final Map<Cure, String> PLACES = Map.of(
            Cure.RESOURCES, "TaskTemplate.Resources.",
            Cure.HEALTH_CHECKS, "TaskTemplate.ContainerSpec.Healthcheck.",
            Cure.UPDATE_POLICY, "UpdateConfig.",
            Cure.LOGGING, "TaskTemplate.LogDriver.",
            Cure.REPLICAS, "Mode.Replicated.Replicas",
            Cure.PLACEMENT, "TaskTemplate.Placement.Constraints",
            Cure.VOLUMES, "TaskTemplate.Placement.Constraints",
            Cure.NETWORKS, "TaskTemplate.Networks");

    private static final Pattern SPAN = Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");
    private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000);

    private final Map<String, String> fields = new TreeMap<>();

    private SpecFields() {}

    /** Every single value of a spec by its path; empty groups are none. */
    static Map<String, String> flat(JsonNode spec) {
        SpecFields all = new SpecFields();
        all.flatten("", spec);
        return all.fields;
    }

    private void flatten(String path, JsonNode node) {
        String below = path.isEmpty() ? "" : path + ".";
        if (node.isObject()) {
            node.properties().forEach(e -> flatten(below + e.getKey(), e.getValue()));
        } else if (node.isArray()) {
            put(path, node.toString());
        } else if (!node.isNull()) {
            put(path, node.asString());
        }
    }

    /**
     * What a service of a file comes to in a spec, the engine's defaults included, of all that a cure may set.
     *
     * @param name of the service, by which others find it on each of its networks
     * @param service as docker stack config tells it
     */
    static Map<String, String> of(String name, Map<String, Object> service) {
        SpecFields made = new SpecFields();
        Map<String, Object> deploy = map(service.get("deploy"));
        made.resources(map(deploy.get("resources")));
        made.healthCheck(map(service.get("healthcheck")));
        made.logging(map(service.get("logging")));
        made.constraints(map(deploy.get("placement")));
        made.networks(name, map(service.get("networks")));
        String mode = text(deploy.getOrDefault("mode", "replicated"));
        if (mode.equals("replicated")) {
            made.put("Mode.Replicated.Replicas", text(deploy.getOrDefault("replicas", 1)));
        }
        if (!mode.endsWith("-job")) {
            made.update(map(deploy.get("update_config")));
        }
        return made.fields;
    }

    private void resources(Map<String, Object> resources) {
        Map.of("limits", "Limits", "reservations", "Reservations").forEach((written, field) -> {
            Map<String, Object> amounts = map(resources.get(written));
            String path = "TaskTemplate.Resources." + field + ".";
            if (amounts.get("cpus") != null) {
                put(path + "NanoCPUs", whole(new BigDecimal(text(amounts.get("cpus"))).multiply(BILLION)));
            }
            if (amounts.get("memory") != null) {
                put(path + "MemoryBytes", text(amounts.get("memory")));
            }
            if (amounts.get("pids") != null) {
                put(path + "Pids", text(amounts.get("pids")));
            }
        });
    }

    private void healthCheck(Map<String, Object> check) {
        String path = "TaskTemplate.ContainerSpec.Healthcheck.";
        if (check.get("test") instanceof List<?> words) {
            put(path + "Test", list(words));
        }
        Map.of("interval", "Interval", "timeout", "Timeout", "start_period", "StartPeriod")
                .forEach((written, field) -> {
                    if (check.get(written) != null) {
                        put(path + field, nanos(text(check.get(written))));
                    }
                });
        if (check.get("retries") != null) {
            put(path + "Retries", text(check.get("retries")));
        }
    }

    private void logging(Map<String, Object> logging) {
        if (logging.get("driver") != null) {
            put("TaskTemplate.LogDriver.Name", text(logging.get("driver")));
        }
        map(logging.get("options"))
                .forEach((name, value) -> put("TaskTemplate.LogDriver.Options." + name, text(value)));
    }

    private void constraints(Map<String, Object> placement) {
        if (placement.get("constraints") instanceof List<?> constraints) {
            put("TaskTemplate.Placement.Constraints", list(constraints));
        }
    }

    /** By the names that they have in the file; the client sorts them. */
    private void networks(String name, Map<String, Object> networks) {
        String all = new TreeMap<>(networks)
                .entrySet().stream()
                        .map(e -> "{\"Target\":%s,\"Aliases\":%s}"
                                .formatted(quoted(e.getKey()), list(aliases(name, map(e.getValue())))))
                        .collect(Collectors.joining(","));
        put("TaskTemplate.Networks", "[" + all + "]");
    }

    private static List<String> aliases(String name, Map<String, Object> network) {
        List<String> aliases = new ArrayList<>();
        if (network.get("aliases") instanceof List<?> more) {
            more.forEach(a -> aliases.add(text(a)));
        }
        aliases.add(name);
        return aliases;
    }

    /** No group at all where the file has none: the engine's defaults are not written down then. */
    private void update(Map<String, Object> update) {
        if (update.isEmpty()) {
            return;
        }
        put("UpdateConfig.Parallelism", text(update.getOrDefault("parallelism", 1)));
        put("UpdateConfig.FailureAction", text(update.getOrDefault("failure_action", "pause")));
        put("UpdateConfig.MaxFailureRatio", text(update.getOrDefault("max_failure_ratio", 0)));
        put("UpdateConfig.Order", text(update.getOrDefault("order", "stop-first")));
        Map.of("monitor", "Monitor", "delay", "Delay").forEach((written, field) -> {
            if (update.get(written) != null) {
                put("UpdateConfig." + field, nanos(text(update.get(written))));
            }
        });
    }

    private void put(String path, String value) {
        fields.put(path, value);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@Nullable Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    private static String text(@Nullable Object value) {
        return String.valueOf(value);
    }

    private static String list(List<?> words) {
        return words.stream().map(w -> quoted(text(w))).toList().stream()
                .reduce((a, b) -> a + "," + b)
                .map(all -> "[" + all + "]")
                .orElse("[]");
    }

    private static String quoted(String word) {
        return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String nanos(String span) {
        Matcher parts = SPAN.matcher(span);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no span of time: " + span);
        }
        long millis = 0;
        long[] units = {3_600_000, 60_000, 1000, 1};
        for (int i = 0; i < units.length; i++) {
            millis += parts.group(i + 1) == null ? 0 : Long.parseLong(parts.group(i + 1)) * units[i];
        }
        return String.valueOf(millis * 1_000_000);
    }

    private static String whole(BigDecimal number) {
        return number.toBigIntegerExact().toString();
    }
}
