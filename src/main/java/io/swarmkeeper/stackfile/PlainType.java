package io.swarmkeeper.stackfile;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What YAML makes of a value without quotes, as the docker client reads it (yaml.v2). */
final class PlainType {

    private static final Pattern INT =
            Pattern.compile("[-+]?(?:0|[1-9][0-9_]*|0[0-7]+|0o[0-7]+|0x[0-9a-fA-F]+|0b[01]+)");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
    private static final Pattern BOOL = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern ENDLESS = Pattern.compile("[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
    private static final String TIME = "(?:[01]?\\d|2[0-3]):[0-5]?\\d:[0-5]?\\d(?:\\.\\d+)?";
    private static final Pattern DATE =
            Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:[Tt]" + TIME + "(?:Z|[-+]\\d\\d:\\d\\d)| " + TIME + ")?");

    private PlainType() {}

    /** One of {@code null, int, number, bool, date, endless, text}; endless is what no JSON holds, and so no deploy takes. */
    static String of(String value) {
        if (value.isEmpty() || value.equals("~") || value.equalsIgnoreCase("null")) {
            return "null";
        }
        if (INT.matcher(value).matches()) {
            return "int";
        }
        // Underscores part the digits of fractions as well, but begin none.
        if (FLOAT.matcher(value.charAt(0) == '_' ? value : value.replace("_", ""))
                .matches()) {
            return "number";
        }
        if (BOOL.matcher(value).matches()) {
            return "bool";
        }
        return ENDLESS.matcher(value).matches() ? "endless" : isDate(value) ? "date" : "text";
    }

    private static boolean isDate(String value) {
        Matcher matcher = DATE.matcher(value);
        if (!matcher.matches()) {
            return false;
        }
        try {
            LocalDate.of(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    static String words(String type) {
        return switch (type) {
            case "int" -> "a whole number";
            case "number" -> "a number";
            case "bool" -> "true or false";
            case "null" -> "nothing";
            case "list" -> "a list";
            case "map" -> "a mapping";
            case "date" -> "a date";
            case "endless" -> "a number without end";
            default -> type;
        };
    }
}
