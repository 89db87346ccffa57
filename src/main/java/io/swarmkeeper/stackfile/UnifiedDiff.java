package io.swarmkeeper.stackfile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The difference of two texts as patch and git read it. Made for a text that only gained and replaced single lines, in
 * time that grows with its length: lines are matched in order, looking ahead a little.
 */
public final class UnifiedDiff {

    private static final int CONTEXT = 3;
    private static final int AHEAD = 400;

    private record Line(char sign, String text) {}

    private UnifiedDiff() {}

    /**
     * @param name of the file from where the diff is to be applied
     * @return empty if both are the same
     */
    public static String of(String name, String before, String after) {
        List<Line> lines = align(split(before), split(after));
        StringBuilder diff = new StringBuilder();
        int oldLine = 1;
        int newLine = 1;
        int i = 0;
        while (i < lines.size()) {
            if (lines.get(i).sign() == ' ') {
                oldLine++;
                newLine++;
                i++;
                continue;
            }
            int from = Math.max(0, i - CONTEXT);
            int to = end(lines, i);
            List<Line> hunk = lines.subList(from, to);
            int lead = i - from;
            long olds = hunk.stream().filter(l -> l.sign() != '+').count();
            long news = hunk.stream().filter(l -> l.sign() != '-').count();
            diff.append("@@ -%s +%s @@\n".formatted(range(oldLine - lead, olds), range(newLine - lead, news)));
            for (Line line : hunk) {
                diff.append(line.sign()).append(line.text());
                if (!line.text().endsWith("\n")) {
                    diff.append("\n\\ No newline at end of file\n");
                }
            }
            for (Line line : lines.subList(i, to)) {
                oldLine += line.sign() != '+' ? 1 : 0;
                newLine += line.sign() != '-' ? 1 : 0;
            }
            i = to;
        }
        return diff.isEmpty() ? "" : "--- %s\n+++ %s\n%s".formatted(header("a/" + name), header("b/" + name), diff);
    }

    /** As git writes it: in quotes where a character would break or end it, with a tab behind it where it has blanks. */
    private static String header(String path) {
        boolean plain =
                !path.endsWith(" ") && path.chars().noneMatch(c -> Character.isISOControl(c) || c == '"' || c == '\\');
        if (plain) {
            return path.indexOf(' ') < 0 ? path : path + "\t";
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (b < ' ' || b == 0x7F) {
                quoted.append("\\%03o".formatted(b & 0xFF));
            } else if (b == '"' || b == '\\') {
                quoted.append('\\').append((char) b);
            } else {
                quoted.append((char) b);
            }
        }
        return quoted.append('"').toString();
    }

    private static String range(int line, long count) {
        return count == 0 ? line - 1 + ",0" : count == 1 ? Integer.toString(line) : line + "," + count;
    }

    /** After the context that follows the last change which is near enough to the one before it. */
    private static int end(List<Line> lines, int first) {
        int last = first;
        for (int i = first; i < lines.size() && i - last <= 2 * CONTEXT; i++) {
            if (lines.get(i).sign() != ' ') {
                last = i;
            }
        }
        return Math.min(lines.size(), last + CONTEXT + 1);
    }

    private static List<Line> align(List<String> before, List<String> after) {
        List<Line> lines = new ArrayList<>();
        int a = 0;
        int b = 0;
        while (a < before.size() || b < after.size()) {
            if (a < before.size() && b < after.size() && before.get(a).equals(after.get(b))) {
                lines.add(new Line(' ', before.get(a)));
                a++;
                b++;
                continue;
            }
            int skip = a < before.size() ? find(before, a, after, b) : -1;
            if (skip > 0 || a == before.size()) {
                lines.add(new Line('+', after.get(b)));
                b++;
            } else {
                lines.add(new Line('-', before.get(a)));
                a++;
            }
        }
        return lines;
    }

    /** How many lines further on the old line comes again in the new text, its neighbour with it; -1 = nowhere near. */
    private static int find(List<String> before, int a, List<String> after, int b) {
        for (int i = b; i < Math.min(after.size(), b + AHEAD); i++) {
            boolean next = a + 1 == before.size()
                    || i + 1 < after.size() && before.get(a + 1).equals(after.get(i + 1));
            if (before.get(a).equals(after.get(i)) && next) {
                return i - b;
            }
        }
        for (int i = b; i < Math.min(after.size(), b + AHEAD); i++) {
            if (before.get(a).equals(after.get(i))) {
                return i - b;
            }
        }
        return -1;
    }

    /** With their line ends. */
    private static List<String> split(String text) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            int to = end < 0 ? text.length() : end + 1;
            lines.add(text.substring(from, to));
            from = to;
        }
        return lines;
    }
}
