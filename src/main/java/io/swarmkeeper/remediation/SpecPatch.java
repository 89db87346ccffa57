package io.swarmkeeper.remediation;

import io.swarmkeeper.remediation.Plan.Operation;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes planned paths of a service's raw spec and nothing else (RFC 6902 {@code add}, {@code replace}, {@code remove}).
 * Every other value goes back as it came: same members, same order, numbers exact.
 */
public final class SpecPatch {

    private SpecPatch() {}

    /**
     * Applies the operations in order. Each must find what it was planned on: the parent there, {@code before} equal to
     * what stands at the path, nothing at the path if {@code before} is empty.
     *
     * <p>A {@code Placement} that is there is never taken away or made null: {@code {}} is left in its place, because
     * engines before 29.7 die of it for good (reference: swarm pitfalls 0.1).
     *
     * @param specJson the {@code Spec} object as the engine sent it
     * @throws SpecException if the text is no spec or an operation does not fit it
     */
    public static String apply(String specJson, List<Operation> operations) {
        ObjectNode spec = SpecJson.readObject(specJson);
        boolean placed = hasPlacement(spec);
        for (Operation operation : operations) {
            apply(spec, operation);
        }
        if (placed) {
            keepPlacement(spec);
        }
        return SpecJson.write(spec);
    }

    /**
     * The spec with {@code TaskTemplate.ForceUpdate} one higher: for a write that meets a task still waiting for its
     * node, which would otherwise be stranded (reference: swarm pitfalls 0.2).
     */
    public static String raiseForceUpdate(String specJson) {
        return apply(specJson, List.of(forceUpdate(SpecJson.readObject(specJson))));
    }

    /** The operation that raises ForceUpdate by one in this spec. */
    static Operation forceUpdate(ObjectNode spec) {
        Optional<JsonNode> present = SpecJson.find(spec, "TaskTemplate", "ForceUpdate");
        BigInteger count = present.map(n -> n.isNumber() ? n.bigIntegerValue() : BigInteger.ZERO)
                .orElse(BigInteger.ZERO);
        return new Operation(
                present.isPresent() ? "replace" : "add",
                "/TaskTemplate/ForceUpdate",
                present.map(SpecJson::write),
                Optional.of(count.add(BigInteger.ONE).toString()));
    }

    static boolean hasPlacement(JsonNode spec) {
        return SpecJson.find(spec, "TaskTemplate", "Placement")
                .filter(n -> !n.isNull())
                .isPresent();
    }

    /** Puts {@code "Placement":{}} where there is none. */
    static void keepPlacement(ObjectNode spec) {
        if (!hasPlacement(spec) && spec.get("TaskTemplate") instanceof ObjectNode template) {
            template.putObject("Placement");
        }
    }

    private static void apply(ObjectNode spec, Operation operation) {
        List<String> segments = SpecJson.segments(operation.path());
        JsonNode parent = spec;
        for (String segment : segments.subList(0, segments.size() - 1)) {
            parent = child(parent, segment)
                    .orElseThrow(() -> new SpecException(
                            operation.path() + " cannot be reached: there is no " + segment + " in the spec."));
        }
        String last = segments.getLast();
        Optional<JsonNode> present = child(parent, last);
        Optional<JsonNode> planned = operation.before().map(SpecJson::read);
        if (!present.equals(planned)) {
            throw new SpecException(operation.path() + " is not what the plan was made on: "
                    + (present.isEmpty()
                            ? "it is gone."
                            : planned.isEmpty() ? "something stands there now." : "its value is another."));
        }
        switch (operation.op()) {
            case "add", "replace" -> {
                if (operation.op().equals("replace") && present.isEmpty()) {
                    throw new SpecException(operation.path() + " cannot be replaced: it is not there.");
                }
                JsonNode value = SpecJson.read(operation
                        .value()
                        .orElseThrow(() -> new SpecException(operation.path() + " has no value to set.")));
                set(parent, last, value, operation);
            }
            case "remove" -> {
                if (present.isEmpty()) {
                    throw new SpecException(operation.path() + " cannot be removed: it is not there.");
                }
                remove(parent, last);
            }
            default ->
                throw new SpecException(
                        "'" + operation.op() + "' is no operation on a spec: expected add, replace or remove.");
        }
    }

    private static Optional<JsonNode> child(JsonNode parent, String segment) {
        if (parent instanceof ArrayNode array) {
            return index(segment).map(array::get);
        }
        return Optional.ofNullable(parent.get(segment));
    }

    private static void set(JsonNode parent, String last, JsonNode value, Operation operation) {
        if (parent instanceof ObjectNode object) {
            object.set(last, value);
        } else if (parent instanceof ArrayNode array) {
            if (operation.op().equals("replace")) {
                array.set(index(last).orElseThrow(), value);
            } else if (last.equals("-")
                    || index(last).filter(i -> i == array.size()).isPresent()) {
                array.add(value);
            } else {
                throw new SpecException(operation.path() + " is outside of its list of " + array.size() + ".");
            }
        } else {
            throw new SpecException(operation.path() + " cannot be set: its parent is no object and no list.");
        }
    }

    private static void remove(JsonNode parent, String last) {
        if (parent instanceof ObjectNode object) {
            object.remove(last);
        } else if (parent instanceof ArrayNode array) {
            array.remove(index(last).orElseThrow());
        }
    }

    private static Optional<Integer> index(String segment) {
        return segment.matches("0|[1-9]\\d{0,8}") ? Optional.of(Integer.valueOf(segment)) : Optional.empty();
    }
}
