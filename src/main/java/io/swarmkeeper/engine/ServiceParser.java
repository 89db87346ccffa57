package io.swarmkeeper.engine;

import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Service.NetworkAttachment;
import io.swarmkeeper.swarm.Service.Port;
import io.swarmkeeper.swarm.Service.PublishMode;
import io.swarmkeeper.swarm.Service.UpdatePolicy;
import io.swarmkeeper.swarm.Service.UpdateState;
import io.swarmkeeper.swarm.Service.UpdateStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** {@code GET /services}. Defaults are swarmkit's (api/defaults/service.go). */
final class ServiceParser {

    private ServiceParser() {}

    /** @param rawSpec the text of the member {@code Spec} */
    static Service parse(JsonNode json, String rawSpec) {
        JsonNode spec = json.path("Spec");
        JsonNode template = spec.path("TaskTemplate");
        JsonNode endpoint = json.path("Endpoint");
        boolean templateHasNetworks = !template.path("Networks").isEmpty();
        return new Service(
                Fields.required(json, "ID"),
                Fields.number(json.path("Version"), "Index"),
                Fields.required(spec, "Name"),
                Fields.textMap(spec, "Labels"),
                mode(spec.path("Mode")),
                TaskTemplateParser.parse(template),
                Fields.each(templateHasNetworks ? template : spec, "Networks", ServiceParser::attachment),
                ports(spec.path("EndpointSpec"), endpoint),
                Fields.textOr(spec.path("EndpointSpec"), "Mode", "vip"),
                virtualIps(endpoint),
                policy(spec.path("UpdateConfig")).orElse(UpdatePolicy.ENGINE_DEFAULT),
                spec.path("UpdateConfig").isObject(),
                policy(spec.path("RollbackConfig")),
                updateStatus(json.path("UpdateStatus")),
                Fields.time(json, "CreatedAt"),
                Fields.time(json, "UpdatedAt"),
                rawSpec);
    }

    private static Mode mode(JsonNode json) {
        if (json.path("Global").isObject()) {
            return new Mode.Global();
        }
        if (json.path("GlobalJob").isObject()) {
            return new Mode.GlobalJob();
        }
        JsonNode job = json.path("ReplicatedJob");
        if (job.isObject()) {
            long concurrent = job.path("MaxConcurrent").isNumber() ? Fields.number(job, "MaxConcurrent") : 1;
            long total = job.path("TotalCompletions").isNumber() ? Fields.number(job, "TotalCompletions") : concurrent;
            return new Mode.ReplicatedJob(concurrent, total);
        }
        JsonNode replicated = json.path("Replicated");
        return new Mode.Replicated(replicated.path("Replicas").isNumber() ? Fields.number(replicated, "Replicas") : 1);
    }

    private static NetworkAttachment attachment(JsonNode json) {
        return new NetworkAttachment(Fields.text(json, "Target"), Fields.texts(json, "Aliases"));
    }

    private static List<Port> ports(JsonNode spec, JsonNode endpoint) {
        List<Port> allotted = Fields.each(endpoint, "Ports", ServiceParser::port);
        return Fields.each(spec, "Ports", p -> {
            Port port = port(p);
            return port.published() != 0 ? port : allot(port, allotted);
        });
    }

    /** The port the engine chose, where the spec leaves the choice to it. */
    private static Port allot(Port port, List<Port> allotted) {
        return allotted.stream()
                .filter(a ->
                        a.target() == port.target() && a.protocol().equals(port.protocol()) && a.mode() == port.mode())
                .findFirst()
                .orElse(port);
    }

    private static Port port(JsonNode json) {
        return new Port(
                Fields.textOr(json, "Protocol", "tcp"),
                (int) Fields.number(json, "TargetPort"),
                (int) Fields.number(json, "PublishedPort"),
                Fields.word(json, "PublishMode", PublishMode.class, PublishMode.INGRESS));
    }

    private static Map<String, String> virtualIps(JsonNode endpoint) {
        Map<String, String> addresses = new LinkedHashMap<>();
        endpoint.path("VirtualIPs")
                .values()
                .forEach(v -> addresses.put(Fields.text(v, "NetworkID"), Fields.text(v, "Addr")));
        return addresses;
    }

    private static Optional<UpdatePolicy> policy(JsonNode json) {
        if (!json.isObject()) {
            return Optional.empty();
        }
        UpdatePolicy fallback = UpdatePolicy.ENGINE_DEFAULT;
        Duration monitor = Fields.duration(json, "Monitor");
        return Optional.of(new UpdatePolicy(
                Fields.number(json, "Parallelism"),
                Fields.duration(json, "Delay"),
                Fields.word(json, "FailureAction", Service.FailureAction.class, fallback.failureAction()),
                monitor.isZero() ? fallback.monitor() : monitor,
                Fields.decimal(json, "MaxFailureRatio"),
                Fields.word(json, "Order", Service.Order.class, fallback.order())));
    }

    private static Optional<UpdateStatus> updateStatus(JsonNode json) {
        if (Fields.text(json, "State").isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new UpdateStatus(
                Fields.word(json, "State", UpdateState.class, UpdateState.UNKNOWN),
                momentOf(json, "StartedAt"),
                momentOf(json, "CompletedAt"),
                Fields.text(json, "Message")));
    }

    private static Optional<Instant> momentOf(JsonNode json, String name) {
        Instant time = Fields.time(json, name);
        return time.isAfter(Instant.EPOCH) ? Optional.of(time) : Optional.empty();
    }
}
