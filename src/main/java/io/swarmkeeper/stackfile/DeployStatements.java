package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What stands under {@code deploy}. */
final class DeployStatements {

    private static final Set<String> WITHOUT_REPLICAS = Set.of("global", "global-job");

    private DeployStatements() {}

    static void add(MapView service, Statements said) {
        MapView deploy = ServiceReader.sub(service, "deploy");
        said.text(deploy, "mode", "deploy.mode");
        said.text(deploy, "endpoint_mode", "deploy.endpoint_mode");
        said.number(deploy, "replicas", "deploy.replicas");
        said.pairs(deploy, "labels", "deploy.labels");
        placement(ServiceReader.sub(deploy, "placement"), said);
        MapView resources = ServiceReader.sub(deploy, "resources");
        for (String part : List.of("limits", "reservations")) {
            MapView amounts = ServiceReader.sub(resources, part);
            String path = "deploy.resources." + part;
            said.cores(amounts, "cpus", path + ".cpus");
            said.memory(amounts, "memory", path + ".memory");
            said.number(amounts, "pids", path + ".pids");
            generic(amounts, path + ".generic_resources", said);
        }
        restart(service, deploy, said);
        policy(deploy, "update_config", said);
        policy(deploy, "rollback_config", said);
    }

    /** What the engine takes where nothing is said; a deploy of an empty update_config says as much. */
    static Map<String, String> usual(Statements said) {
        String mode = said.said().containsKey("deploy.mode")
                ? said.said().get("deploy.mode").value()
                : "replicated";
        return Map.ofEntries(
                Map.entry("deploy.mode", "replicated"),
                Map.entry("deploy.endpoint_mode", "vip"),
                Map.entry("deploy.replicas", WITHOUT_REPLICAS.contains(mode) ? "" : "1"),
                Map.entry("deploy.resources.limits.pids", "0"),
                Map.entry("deploy.placement.max_replicas_per_node", "0"),
                Map.entry("deploy.restart_policy.condition", "any"),
                Map.entry("deploy.restart_policy.delay", "5s"),
                Map.entry("deploy.restart_policy.max_attempts", "0"),
                Map.entry("deploy.restart_policy.window", "0s"),
                Map.entry("deploy.update_config.parallelism", "1"),
                Map.entry("deploy.update_config.delay", "0s"),
                Map.entry("deploy.update_config.failure_action", "pause"),
                Map.entry("deploy.update_config.monitor", "5s"),
                Map.entry("deploy.update_config.max_failure_ratio", "0"),
                Map.entry("deploy.update_config.order", "stop-first"),
                Map.entry("deploy.rollback_config.parallelism", "1"),
                Map.entry("deploy.rollback_config.delay", "0s"),
                Map.entry("deploy.rollback_config.failure_action", "pause"),
                Map.entry("deploy.rollback_config.monitor", "5s"),
                Map.entry("deploy.rollback_config.max_failure_ratio", "0"),
                Map.entry("deploy.rollback_config.order", "stop-first"));
    }

    private static void placement(MapView placement, Statements said) {
        said.list(
                placement,
                "constraints",
                "deploy.placement.constraints",
                list -> list.stream()
                        .map(c -> c.replaceFirst("\\s*(==|!=)\\s*", " $1 ").strip())
                        .sorted()
                        .toList());
        said.number(placement, "max_replicas_per_node", "deploy.placement.max_replicas_per_node");
        placement
                .find("preferences")
                .filter(f -> f.value() instanceof YamlNode.Sequence)
                .ifPresent(f -> {
                    List<String> spread = new java.util.ArrayList<>();
                    for (YamlNode item : ((YamlNode.Sequence) f.value()).items()) {
                        if (item.meant() instanceof Mapping mapping
                                && MapView.of(mapping)
                                                .find("spread")
                                                .map(s -> s.value())
                                                .orElse(item)
                                        instanceof Scalar scalar) {
                            said.value(scalar)
                                    .ifPresentOrElse(spread::add, () -> said.open("deploy.placement.preferences"));
                        }
                    }
                    said.say("deploy.placement.preferences", Statements.listed(spread), f.key());
                });
    }

    private static void generic(MapView amounts, String path, Statements said) {
        amounts.find("generic_resources")
                .filter(f -> f.value() instanceof YamlNode.Sequence)
                .ifPresent(f -> {
                    for (YamlNode item : ((YamlNode.Sequence) f.value()).items()) {
                        if (item.meant() instanceof Mapping mapping) {
                            MapView spec = ServiceReader.sub(MapView.of(mapping), "discrete_resource_spec");
                            spec.find("kind")
                                    .filter(k -> k.value() instanceof Scalar)
                                    .ifPresent(k -> said.value((Scalar) k.value())
                                            .ifPresent(kind -> said.text(spec, "value", path + "." + kind)));
                        }
                    }
                });
    }

    /** The restart of docker compose counts where there is no restart_policy. */
    private static void restart(MapView service, MapView deploy, Statements said) {
        if (deploy.findMap("restart_policy").isEmpty()) {
            said.scalar(
                    service,
                    "restart",
                    "deploy.restart_policy.condition",
                    t -> t.startsWith("on-failure") ? "on-failure" : "any");
            service.find("restart")
                    .filter(f -> f.value() instanceof Scalar)
                    .ifPresent(f -> said.value((Scalar) f.value())
                            .filter(t -> t.startsWith("on-failure:"))
                            .ifPresent(t -> said.say(
                                    "deploy.restart_policy.max_attempts",
                                    t.substring("on-failure:".length()),
                                    f.key())));
            return;
        }
        MapView policy = ServiceReader.sub(deploy, "restart_policy");
        said.text(policy, "condition", "deploy.restart_policy.condition");
        said.duration(policy, "delay", "deploy.restart_policy.delay");
        said.number(policy, "max_attempts", "deploy.restart_policy.max_attempts");
        said.duration(policy, "window", "deploy.restart_policy.window");
    }

    private static void policy(MapView deploy, String name, Statements said) {
        MapView policy = ServiceReader.sub(deploy, name);
        String path = "deploy." + name + ".";
        said.number(policy, "parallelism", path + "parallelism");
        said.duration(policy, "delay", path + "delay");
        said.text(policy, "failure_action", path + "failure_action");
        said.duration(policy, "monitor", path + "monitor");
        said.scalar(policy, "max_failure_ratio", path + "max_failure_ratio", DeployStatements::ratio);
        said.text(policy, "order", path + "order");
    }

    /** The engine keeps it in 32 bits. */
    private static String ratio(String text) {
        try {
            return new BigDecimal(Float.toString(Float.parseFloat(text)))
                    .stripTrailingZeros()
                    .toPlainString();
        } catch (NumberFormatException e) {
            return text;
        }
    }
}
