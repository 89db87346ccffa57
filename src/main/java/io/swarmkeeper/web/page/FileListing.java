package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.stackfile.FileFinding;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.swarm.Masking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A file's lines as a page shows them, each with what was found there. */
final class FileListing {

    /** Of a longer file only the lines around what was found are shown. */
    static final int WHOLE = 2_000;

    private static final int AROUND = 3;
    private static final int LONGEST_LINE = 400;

    private FileListing() {}

    /**
     * @param number from 1; 0 where lines are left out
     * @param look of the worst note; empty if there is none
     */
    record Line(int number, String text, String look, List<Note> notes) {}

    /** @param href of the page about the code; empty if it has none, and the code is empty for what is no finding */
    record Note(Tag tag, String title, String explanation, String code, String href) {

        static Note of(FileFinding finding) {
            boolean live =
                    Arrays.stream(FindingCode.values()).anyMatch(c -> c.code().equals(finding.code()));
            return new Note(
                    Tag.of(finding.severity()),
                    shown(finding.title()),
                    shown(finding.explanation()),
                    finding.code(),
                    live ? "/findings/codes/" + finding.code() : "");
        }

        static Note of(StackFileException fault) {
            return new Note(new Tag("bad", "column " + fault.place().column()), message(fault), "", "", "");
        }
    }

    /** What stands in the way, as a page may say it: it can repeat text of the file. */
    static String message(StackFileException fault) {
        return Wording.sentence(shown(String.valueOf(fault.getMessage())));
    }

    static String shown(String text) {
        return Wording.clip(Masking.text(text), 1_000);
    }

    static List<Line> of(String text, List<FileFinding> findings) {
        Map<Integer, List<Note>> notes = new TreeMap<>();
        for (FileFinding finding : findings) {
            notes.computeIfAbsent(finding.place().line(), k -> new ArrayList<>())
                    .add(Note.of(finding));
        }
        return of(text, notes);
    }

    static List<Line> of(String text, StackFileException fault) {
        return of(text, Map.of(fault.place().line(), List.of(Note.of(fault))));
    }

    private static List<Line> of(String text, Map<Integer, List<Note>> notes) {
        List<String> all = MaskedYaml.lines(MaskedYaml.of(text));
        boolean[] near = new boolean[all.size() + 2];
        Arrays.fill(near, all.size() <= WHOLE);
        for (int line : notes.keySet()) {
            Arrays.fill(near, Math.max(0, line - AROUND), Math.min(near.length, line + AROUND + 1), true);
        }
        List<Line> lines = new ArrayList<>();
        int number = 1;
        while (number <= all.size()) {
            int from = number;
            while (number <= all.size() && !near[number]) {
                number++;
            }
            if (number > from) {
                lines.add(new Line(
                        0, "lines %d to %d, where nothing was found".formatted(from, number - 1), "", List.of()));
                continue;
            }
            List<Note> here = notes.getOrDefault(number, List.of());
            lines.add(new Line(number, line(all.get(number - 1)), look(here), here));
            number++;
        }
        return lines;
    }

    private static String line(String text) {
        return Wording.clip(text.startsWith("\uFEFF") ? text.substring(1) : text, LONGEST_LINE);
    }

    private static String look(List<Note> notes) {
        for (String look : List.of("bad", "warn", "info")) {
            if (notes.stream().anyMatch(n -> n.tag().look().equals(look))) {
                return look;
            }
        }
        return "";
    }
}
