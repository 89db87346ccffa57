package io.swarmkeeper.stackfile.yaml;

import io.swarmkeeper.stackfile.yaml.Meaning.Fields;
import io.swarmkeeper.stackfile.yaml.Meaning.Items;
import io.swarmkeeper.stackfile.yaml.Meaning.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes what never stood in a file as one: in lines, two columns a step, each text quoted as far as it must be so that
 * readers of YAML 1.1 and 1.2 alike take it for that very text.
 */
public final class YamlWriter {

    private static final int STEP = 2;
    /** Readers look no further than 1024 characters for the colon behind a key. */
    private static final int LONGEST_KEY = 1000;

    /** Longer ones are not looked at closely. */
    private static final int LONGEST_PLAIN = 200;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][\\w./@+-]*(?:(?: |:|=|==| == | != )[\\w./@+-]+)*");
    /** {@code 64M}, {@code 1m30s}: no number to any reader. */
    private static final Pattern AMOUNT = Pattern.compile("(?:\\d{1,19}(?:ns|us|ms|[smhbKMG])){1,6}");

    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z_][\\w.-]*");
    /** What some reader takes for something else than text. */
    private static final Set<String> WORDS =
            Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf");

    private YamlWriter() {}

    /** @return lines, each with its end; a text that is not quoted stands there as it is */
    public static String write(Fields root) {
        StringBuilder yaml = new StringBuilder();
        lines(root, 0).forEach(l -> yaml.append(l).append('\n'));
        return yaml.toString();
    }

    private static List<String> lines(Fields fields, int column) {
        List<String> lines = new ArrayList<>();
        String indent = " ".repeat(column);
        for (Map.Entry<String, Meaning> field : fields.fields().entrySet()) {
            String key = PLAIN_KEY.matcher(field.getKey()).matches() && !isWord(field.getKey())
                    ? field.getKey()
                    : quoted(field.getKey());
            String head = key.length() > LONGEST_KEY ? indent + "? " + key + "\n" + indent + ":" : indent + key + ":";
            if (isShort(field.getValue())) {
                lines.add(head + " " + oneLine(field.getValue()));
            } else {
                lines.add(head);
                lines.addAll(below(field.getValue(), column + STEP));
            }
        }
        return lines;
    }

    private static List<String> below(Meaning value, int column) {
        return switch (value) {
            case Text text -> List.of(" ".repeat(column) + oneLine(text));
            case Fields fields -> lines(fields, column);
            case Items items -> {
                List<String> lines = new ArrayList<>();
                String dash = " ".repeat(column) + "- ";
                for (Meaning item : items.items()) {
                    List<String> inner = isShort(item)
                            ? List.of(oneLine(item))
                            : below(item, column + STEP).stream().toList();
                    lines.add(dash + inner.getFirst().stripLeading());
                    lines.addAll(inner.subList(1, inner.size()));
                }
                yield lines;
            }
        };
    }

    private static boolean isShort(Meaning value) {
        return switch (value) {
            case Text _ -> true;
            case Fields fields -> fields.fields().isEmpty();
            case Items items -> items.items().isEmpty();
        };
    }

    private static String oneLine(Meaning value) {
        return switch (value) {
            case Text(String text, boolean quoted) -> quoted ? text(text) : text;
            case Fields _ -> "{}";
            case Items _ -> "[]";
        };
    }

    private static String text(String text) {
        boolean plain = text.length() <= LONGEST_PLAIN
                && (PLAIN.matcher(text).matches() && !isWord(text)
                        || AMOUNT.matcher(text).matches());
        return plain ? text : quoted(text);
    }

    private static boolean isWord(String text) {
        return WORDS.contains(text.toLowerCase(Locale.ROOT));
    }

    /** In double quotes, with everything escaped that nobody would see or that could end the line. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                default -> other(c, quoted);
            }
        });
        return quoted.append('"').toString();
    }

    private static void other(int c, StringBuilder quoted) {
        if (Character.getType(c) == Character.SURROGATE) {
            quoted.append('\uFFFD'); // half a character: no file can hold it
        } else if (isSeen(c)) {
            quoted.appendCodePoint(c);
        } else if (c > 0xFFFF) {
            quoted.append("\\U%08X".formatted(c));
        } else {
            quoted.append("\\u%04X".formatted(c));
        }
    }

    private static boolean isSeen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
