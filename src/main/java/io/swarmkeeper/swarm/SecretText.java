package io.swarmkeeper.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a text the way a shell or a person would, word by word, and hides what stands where passwords stand: behind
 * {@code --password}, {@code password=}, {@code "password":}, {@code Authorization:}, in the address of a server, and
 * behind the short options of well-known clients. One pass, so that a text of any length costs its length.
 */
final class SecretText {

    /** Behind {@code ://}: {@code user:password@}, or a name so long that it is a token. */
    private static final Pattern URL_CREDENTIALS =
            Pattern.compile("(?<=://)(?:([^/\\s:@]{0,200}):[^\\s\"',]{1,500}|[^/\\s:@]{16,500})@");
    /** A JSON web token, and keys that carry their maker's mark. Bounded, for texts that are made to take long. */
    private static final Pattern KNOWN_SHAPES = Pattern.compile(
            "\\beyJ[\\w-]{5,300}+\\.[\\w-]{5,8000}+\\.[\\w-]*|\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b|\\bgh[pousr]_\\w{20,}"
                    + "|\\bgithub_pat_\\w{20,}|\\bglpat-[\\w-]{15,}|\\bxox[abeoprs]-[\\w-]{10,}|\\b[sr]k_live_\\w{10,}"
                    + "|\\bskt_[\\w-]{40,}|(?<=hooks\\.slack\\.com/services/)[\\w/-]+");

    /** One of these stands in whatever has a known shape: looked for first, because most texts have none. */
    private static final List<String> MARKS =
            List.of("eyJ", "AKIA", "ASIA", "gh", "glpat-", "xox", "k_live_", "skt_", "hooks.slack.com");

    private static final String QUOTES = "\"'`";
    private static final String PEM = "PRIVATE KEY-----";

    private static final Set<String> REDIS = Set.of("redis-cli", "valkey-cli", "keydb-cli", "redis-benchmark");
    private static final Set<String> ENDS_A_COMMAND = Set.of(";", "|", "||", "&", "&&");

    private final StringBuilder shown = new StringBuilder();
    /** What the next word is the value of; empty if of nothing secret. */
    private Expecting next = Expecting.NOTHING;

    private String program = "";

    private enum Expecting {
        NOTHING,
        /** The next word is a secret. */
        SECRET,
        /** The next word is {@code user:secret}. */
        PAIR,
        /** Everything to the closing quote or the end of the line is. */
        HEADER
    }

    static String masked(String text) {
        if (text.contains(PEM)) {
            return Masking.MASK;
        }
        SecretText reading = new SecretText();
        int at = 0;
        while (at < text.length()) {
            int end = at;
            boolean blank = Character.isWhitespace(text.charAt(at));
            while (end < text.length() && Character.isWhitespace(text.charAt(end)) == blank) {
                end++;
            }
            if (blank) {
                reading.blank(text.substring(at, end));
            } else {
                reading.word(text.substring(at, end));
            }
            at = end;
        }
        return reading.finish();
    }

    /** True if the text holds what is a secret by its very form, under whatever name it stands. */
    static boolean isEvident(String text) {
        return text.contains(PEM)
                || text.contains("://") && URL_CREDENTIALS.matcher(text).find()
                || MARKS.stream().anyMatch(text::contains)
                        && KNOWN_SHAPES.matcher(text).find();
    }

    /** A command line whose words are known: one with blanks in it is a text of its own. */
    static List<String> masked(List<String> words) {
        List<String> masked = new ArrayList<>();
        SecretText reading = new SecretText();
        for (String word : words) {
            if (reading.next == Expecting.NOTHING
                    && (word.contains(PEM) || word.chars().anyMatch(Character::isWhitespace))) {
                int at = word.indexOf('=');
                masked.add(
                        at > 0 && Masking.isSecret(word.substring(0, at)) ? Masking.environment(word) : masked(word));
            } else {
                reading.word(word);
                masked.add(reading.finish());
            }
        }
        return masked;
    }

    private String finish() {
        String text = shown.toString();
        shown.setLength(0);
        if (text.contains("://")) {
            text = URL_CREDENTIALS.matcher(text).replaceAll(m -> credentials(m.group(1)));
        }
        return MARKS.stream().anyMatch(text::contains)
                ? KNOWN_SHAPES.matcher(text).replaceAll(Masking.MASK)
                : text;
    }

    private void blank(String blank) {
        if (next == Expecting.HEADER && blank.indexOf('\n') >= 0) {
            next = Expecting.NOTHING;
        }
        shown.append(blank);
    }

    private static String credentials(String user) {
        return (user == null ? "" : user + ":") + Masking.MASK + "@";
    }

    private void word(String word) {
        switch (next) {
            case NOTHING -> plain(word);
            case SECRET -> {
                next = Expecting.NOTHING;
                // "--password --verbose", "--auth -f": an option that was given no value. "auths": {…}: no value yet.
                if (word.startsWith("--") || word.matches("-[a-zA-Z]|[{\\[].*")) {
                    plain(word);
                } else {
                    hide(word);
                }
            }
            case PAIR -> {
                next = Expecting.NOTHING;
                int colon = word.indexOf(':');
                shown.append(word, 0, colon + 1);
                hide(word.substring(colon + 1));
            }
            case HEADER -> {
                if (closes(word)) {
                    next = Expecting.NOTHING;
                }
                hide(word);
            }
        }
    }

