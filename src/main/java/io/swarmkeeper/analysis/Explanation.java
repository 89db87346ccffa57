package io.swarmkeeper.analysis;

import java.util.List;

/**
 * What one finding code means, for its page. All texts are Markdown of one kind only: words in {@code `backquotes`} are
 * code.
 *
 * @param title a heading, e.g. {@code A service without limits}
 * @param meaning paragraphs
 * @param severity one line for each severity it can have, and for undecided
 * @param why why it matters, paragraphs
 * @param cures what can be done, and what that does; one line each
 * @param thresholds its settings; empty if it has none
 */
public record Explanation(
        FindingCode code,
        String title,
        List<String> meaning,
        List<String> severity,
        List<String> why,
        List<String> cures,
        List<Threshold> thresholds) {

    /**
     * A setting that moves the line.
     *
     * @param setting full name, e.g. {@code swarmkeeper.findings.under-replicated.after}
     * @param standard its default as it would be written
     * @param meaning with its unit
     */
    public record Threshold(String setting, String standard, String meaning) {}

    public Explanation {
        meaning = List.copyOf(meaning);
        severity = List.copyOf(severity);
        why = List.copyOf(why);
        cures = List.copyOf(cures);
        thresholds = List.copyOf(thresholds);
    }
}
