package io.swarmkeeper.swarm;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Hides values that look secret. Errs towards hiding: a masked harmless value costs a glance, a shown password costs
 * more. Applied wherever text from a spec leaves the server: pages, API, audit, logs, diffs.
 */
public final class Masking {

    public static final String MASK = "••••••";

    private static final Pattern SECRET_NAME = Pattern.compile(
            "pass|pwd|secret|token|credential|private|api[_-]?key|access[_-]?key|auth(?!or(?!iz))|cookie|session|salt|dsn|signature"
                    + "|encryption|webhook|jwt|connection[_-]?string|^key$|[_.-]key(?:$|[_-])",
            Pattern.CASE_INSENSITIVE);
    /** Also in the middle of a sentence, where the words above mean many harmless things. */
    private static final Pattern PLAINLY_SECRET = Pattern.compile(
            "(?:^|.*[_.-])(?:pass|passwd|password|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key"
                    + "|secret[_-]?key|authorization|cookie|credentials?)",
            Pattern.CASE_INSENSITIVE);

    /** Whose value is the secret itself. */
    private static final Pattern EVIDENT = Pattern.compile(
            "(?:^|.*[_.-])(?:pass|passwd|password|passphrase|pwd|secret|token|(?:api|access|private|secret)[_-]?key)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private static final Set<String> HARMLESS = Set.of("true", "false", "yes", "no", "on", "off", "");

    private Masking() {}

    /** {@code NAME=value} with the value hidden if name or value look secret. */
    public static String environment(String line) {
        int at = line.indexOf('=');
        if (at < 0) {
            return text(line);
        }
        return line.substring(0, at + 1) + value(line.substring(0, at), line.substring(at + 1));
    }

    /** The value to show for this name: itself, or with its secret parts hidden. */
    public static String value(String name, String value) {
        return isSecret(name) && !isHarmless(value) ? MASK : text(value);
    }

    /** Any text with passwords and the like hidden: in options, addresses, headers, pairs of names and values. */
    public static String text(String value) {
        return SecretText.masked(value);
    }

    /** The words of a command line, each as it may be shown: what follows {@code --password} is hidden. */
    public static List<String> words(List<String> words) {
        return SecretText.masked(words);
    }

    /**
     * True if the value is almost surely a secret: where {@link #value} errs towards hiding, this errs towards saying
     * nothing, for it is told as a fault.
     */
    public static boolean isEvidentSecret(String name, String value) {
        boolean named = EVIDENT.matcher(name).matches()
                && value.length() > 1
                && !value.startsWith("/run/secrets/")
                && !(NUMBER.matcher(value).matches()
                        && !name.toLowerCase(Locale.ROOT).contains("pass"));
        return named && !isHarmless(value) || SecretText.isEvident(value);
    }

    /** A file of a secret is none: its path says where to look. */
    static boolean isSecret(String name) {
        return !name.toUpperCase(Locale.ROOT).endsWith("_FILE")
                && SECRET_NAME.matcher(name).find();
    }

    static boolean isPlainlySecret(String name) {
        return PLAINLY_SECRET.matcher(name).matches();
    }

    static boolean isHarmless(String value) {
        return HARMLESS.contains(value.toLowerCase(Locale.ROOT));
    }
}
