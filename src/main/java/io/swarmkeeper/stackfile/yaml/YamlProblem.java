package io.swarmkeeper.stackfile.yaml;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** What the parser found wrong, in words for people. */
final class YamlProblem {

    private YamlProblem() {}

    /** @param at where it is; null if the parser does not say */
    static String words(MarkedYAMLException e, @Nullable Mark at) {
        String problem = String.valueOf(e.getProblem());
        if (problem.contains("'\\t(TAB)'")) {
            return at == null || indents(at)
                    ? "not YAML: a tab; YAML indents with spaces"
                    : "a tab between words, which a deploy takes and this reader does not: write a space there";
        }
        return "not YAML: " + (e.getContext() == null ? problem : e.getContext() + ": " + problem);
    }

    /** True if nothing stands before it in its line, or the dash of an item: what follows is indented by it. */
    private static boolean indents(Mark at) {
        int[] text = at.getBuffer();
        int before = at.getPointer() - 1;
        while (before >= 0 && (text[before] == ' ' || text[before] == '\t')) {
            before--;
        }
        return before < 0 || text[before] < ' ' || text[before] == '-' || text[before] == '?';
    }
}
