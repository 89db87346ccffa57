package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Explanation;
import io.swarmkeeper.analysis.Explanations;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import java.util.Arrays;
import java.util.List;

/** What a finding code means, as pages tell it. */
record CodeSheet(
        String code,
        String title,
        String phase,
        List<Grade> severity,
        List<Prose> meaning,
        List<Prose> why,
        List<Prose> cures,
        List<Setting> settings) {

    /** One severity that it can have, and when; {@code when} is empty if it has no other. */
    record Grade(Tag tag, Prose when) {}

    /** @param standard its default */
    record Setting(String name, String standard, Prose meaning) {}

    static CodeSheet of(FindingCode code) {
        Explanation explanation = Explanations.of(code);
        return new CodeSheet(
                code.code(),
                explanation.title(),
                code.phase().number() + ", " + code.phase().title(),
                explanation.severity().stream().map(CodeSheet::grade).toList(),
                Prose.of(explanation.meaning()),
                Prose.of(explanation.why()),
                Prose.of(explanation.cures()),
                explanation.thresholds().stream()
                        .map(t -> new Setting(t.setting(), t.standard(), Prose.of(t.meaning())))
                        .toList());
    }

    /** {@code critical: no memory limit.} or the bare {@code critical.} */
    private static Grade grade(String line) {
        int end = 0;
        while (end < line.length() && Character.isLetter(line.charAt(end))) {
            end++;
        }
        String word = line.substring(0, end);
        String when = line.length() > end && line.charAt(end) == ':'
                ? line.substring(end + 1).strip()
                : "";
        Tag tag = Arrays.stream(Severity.values())
                .map(Tag::of)
                .filter(t -> t.word().equals(word))
                .findFirst()
                .orElse(new Tag("wait", word));
        return new Grade(tag, Prose.of(when));
    }
}