    private static boolean closes(String word) {
        return word.endsWith("\"") || word.endsWith("'") || word.endsWith("`");
    }

    /** The word without the quotes and brackets around it, which stay. */
    private void hide(String word) {
        int from = 0;
        int to = word.length();
        while (from < to && "\"'`([{".indexOf(word.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && "\"'`)]};,".indexOf(word.charAt(to - 1)) >= 0) {
            to--;
        }
        shown.append(word, 0, from);
        if (from < to) {
            shown.append(Masking.MASK);
        }
        shown.append(word, to, word.length());
    }

    private void plain(String word) {
        String bare = bare(word);
        if (ENDS_A_COMMAND.contains(word)) {
            program = "";
        } else if (program.isEmpty() || isClient(name(bare))) {
            program = name(bare);
        }
        if (isMysql(program) && bare.startsWith("-p") && bare.length() > 2) {
            int at = word.indexOf("-p") + 2;
            shown.append(word, 0, at);
            hide(word.substring(at));
            return;
        }
        boolean option = bare.startsWith("-") || bare.equals("requirepass") || bare.equals("masterauth");
        boolean secretName = option && bare.indexOf('=') < 0 && Masking.isSecret(bare);
        if (secretName
                || REDIS.contains(program) && bare.equals("-a")
                || program.startsWith("mongo") && bare.equals("-p")) {
            next = Expecting.SECRET;
            shown.append(word);
            return;
        }
        if (program.equals("curl") && (bare.matches("-[a-zA-Z]*u") || bare.equals("--user"))) {
            next = Expecting.PAIR;
            shown.append(word);
            return;
        }
        if (word.endsWith(":") && (isQuoted(word) ? Masking.isSecret(bare) : Masking.isPlainlySecret(bare))) {
            next = bare.toLowerCase(Locale.ROOT).startsWith("authorization") ? Expecting.HEADER : Expecting.SECRET;
            shown.append(word);
            return;
        }
        pairs(word);
        if (word.endsWith(";")) {
            program = "";
        }
    }

    /** {@code "name":}, as in JSON. */
    private static boolean isQuoted(String word) {
        return word.length() > 2 && QUOTES.indexOf(word.charAt(word.length() - 2)) >= 0;
    }

    private static String name(String word) {
        return word.substring(word.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    }

    private static boolean isClient(String name) {
        return REDIS.contains(name) || isMysql(name) || name.startsWith("mongo") || name.equals("curl");
    }

    private static boolean isMysql(String program) {
        return program.startsWith("mysql") || program.startsWith("mariadb");
    }

    private static String bare(String word) {
        int from = 0;
        int to = word.length();
        while (from < to && "\"'`([{".indexOf(word.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && "\"'`)]};,:".indexOf(word.charAt(to - 1)) >= 0) {
            to--;
        }
        return word.substring(from, to);
    }

    /** {@code name=value} and {@code "name":"value"}, as many as there are in the word. */
    private void pairs(String word) {
        int at = 0;
        int sign = sign(word, at);
        while (sign >= 0) {
            String name = nameBefore(word, at, sign);
            shown.append(word, at, sign + 1);
            at = sign + 1;
            if (Masking.isSecret(name)) {
                int end = endOfValue(word, at);
                String value = word.substring(at, end);
                if (Masking.isHarmless(bare(value))) {
                    shown.append(value);
                } else {
                    hide(value);
                }
                at = end;
            }
            sign = sign(word, at);
        }
        shown.append(word, at, word.length());
    }

    /** Where the next value begins, one before: a lone {@code =}, or a colon behind a quoted name; -1 if nowhere. */
    private static int sign(String word, int from) {
        for (int i = from; i < word.length(); i++) {
            char c = word.charAt(i);
            char before = i > 0 ? word.charAt(i - 1) : ' ';
            char after = i + 1 < word.length() ? word.charAt(i + 1) : ' ';
            boolean comparison = before == '=' || before == '!' || before == '<' || before == '>' || after == '=';
            if (c == '=' && !comparison || c == ':' && (before == '"' || before == '\'')) {
                return i;
            }
        }
        return -1;
    }

    private static String nameBefore(String word, int from, int sign) {
        int end = sign;
        while (end > from && (word.charAt(end - 1) == '"' || word.charAt(end - 1) == '\'')) {
            end--;
        }
        int begin = end;
        while (begin > from
                && (Character.isLetterOrDigit(word.charAt(begin - 1)) || "_-.".indexOf(word.charAt(begin - 1)) >= 0)) {
            begin--;
        }
        return word.substring(begin, end);
    }

    /** A quoted value ends with its quote, others where the next pair begins. */
    private static int endOfValue(String word, int from) {
        if (from < word.length() && QUOTES.indexOf(word.charAt(from)) >= 0) {
            int close = word.indexOf(word.charAt(from), from + 1);
            return close < 0 ? word.length() : close + 1;
        }
        int end = from;
        int separator = -1;
        while (end < word.length() && QUOTES.indexOf(word.charAt(end)) < 0) {
            char c = word.charAt(end);
            if (c == ',' || c == ';' || c == '&') {
                separator = end;
            } else if (c == '=' && separator >= 0) {
                return separator;
            }
            end++;
        }
        return end;
    }
}
