package io.swarmkeeper.stackfile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds amounts of memory in commands and environments. A text that many services share is looked through once. */
final class MemoryOptions {

    /** Who names an amount writes a line; what is longer is a certificate, a key, a whole configuration. */
    private static final int LONGEST = 2000;

    private static final int LONGEST_OF_TWO = 40;

    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    /** A bare number of Postgres counts blocks. */
    private static final long POSTGRES_BLOCK = 8192;

    /** More than any machine has; keeps sums within a long. */
    private static final long MOST = 1L << 50;

    /** @param unit of a bare number, in bytes */
    private record Option(Pattern pattern, long unit) {

        /** @param names what stands before the amount */
        static Option of(String names, long unit) {
            return new Option(
                    Pattern.compile(
                            "(?<![\\w.-])(?:" + names + ")['\"]?(\\d+(?:\\.\\d+)?(?: ?[kmgt]i?b?)?)(?![\\w.$])",
                            Pattern.CASE_INSENSITIVE),
                    unit);
        }

        /** The greatest that is named: one value may be said twice, as with {@code -Xms} and {@code -Xmx}. */
        long most(String text) {
            long most = 0;
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                String amount = matcher.group(1);
                OptionalLong bytes = Amounts.bytes(amount);
                boolean bare = Character.isDigit(amount.charAt(amount.length() - 1));
                if (bytes.isPresent()) {
                    most = Math.max(most, bare ? scaled(amount) : Math.min(bytes.getAsLong(), MOST));
                }
            }
            return most;
        }

        /** The unit may count a fraction: {@code --wiredTigerCacheSizeGB 1.5}. */
        private long scaled(String number) {
            return (long) Math.min(Double.parseDouble(number) * unit, MOST);
        }
    }

    /** Each takes memory of its own beside the others. The last is memcached's alone: many programs have a -m. */
    private static final List<Option> OPTIONS = List.of(
            Option.of("-Xm[sx]|-XX:(?:Max|Initial)HeapSize=|(?:\\w*_)?HEAP_+(?:MAX_+)?SIZE=|(?:MAX_)?MEMORY=", 1),
            Option.of("-XX:MaxDirectMemorySize=", 1),
            Option.of("--max[-_]old[-_]space[-_]size[= ]", MIB),
            Option.of("(?:\\w*_)?GOMEMLIMIT=", 1),
            Option.of("--maxmemory[= ]|(?:\\w*_)?MAXMEMORY=", 1),
            Option.of("(?:--|-c)?shared[-_]buffers[= ]|\\w+_SHARED_BUFFERS=", POSTGRES_BLOCK),
            Option.of("--(?:loose[-_])?innodb[-_]buffer[-_]pool[-_]size[= ]|\\w+_BUFFER_POOL_SIZE=", 1),
            Option.of("--wiredTigerCacheSizeGB[= ]", GIB),
            Option.of("\\w+_PAGECACHE_SIZE=", 1),
            Option.of("-m ?|--memory-limit[= ]", MIB));

    private final Map<String, long[]> known = new HashMap<>();

    /**
     * The sum of what these texts ask for, in bytes; 0 if they name nothing.
     *
     * @param texts the entries of an environment and the parts of a command
     */
    long sum(List<String> texts, boolean memcached) {
        long[] most = new long[OPTIONS.size()];
        for (String text : texts) {
            if (text.length() <= LONGEST) {
                long[] found = known.computeIfAbsent(text, MemoryOptions::find);
                Arrays.setAll(most, i -> Math.max(most[i], found[i]));
            }
        }
        return Arrays.stream(most, 0, memcached ? most.length : most.length - 1).sum();
    }

    private static long[] find(String text) {
        return OPTIONS.stream().mapToLong(o -> o.most(text)).toArray();
    }

    /** The words of a command as texts, and each with the one behind it: an option and its amount may be two words. */
    static List<String> texts(List<String> words) {
        List<String> texts = new ArrayList<>(words);
        for (int i = 1; i < words.size(); i++) {
            String option = words.get(i - 1);
            String amount = words.get(i);
            if (option.length() <= LONGEST_OF_TWO && amount.length() <= LONGEST_OF_TWO) {
                texts.add(option + " " + amount);
            }
        }
        return texts;
    }
}
