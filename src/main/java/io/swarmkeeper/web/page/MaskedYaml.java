package io.swarmkeeper.web.page;

import io.swarmkeeper.swarm.Masking;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A YAML file's text as a page may show it: what looks secret is hidden, also where a value goes on over several lines
 * and where an option and its value are two items of a list. Goes by lines, so that it works on what is no YAML as well.
 */
final class MaskedYaml {

    private static final Pattern LINE = Pattern.compile("([^\\r\\n]*)(\\r\\n|\\r|\\n|\\z)");
    /** {@code name: value}, {@code - name: value} and {@code - NAME=value}, quoted or not. */
    private static final Pattern NAMED =
            Pattern.compile("(\\uFEFF?( *(?:- +)*)[\"']?([\\w.-]{1,200})[\"']?(?: *:(?=\\s|$)|=)\\s*)(.*)");

    private static final Pattern ITEM = Pattern.compile("( *- +)(\\S+)\\s*");
    /** What is no value yet: nothing, a comment, an anchor or a tag alone; or what has its names inside. */
    private static final Pattern NO_VALUE = Pattern.compile("|#.*|[&!]\\S*\\s*|[*{\\[].*");

    private static final Pattern BLOCK = Pattern.compile("(?:[&!]\\S*\\s+)?[|>][-+0-9]*\\s*(?:#.*)?");

    /** Lines that are indented more than this go on with a hidden value; -1 = no value is open. */
    private int hiddenBelow = -1;

    /** Inside of a private key that began in a line before. */
    private boolean key;

    private String firstItem = "";
    private String itemBefore = "";

    private MaskedYaml() {}

    /** The same lines with the same line ends. */
    static String of(String text) {
        MaskedYaml reading = new MaskedYaml();
        StringBuilder shown = new StringBuilder(text.length());
        Matcher line = LINE.matcher(text);
        while (line.find()) {
            shown.append(reading.line(line.group(1))).append(line.group(2));
        }
        return shown.toString();
    }

    /** The lines of a text without their ends, as {@code YamlFile} counts them. */
    static List<String> lines(String text) {
        return List.of(text.split("\\r\\n|\\r|\\n", -1));
    }

    private String line(String line) {
        if (line.isBlank()) {
            return line;
        }
        int indent = indent(line);
        if (hiddenBelow >= 0 && indent > hiddenBelow) {
            return " ".repeat(indent) + Masking.MASK;
        }
        hiddenBelow = -1;
        if (key || line.contains("PRIVATE KEY-----")) {
            key = !line.contains("-----END");
            return " ".repeat(indent) + Masking.MASK;
        }
        Matcher item = ITEM.matcher(line);
        if (!item.matches()) {
            firstItem = "";
            itemBefore = "";
        }
        Matcher named = NAMED.matcher(line);
        if (named.matches() && isSecret(named.group(3))) {
            return secret(line, named);
        }
        return item.matches() ? item(line, item) : Masking.text(line);
    }

    private String secret(String line, Matcher named) {
        String value = named.group(4);
        if (NO_VALUE.matcher(value).matches()) {
            return Masking.text(line);
        }
        boolean pair = named.group(1).endsWith("=");
        hiddenBelow = pair ? indent(line) : named.group(2).length();
        return BLOCK.matcher(value).matches() ? line : named.group(1) + Masking.value(named.group(3), value.strip());
    }

    /** One word of a command that is written as a list: the word before says what it is. */
    private String item(String line, Matcher item) {
        String word = item.group(2);
        String bare = word.replaceAll("^[\"']|[\"']$", "");
        List<String> words = List.of(firstItem, itemBefore, bare);
        firstItem = firstItem.isEmpty() ? bare : firstItem;
        itemBefore = bare;
        boolean hidden = Masking.words(words).getLast().equals(Masking.MASK);
        return hidden ? item.group(1) + Masking.MASK : Masking.text(line);
    }

    private static boolean isSecret(String name) {
        return Masking.value(name, "x").equals(Masking.MASK);
    }

    private static int indent(String line) {
        int indent = 0;
        while (indent < line.length() && line.charAt(indent) == ' ') {
            indent++;
        }
        return indent;
    }
}
