package io.swarmkeeper.engine;

import io.swarmkeeper.swarm.Placement;
import io.swarmkeeper.swarm.TaskTemplate;
import io.swarmkeeper.swarm.TaskTemplate.HealthCheck;
import io.swarmkeeper.swarm.TaskTemplate.Mount;
import io.swarmkeeper.swarm.TaskTemplate.Reference;
import io.swarmkeeper.swarm.TaskTemplate.RestartPolicy;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** {@code TaskTemplate} of a service spec, which is also the {@code Spec} of a task. */
final class TaskTemplateParser {

    private TaskTemplateParser() {}

    static TaskTemplate parse(JsonNode json) {
        JsonNode container = json.path("ContainerSpec");
        JsonNode resources = json.path("Resources");
        return new TaskTemplate(
                Fields.text(container, "Image"),
                Fields.texts(container, "Command"),
                Fields.texts(container, "Args"),
                Fields.texts(container, "Env"),
                Fields.textMap(container, "Labels"),
                Fields.each(container, "Mounts", TaskTemplateParser::mount),
                Fields.each(container, "Secrets", s -> reference(s, "Secret")),
                Fields.each(container, "Configs", c -> reference(c, "Config")),
                healthCheck(container.path("Healthcheck")),
                container.path("StopGracePeriod").isNumber()
                        ? Optional.of(Fields.duration(container, "StopGracePeriod"))
                        : Optional.empty(),
                ResourcesParser.parse(resources.path("Limits")),
                ResourcesParser.parse(resources.path("Reservations")),
                restartPolicy(json.path("RestartPolicy")),
                placement(json.path("Placement")),
                Fields.text(json.path("LogDriver"), "Name"),
                Fields.number(json, "ForceUpdate"));
    }

    private static Reference reference(JsonNode json, String kind) {
        return new Reference(Fields.text(json, kind + "ID"), Fields.text(json, kind + "Name"));
    }

    private static Mount mount(JsonNode json) {
        String type = Fields.textOr(json, "Type", "volume");
        JsonNode driver = json.path("VolumeOptions").path("DriverConfig");
        return new Mount(
                type,
                Fields.text(json, "Source"),
                Fields.text(json, "Target"),
                Fields.flag(json, "ReadOnly"),
                type.equals("volume") ? Fields.textOr(driver, "Name", "local") : "",
                Fields.textMap(driver, "Options"));
    }

    /** Of a spec, or of an image's {@code Config}, which has the same shape. */
    static Optional<HealthCheck> healthCheck(JsonNode json) {
        if (!json.isObject()) {
            return Optional.empty();
        }
        return Optional.of(new HealthCheck(
                Fields.texts(json, "Test"),
                Fields.duration(json, "Interval"),
                Fields.duration(json, "Timeout"),
                Fields.duration(json, "StartPeriod"),
                (int) Fields.number(json, "Retries")));
    }

    private static RestartPolicy restartPolicy(JsonNode json) {
        if (!json.isObject()) {
            return RestartPolicy.ENGINE_DEFAULT;
        }
        Duration delay =
                json.path("Delay").isNumber() ? Fields.duration(json, "Delay") : RestartPolicy.ENGINE_DEFAULT.delay();
        return new RestartPolicy(
                Fields.textOr(json, "Condition", RestartPolicy.ENGINE_DEFAULT.condition()),
                delay,
                Fields.number(json, "MaxAttempts"));
    }

    private static Placement placement(JsonNode json) {
        if (!json.isObject() || json.isEmpty()) {
            return Placement.ANYWHERE;
        }
        return new Placement(
                Fields.texts(json, "Constraints"),
                Fields.each(json, "Preferences", p -> Fields.text(p.path("Spread"), "SpreadDescriptor")),
                Fields.number(json, "MaxReplicas"),
                Fields.each(
                        json,
                        "Platforms",
                        p -> new Placement.Platform(Fields.text(p, "OS"), Fields.text(p, "Architecture"))));
    }
}
