package io.swarmkeeper.remediation;

import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a service's stack file has to say for the service to be as a spec has it.
 *
 * @param stack that deploys it
 * @param service its name in the stack file
 * @param limits of which only CPU and memory are filled in, like those of reservations; zero is none
 */
public record StackSettings(String stack, String service, Resources limits, Resources reservations) {

    private static final String[] LIMITS = {"TaskTemplate", "Resources", "Limits"};
    private static final String[] RESERVATIONS = {"TaskTemplate", "Resources", "Reservations"};

    /**
     * Empty if the service is in no stack.
     *
     * @param specJson a service's raw spec
     * @throws SpecException if it is none
     */
    public static Optional<StackSettings> of(String specJson) {
        ObjectNode spec = SpecJson.readObject(specJson);
        String name = spec.path("Name").asString("");
        return SpecJson.find(spec, "Labels", Service.STACK_LABEL)
                .map(l -> l.asString(""))
                .filter(s -> !s.isEmpty())
                .map(stack -> new StackSettings(
                        stack,
                        name.startsWith(stack + "_") ? name.substring(stack.length() + 1) : name,
                        amounts(spec, LIMITS),
                        reservations(spec)));
    }

    static Resources reservations(ObjectNode spec) {
        return amounts(spec, RESERVATIONS);
    }

    private static Resources amounts(ObjectNode spec, String... path) {
        return SpecJson.find(spec, path)
                .map(p -> Resources.of(amount(p, "NanoCPUs"), amount(p, "MemoryBytes")))
                .orElse(Resources.NONE);
    }

    private static long amount(JsonNode part, String name) {
        JsonNode value = part.path(name);
        return value.isIntegralNumber() && value.canConvertToLong() ? Math.max(0, value.longValue()) : 0;
    }

    /**
     * YAML to merge into the stack file.
     *
     * @param before what is set until then; what goes away is told in a comment, for merging takes nothing away
     */
    public String fragment(StackSettings before) {
        return ComposeFragment.resources(service, before.limits(), before.reservations(), limits, reservations);
    }
}
