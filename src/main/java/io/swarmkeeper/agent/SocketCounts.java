package io.swarmkeeper.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How many sockets a network namespace has, as {@code /proc/PID/net/sockstat} and {@code sockstat6} say. To list TCP
 * sockets the kernel walks the hash table of all namespaces, 1.6 ms at its 262,144 entries however few are ours; most
 * containers have none of one family, and these two files cost a hundredth of that.
 *
 * @param lines by first word such as {@code TCP6}, names with their numbers; empty where the kernel does not tell
 */
record SocketCounts(Map<String, Map<String, Integer>> lines) {

    /** @param net {@code /proc/PID/net} */
    static SocketCounts read(Path net) {
        Map<String, Map<String, Integer>> lines = new HashMap<>();
        for (String file : new String[] {"sockstat", "sockstat6"}) {
            try {
                for (String line : HostFiles.read(net.resolve(file)).split("\n")) {
                    parse(line, lines);
                }
            } catch (IOException e) {
                // an old kernel, or one without IPv6: what is not told is looked for
            }
        }
        return new SocketCounts(lines);
    }

    private static void parse(String line, Map<String, Map<String, Integer>> lines) {
        String[] words = HostFiles.words(line, 16);
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 1; i + 1 < words.length; i += 2) {
            try {
                numbers.put(words[i], Integer.parseInt(words[i + 1]));
            } catch (NumberFormatException e) {
                return; // of another form, so not told
            }
        }
        if (words.length > 0) {
            lines.put(words[0], numbers);
        }
    }

    /**
     * False only if the kernel says that there is none. Those of TCP that wait after their end are counted apart, both
     * families in one number, before kernel 4.13 even of all namespaces: then too much is read, never too little.
     *
     * @param file {@code tcp}, {@code tcp6}, {@code udp} or {@code udp6}
     */
    boolean mayHave(String file) {
        if (count(file.toUpperCase(Locale.ROOT), "inuse") != 0) {
            return true;
        }
        return file.startsWith("tcp") && count("TCP", "tw") != 0;
    }

    /** Not 0 if it is not told. */
    private int count(String line, String name) {
        return lines.getOrDefault(line, Map.of()).getOrDefault(name, -1);
    }
}
