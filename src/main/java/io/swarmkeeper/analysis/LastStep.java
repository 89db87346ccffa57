package io.swarmkeeper.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The part of a command that stays running: of {@code migrate && gunicorn} only gunicorn does, and of {@code migrate}
 * alone nothing else. Reads as much of the shell as people write into stack files; quotes are not looked at.
 */
final class LastStep {

    /** Only the end is read: what stays running stands there. Options of a program are rarely longer. */
    private static final int LONGEST = 4000;

    private static final Pattern CONTINUED = Pattern.compile("\\\\\r?\n");
    private static final Pattern STEP_BREAK = Pattern.compile("&&|\\|\\||[;\n]+");
    private static final Pattern WORD_BREAK = Pattern.compile("[\\s;&|()'\"]+");

    /** A loop or a choice is one step: which way it goes, a file does not show. */
    private static final Set<String> OPENING = Set.of("while", "until", "for", "if", "case");

    private static final Set<String> CLOSING = Set.of("done", "fi", "esac");

    /** May stand before what a step runs. */
    private static final Set<String> BEFORE = Set.of("do", "then", "else", "elif", "{", "!", "exec", "sudo");

    private static final Set<String> SHELLS = Set.of("sh", "bash", "ash", "dash", "zsh");
    private static final Pattern SCRIPT = Pattern.compile("-[a-z]*c");

    /** End with the step before them, or say how it ended. */
    private static final Set<String> ENDINGS = Set.of("exit", "true", "false", "echo", ":", "}", "wait");

    /** Go on in the background by themselves. */
    private static final Set<String> DAEMONS = Set.of("cron", "crond");

    private LastStep() {}

    /** Its words, and those of what was started in the background before it. */
    static List<String> words(List<String> command) {
        List<String> running = new ArrayList<>();
        List<String> step = new ArrayList<>();
        List<String> last = List.of();
        int open = 0;
        for (String text : STEP_BREAK.split(end(command))) {
            List<String> words = Arrays.stream(WORD_BREAK.split(text))
                    .filter(w -> !w.isEmpty())
                    .toList();
            if (words.isEmpty() || words.getFirst().startsWith("#")) {
                continue;
            }
            String first = first(words);
            if (open == 0) {
                step = new ArrayList<>();
            }
            step.addAll(words);
            open += OPENING.contains(first) ? 1 : 0;
            open -= open > 0 && CLOSING.contains(first) ? 1 : 0;
            if (DAEMONS.contains(file(first)) || text.stripTrailing().endsWith("&")) {
                running.addAll(step);
            }
            if (last.isEmpty() || !ENDINGS.contains(first)) {
                last = step;
            }
        }
        running.addAll(last);
        return running;
    }

    /** What a step runs, or the word of the shell that it begins with; empty if that does not stand there. */
    private static String first(List<String> words) {
        boolean shell = false;
        int from = 0;
        for (int i = 0; i < words.size(); i++) {
            if (shell && SCRIPT.matcher(words.get(i)).matches()) {
                from = i + 1;
                break;
            }
            shell |= SHELLS.contains(file(words.get(i)));
        }
        return words.stream()
                .skip(from)
                .filter(w -> !BEFORE.contains(w))
                .findFirst()
                .orElse("");
    }

    private static String file(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The end of the command as one text, from where a word begins. */
    private static String end(List<String> command) {
        int from = command.size();
        int length = 0;
        while (from > 0 && length <= LONGEST) {
            from--;
            length += command.get(from).length() + 1;
        }
        List<String> words = new ArrayList<>(command.subList(from, command.size()));
        if (length > LONGEST) {
            String cut = words.getFirst();
            String kept = cut.substring(Math.min(cut.length(), length - LONGEST));
            int blank = kept.indexOf(' ');
            words.set(0, blank < 0 ? "" : kept.substring(blank));
        }
        return CONTINUED.matcher(String.join(" ", words)).replaceAll(" ");
    }
}
