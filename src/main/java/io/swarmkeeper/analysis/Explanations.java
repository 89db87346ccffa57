package io.swarmkeeper.analysis;

import io.swarmkeeper.analysis.Explanation.Threshold;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The explaining texts, one resource {@code findings/<code>.md} for each code. docs/findings.md holds the same words. */
public final class Explanations {

    private static final Pattern THRESHOLD = Pattern.compile("`([^`]+)` \\(([^)]*)\\): (.+)");

    private static final Map<FindingCode, Explanation> ALL = load();

    private Explanations() {}

    public static Explanation of(FindingCode code) {
        Explanation explanation = ALL.get(code);
        if (explanation == null) {
            throw new IllegalStateException("no explanation was loaded for " + code.code());
        }
        return explanation;
    }

    /** In the order of the codes. */
    public static List<Explanation> all() {
        return List.copyOf(ALL.values());
    }

    private static Map<FindingCode, Explanation> load() {
        Map<FindingCode, Explanation> all = new EnumMap<>(FindingCode.class);
        for (FindingCode code : FindingCode.values()) {
            all.put(code, parse(code, read("/findings/" + code.code() + ".md")));
        }
        return all;
    }

    private static String read(String resource) {
        try (InputStream stream = Explanations.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("resource " + resource + " is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("could not read resource " + resource, e);
        }
    }

    static Explanation parse(FindingCode code, String text) {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        String title = "";
        for (String line : text.lines().toList()) {
            if (line.startsWith("# ")) {
                title = line.substring(2).strip();
                sections.put("", current);
            } else if (line.startsWith("## ")) {
                current = new ArrayList<>();
                sections.put(line.substring(3).strip(), current);
            } else if (!line.isBlank()) {
                current.add(line.startsWith("- ") ? line.substring(2).strip() : line.strip());
            }
        }
        return new Explanation(
                code,
                title,
                sections.getOrDefault("", List.of()),
                sections.getOrDefault("Severity", List.of()),
                sections.getOrDefault("Why it matters", List.of()),
                sections.getOrDefault("What cures it", List.of()),
                sections.getOrDefault("Thresholds", List.of()).stream()
                        .map(line -> threshold(code, line))
                        .toList());
    }

    private static Threshold threshold(FindingCode code, String line) {
        Matcher matcher = THRESHOLD.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalStateException(
                    "threshold of %s is not `setting` (default): meaning, but: %s".formatted(code.code(), line));
        }
        return new Threshold(matcher.group(1), matcher.group(2), matcher.group(3));
    }
}
