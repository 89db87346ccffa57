package io.swarmkeeper.scheduler;

import io.swarmkeeper.swarm.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One placement constraint, read as the engine reads it (swarmkit manager/constraint/constraint.go): {@code key==value}
 * or {@code key!=value}. Values compare without regard to case and have no wildcards; label keys are case-sensitive; a
 * missing label is the empty string. A key that the engine does not know is accepted by it and matches no node, ever.
 */
public sealed interface Constraint {

    /** The keys that the engine knows, apart from the two label prefixes. */
    List<String> KEYS =
            List.of("node.id", "node.hostname", "node.ip", "node.role", "node.platform.os", "node.platform.arch");

    String NODE_LABEL_PREFIX = "node.labels.";
    String ENGINE_LABEL_PREFIX = "engine.labels.";

    /** True if a task with this constraint may run on the node, as far as this constraint is concerned. */
    boolean matches(Node node);

    /** False for keys that match no node, whatever their value: nearly always a typing mistake. */
    boolean knownKey();

    /**
     * Understood by the engine.
     *
     * @param equal true for {@code ==}, false for {@code !=}
     */
    record Parsed(String key, boolean equal, String value) implements Constraint {

        private static final Pattern KEY = Pattern.compile("[a-z_][a-z0-9\\-_.]+", Pattern.CASE_INSENSITIVE);
        private static final Pattern VALUE =
                Pattern.compile("[a-z0-9:\\-_\\s.*()?+\\[\\]\\\\^$|/]+", Pattern.CASE_INSENSITIVE);

        @Override
        public boolean matches(Node node) {
            if (isLabel(NODE_LABEL_PREFIX)) {
                return is(node.labels().getOrDefault(key.substring(NODE_LABEL_PREFIX.length()), ""));
            }
            if (isLabel(ENGINE_LABEL_PREFIX)) {
                return is(node.engineLabels().getOrDefault(key.substring(ENGINE_LABEL_PREFIX.length()), ""));
            }
            for (String known : KEYS) {
                if (known.equalsIgnoreCase(key)) {
                    return switch (known) {
                        case "node.id" -> is(node.id());
                        case "node.hostname" -> is(node.hostname());
                        case "node.role" -> is(node.role().name());
                        case "node.platform.os" -> is(node.os());
                        case "node.platform.arch" -> is(node.architecture());
                        case "node.ip" ->
                            AddressRange.parse(value)
                                    .map(range -> range.contains(node.address()) == equal)
                                    .orElse(false);
                        default -> throw new IllegalStateException("key without meaning: " + known);
                    };
                }
            }
            return false;
        }

        @Override
        public boolean knownKey() {
            return isLabel(NODE_LABEL_PREFIX)
                    || isLabel(ENGINE_LABEL_PREFIX)
                    || KEYS.stream().anyMatch(key::equalsIgnoreCase);
        }

        /** The prefix is compared without regard to case, and something must follow it. */
        private boolean isLabel(String prefix) {
            return key.length() > prefix.length() && key.regionMatches(true, 0, prefix, 0, prefix.length());
        }

        private boolean is(String actual) {
            return value.equalsIgnoreCase(actual) == equal;
        }

        @Override
        public String toString() {
            return key + (equal ? "==" : "!=") + value;
        }
    }

    /**
     * Refused by the engine's API (400), so it can only come from a file or a person.
     *
     * @param reason what is wrong with it
     */
    record Malformed(String expression, String reason) implements Constraint {

        @Override
        public boolean matches(Node node) {
            return false;
        }

        @Override
        public boolean knownKey() {
            return false;
        }
    }

    static Constraint parse(String expression) {
        for (String operator : List.of("==", "!=")) {
            int at = expression.indexOf(operator);
            if (at < 0) {
                continue;
            }
            String key = expression.substring(0, at).strip();
            String value = expression.substring(at + operator.length()).strip();
            if (!Parsed.KEY.matcher(key).matches()) {
                return new Malformed(expression, "key '" + key + "' is invalid");
            }
            if (!Parsed.VALUE.matcher(value).matches()) {
                return new Malformed(expression, "value '" + value + "' is invalid");
            }
            return new Parsed(key, operator.equals("=="), value);
        }
        return new Malformed(expression, "constraint expected one operator from ==, !=");
    }

    /**
     * The constraints as the scheduler's filter holds them: all must match. A single malformed one switches the whole
     * filter off, as the engine does; its API lets none through.
     */
    static List<Constraint> filter(List<String> expressions) {
        List<Constraint> constraints = new ArrayList<>();
        for (String expression : expressions) {
            Constraint constraint = parse(expression);
            if (constraint instanceof Malformed) {
                return List.of();
            }
            constraints.add(constraint);
        }
        return List.copyOf(constraints);
    }
}
