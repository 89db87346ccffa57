package io.swarmkeeper.stackfile.yaml;

import io.swarmkeeper.stackfile.yaml.YamlNode.Entry;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.stackfile.yaml.YamlNode.Sequence;
import io.swarmkeeper.stackfile.yaml.YamlNode.Style;

/**
 * How the author of a file writes, so that what is added reads the same.
 *
 * @param lineEnd of the first line: {@code \n}, {@code \r\n} or {@code \r}
 * @param step spaces by which a mapping stands deeper than its key
 * @param listStep the same for lists, often 0
 * @param quote {@code "} or {@code '}, whichever is more common
 */
public record Layout(String lineEnd, int step, int listStep, String quote) {

    private static final int WIDEST = 8;

    public static Layout of(YamlFile file) {
        Counts counts = new Counts(file);
        counts.count(file.root(), -1);
        int step = common(counts.steps, 2);
        return new Layout(
                file.lineEnd(), step, common(counts.listSteps, step), counts.single > counts.twice ? "'" : "\"");
    }

    /** In the file's quotes. The text holds none itself. */
    public String quoted(String text) {
        return quote + text + quote;
    }

    /** In the quotes of what it is to replace; the file's own where that has none, or an alias stands there. */
    public String quotedLike(YamlNode replaced, String text) {
        if (!(replaced instanceof Scalar scalar)) {
            return quoted(text);
        }
        return switch (scalar.style()) {
            case SINGLE_QUOTED -> "'" + text + "'";
            case DOUBLE_QUOTED -> "\"" + text + "\"";
            case PLAIN, LITERAL, FOLDED -> quoted(text);
        };
    }

    private static int common(int[] counts, int otherwise) {
        int best = -1;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0 && (best < 0 || counts[i] > counts[best])) {
                best = i;
            }
        }
        return best < 0 ? otherwise : best;
    }

    private static final class Counts {
        private final YamlFile file;
        private final int[] steps = new int[WIDEST + 1];
        private final int[] listSteps = new int[WIDEST + 1];
        private int single;
        private int twice;

        Counts(YamlFile file) {
            this.file = file;
        }

        /** @param parent column of the key above; negative if there is none */
        void count(YamlNode node, int parent) {
            switch (node) {
                case Mapping mapping -> {
                    int column = mapping.entries().isEmpty() || mapping.flow()
                            ? parent
                            : column(mapping.entries().getFirst().key());
                    if (!mapping.flow() && parent >= 0) {
                        add(steps, column - parent);
                    }
                    for (Entry entry : mapping.entries()) {
                        count(entry.value(), mapping.flow() ? -1 : column);
                    }
                }
                case Sequence sequence -> {
                    if (!sequence.flow() && parent >= 0) {
                        add(listSteps, column(sequence) - parent);
                    }
                    sequence.items().forEach(i -> count(i, -1));
                }
                case Scalar scalar -> {
                    single += scalar.style() == Style.SINGLE_QUOTED ? 1 : 0;
                    twice += scalar.style() == Style.DOUBLE_QUOTED ? 1 : 0;
                }
                case YamlNode.Alias _ -> {}
            }
        }

        private static void add(int[] counts, int step) {
            if (step >= 0 && step <= WIDEST) {
                counts[step]++;
            }
        }

        private int column(YamlNode node) {
            return file.place(node).column() - 1;
        }
    }
}
