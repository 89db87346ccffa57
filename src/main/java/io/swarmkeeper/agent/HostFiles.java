package io.swarmkeeper.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.StringTokenizer;

/** Small files of the kernel's, read whole. */
final class HostFiles {

    private HostFiles() {}

    /** @throws IOException also if its process or cgroup is gone, which is an everyday thing */
    static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The number that is all of the file; {@code max} is 0, as in "no limit". */
    static long number(Path file) throws IOException {
        String text = read(file).strip();
        if (text.equals("max")) {
            return 0;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException("%s holds \"%s\" where a number should stand".formatted(file, text), e);
        }
    }

    /**
     * The first words of a line, at most so many. Not a regular expression: a node has tens of thousands of such lines,
     * and looks at them with each sample.
     */
    static String[] words(String line, int most) {
        StringTokenizer tokens = new StringTokenizer(line, " :\t");
        String[] words = new String[most];
        int count = 0;
        while (count < most && tokens.hasMoreTokens()) {
            words[count++] = tokens.nextToken();
        }
        return Arrays.copyOf(words, count);
    }

    /** {@code name value} a line; lines of another form are left out. */
    static Map<String, Long> table(Path file) throws IOException {
        Map<String, Long> table = new HashMap<>();
        for (String line : read(file).split("\n")) {
            String[] words = words(line, 2);
            if (words.length == 2) {
                try {
                    table.put(words[0], Long.parseLong(words[1]));
                } catch (NumberFormatException e) {
                    // not ours
                }
            }
        }
        return table;
    }
}
