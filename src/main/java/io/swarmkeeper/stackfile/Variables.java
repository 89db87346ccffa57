package io.swarmkeeper.stackfile;

import io.swarmkeeper.swarm.Masking;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code ${NAME}} in a stack file stands for, put in as docker stack deploy does it (docker/cli
 * cli/compose/template): values may be secret, so messages say
 * {@code ${NAME}}; only of ports and amounts they tell the number.
 */
public final class Variables {

    private static final Pattern DOLLAR = Pattern.compile(
            "\\$(?:(?<escaped>\\$)|(?<named>[_a-z][_a-z0-9]*(?::?[-?][^}]*)?)|\\{(?<braced>[_a-z][_a-z0-9]*(?::?[-?][^}]*)?)}|(?<invalid>))",
            Pattern.CASE_INSENSITIVE);
    /** The order in which a deploy looks for them, anywhere in the braces: docker/cli cli/compose/template. */
    private static final List<String> OPERATORS = List.of(":-", "-", ":?", "?");

    private static final Pattern NAME = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");
    private static final Pattern LINE = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.]*)=(.*)");

    private final Map<String, String> values;

    private Variables(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    public static Variables of(Map<String, String> values) {
        return new Variables(values);
    }

    /**
     * What is read from a file as well; a value that is there already wins, as with docker compose.
     *
     * @param lines {@code NAME=value} each, comments and blank lines aside
     * @throws IllegalArgumentException with the number of the first line that is none of these; its text stays unsaid
     */
    public Variables withFile(String lines) {
        Map<String, String> all = new HashMap<>();
        int number = 0;
        for (String line : lines.lines().toList()) {
            number++;
            String stripped = line.strip();
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(stripped);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("line %d is not NAME=value".formatted(number));
            }
            all.put(matcher.group(1), unquoted(matcher.group(2).strip()));
        }
        all.putAll(values);
        return new Variables(all);
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1
                && (value.startsWith("\"") && value.endsWith("\"") || value.startsWith("'") && value.endsWith("'"));
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /**
     * A text with its variables put in.
     *
     * @param unset the first variable that has neither value nor default; the engine gets nothing in its place
     * @param changed true if the text held any variable
     */
    record Filled(String text, Optional<String> unset, boolean changed) {}

    /** @throws IllegalArgumentException if the text cannot be read, or a variable is lacking that says it must be set */
    Filled fill(String text) {
        if (text.indexOf('$') < 0) {
            return new Filled(text, Optional.empty(), false);
        }
        Optional<String> unset = Optional.empty();
        StringBuilder filled = new StringBuilder();
        Matcher matcher = DOLLAR.matcher(text);
        int at = 0;
        while (matcher.find()) {
            filled.append(text, at, matcher.start());
            at = matcher.end();
            if (matcher.group("escaped") != null) {
                filled.append('$');
                continue;
            }
            String inside = matcher.group("named") != null ? matcher.group("named") : matcher.group("braced");
            if (inside == null) {
                throw new IllegalArgumentException(
                        "a $ that begins no variable; ${NAME}, ${NAME:-default} or, for the sign itself, $$ is expected");
            }
            Optional<String> value = value(inside);
            if (value.isEmpty() && unset.isEmpty()) {
                unset = Optional.of(inside);
            }
            filled.append(value.orElse(""));
        }
        return new Filled(filled.append(text, at, text.length()).toString(), unset, true);
    }

    /**
     * The first variable in the text that a deploy takes for another one than its author meant: it looks for a hyphen
     * before it looks for a question mark, so that {@code ${A:?a message - with one}} always is {@code " with one"}.
     */
    Optional<String> misread(String text) {
        Matcher matcher = DOLLAR.matcher(text);
        while (matcher.find()) {
            String inside = matcher.group("named") != null ? matcher.group("named") : matcher.group("braced");
            if (inside != null && !NAME.matcher(Variable.of(inside).name()).matches()) {
                return Optional.of(inside);
            }
        }
        return Optional.empty();
    }

    /** @param operator empty if there is none */
    private record Variable(String name, String operator, String rest) {

        static Variable of(String inside) {
            for (String operator : OPERATORS) {
                int at = inside.indexOf(operator);
                if (at >= 0) {
                    return new Variable(inside.substring(0, at), operator, inside.substring(at + operator.length()));
                }
            }
            return new Variable(inside, "", "");
        }
    }

    private Optional<String> value(String inside) {
        Variable variable = Variable.of(inside);
        Optional<String> value = find(variable.name());
        if (variable.operator().isEmpty()) {
            return value;
        }
        Optional<String> usable = variable.operator().startsWith(":") ? value.filter(v -> !v.isEmpty()) : value;
        if (usable.isPresent()) {
            return usable;
        }
        if (variable.operator().endsWith("?")) {
            throw new IllegalArgumentException("variable %s must be set%s"
                    .formatted(
                            variable.name(),
                            variable.rest().isEmpty() ? "" : ": " + Masking.value(variable.name(), variable.rest())));
        }
        return Optional.of(variable.rest());
    }
}
