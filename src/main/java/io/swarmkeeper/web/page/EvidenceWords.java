package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.swarm.Masking;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.web.page.FindingsController.Proof;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A finding's evidence as people read it: names as words, numbers with the unit that their name tells. */
final class EvidenceWords {

    private EvidenceWords() {}

    static List<Proof> of(Finding finding) {
        return finding.evidence().entrySet().stream()
                .map(e -> new Proof(name(e.getKey()), value(e.getKey(), e.getValue())))
                .toList();
    }

    /** {@code limitMemoryBytes} becomes {@code limit memory}. */
    private static String name(String camelCase) {
        String words = camelCase.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        String plain = words.replaceFirst(" (bytes|nano|seconds|millis)$", "").replaceAll("\\bcpu\\b", "CPU");
        return Wording.sentence(plain);
    }

    private static String value(String name, Object value) {
        if (value instanceof Number number) {
            if (name.endsWith("Bytes") || name.equals("bytes")) {
                return Quantities.bytes(number.longValue());
            }
            if (name.endsWith("Nano")) {
                return Quantities.cores(number.longValue());
            }
            if (name.endsWith("Seconds")) {
                return Quantities.duration(Duration.ofSeconds(number.longValue()));
            }
            if (name.endsWith("Percent")) {
                return Math.round(number.doubleValue()) + " %";
            }
            return number.toString();
        }
        if (value instanceof List<?> list) {
            return list.isEmpty()
                    ? "none"
                    : Wording.clip(
                            Masking.text(String.join(
                                    ", ", list.stream().map(String::valueOf).toList())),
                            2000);
        }
        if (value instanceof Boolean flag) {
            return flag ? "yes" : "no";
        }
        return Wording.clip(Masking.text(String.valueOf(value)), 2000);
    }
}
