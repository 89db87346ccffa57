package io.swarmkeeper.swarm;

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
            ".*(pass|pwd|secret|token|credential|private|api_?key|access_?key|auth|cookie|session|salt|dsn|signature|encryption|_key|^key$).*",
            Pattern.CASE_INSENSITIVE);
    /** user:password@ in any URL-like value. */
    private static final Pattern URL_CREDENTIALS = Pattern.compile("(?<=://)([^/\\s:@]*):([^/\\s@]+)@");

    private static final Set<String> HARMLESS = Set.of("true", "false", "yes", "no", "on", "off", "");

    private Masking() {}

    /** {@code NAME=value} with the value hidden if name or value look secret. */
    public static String environment(String line) {
        int at = line.indexOf('=');
        if (at < 0) {
            return line;
        }
        return line.substring(0, at + 1) + value(line.substring(0, at), line.substring(at + 1));
    }

    /** The value to show for this name: itself, or with its secret parts hidden. */
    public static String value(String name, String value) {
        boolean pointsToFile = name.toUpperCase(Locale.ROOT).endsWith("_FILE");
        if (!pointsToFile
                && SECRET_NAME.matcher(name).matches()
                && !HARMLESS.contains(value.toLowerCase(Locale.ROOT))) {
            return MASK;
        }
        return text(value);
    }

    /** Any text with the credentials inside URLs hidden. */
    public static String text(String value) {
        return URL_CREDENTIALS.matcher(value).replaceAll("$1:" + MASK + "@");
    }
}
