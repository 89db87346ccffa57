package io.swarmkeeper.web.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The Markdown report as a page shows it. Reads exactly the Markdown that our own report is made of: headings,
 * paragraphs, tables, escapes. What it yields is plain text again, for the template to escape in its own way.
 */
final class ReportPreview {

    private static final Pattern ESCAPED = Pattern.compile("\\\\(\\p{Punct})");

    private ReportPreview() {}

    /**
     * A heading, a paragraph or a table; what it is not is empty or 0.
     *
     * @param level of a heading, 1 for the title
     */
    record Block(int level, String text, List<String> header, List<List<String>> rows) {}

    static List<Block> of(String markdown) {
        return Arrays.stream(markdown.split("\n{2,}"))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(ReportPreview::block)
                .toList();
    }

    private static Block block(String part) {
        if (part.startsWith("|")) {
            List<List<String>> lines = part.lines().map(ReportPreview::cells).toList();
            // The second line only draws the rule under the header.
            return new Block(0, "", lines.getFirst(), lines.stream().skip(2).toList());
        }
        int level = 0;
        while (level < part.length() && part.charAt(level) == '#') {
            level++;
        }
        return new Block(level, plain(part.substring(level).strip()), List.of(), List.of());
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        for (int i = 1; i < line.length(); i++) {
            char at = line.charAt(i);
            if (at == '\\' && i + 1 < line.length()) {
                cell.append(at).append(line.charAt(++i));
            } else if (at == '|') {
                cells.add(plain(cell.toString().strip()));
                cell.setLength(0);
            } else {
                cell.append(at);
            }
        }
        return cells;
    }

    private static String plain(String escaped) {
        return ESCAPED.matcher(escaped)
                .replaceAll("$1")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }
}
