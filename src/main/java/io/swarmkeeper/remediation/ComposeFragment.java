package io.swarmkeeper.remediation;

import io.swarmkeeper.swarm.Resources;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The same change for the stack file, as YAML to merge into it: the next {@code stack deploy} would take it away. */
public final class ComposeFragment {

    /** Plain scalars that YAML 1.1 readers take for something else than text. */
    private static final Set<String> WORDS =
            Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf");

    private ComposeFragment() {}

    /**
     * @param service the service's name inside the stack file
     * @param limitsBefore what is set until then, like reservationsBefore
     */
    static String resources(
            String service,
            Resources limitsBefore,
            Resources reservationsBefore,
            Resources limits,
            Resources reservations) {
        StringBuilder yaml = new StringBuilder("services:\n  ");
        yaml.append(key(service)).append(":\n    deploy:\n      resources:\n");
        int head = yaml.length();
        part(yaml, "limits", limitsBefore, limits);
        part(yaml, "reservations", reservationsBefore, reservations);
        if (yaml.length() == head) {
            yaml.insert(head - 1, " {}");
        }
        return yaml.toString();
    }

    private static void part(StringBuilder yaml, String name, Resources before, Resources resources) {
        List<String> gone = new ArrayList<>();
        if (before.hasCpu() && !resources.hasCpu()) {
            gone.add("cpus");
        }
        if (before.hasMemory() && !resources.hasMemory()) {
            gone.add("memory");
        }
        if (!resources.hasCpu() && !resources.hasMemory() && gone.isEmpty()) {
            return;
        }
        yaml.append("        ").append(name).append(':');
        yaml.append(resources.hasCpu() || resources.hasMemory() ? "" : " {}");
        // Merged into a file, a fragment adds and replaces; what it does not name stays.
        yaml.append(gone.isEmpty() ? "" : "  # take out " + String.join(" and ", gone))
                .append('\n');
        if (resources.hasCpu()) {
            yaml.append("          cpus: \"").append(cpus(resources.cpuNano())).append("\"\n");
        }
        if (resources.hasMemory()) {
            yaml.append("          memory: ")
                    .append(memory(resources.memoryBytes()))
                    .append('\n');
        }
    }

    /** Cores as an exact decimal, with one digit behind the point at least: {@code 2.0}, {@code 0.125}. */
    public static String cpus(long cpuNano) {
        BigDecimal cores = BigDecimal.valueOf(cpuNano, 9).stripTrailingZeros();
        return (cores.scale() < 1 ? cores.setScale(1) : cores).toPlainString();
    }

    /** Bytes exactly, in the largest unit that divides them: {@code 4G}, {@code 512M}, {@code 1234567b}. */
    public static String memory(long bytes) {
        if (bytes % (1L << 30) == 0) {
            return (bytes >> 30) + "G";
        }
        if (bytes % (1L << 20) == 0) {
            return (bytes >> 20) + "M";
        }
        return bytes % (1L << 10) == 0 ? (bytes >> 10) + "K" : bytes + "b";
    }

    private static String key(String name) {
        boolean plain = name.matches("[A-Za-z_][A-Za-z0-9_-]*") && !WORDS.contains(name.toLowerCase(Locale.ROOT));
        return plain ? name : "'" + name.replace("'", "''") + "'";
    }
}
