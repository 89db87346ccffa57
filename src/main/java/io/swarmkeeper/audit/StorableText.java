package io.swarmkeeper.audit;

/**
 * Hostile text in a form that every database gives back unchanged: no NUL (PostgreSQL refuses it), no half surrogate
 * pairs (UTF-8 has none), no more characters than its column holds. What was cut says so.
 */
public final class StorableText {

    private StorableText() {}

    /** @param most UTF-16 characters, at least 40 */
    public static String of(String text, int most) {
        String cut = text.length() <= most ? text : cut(text, most);
        StringBuilder clean = null;
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            boolean pair =
                    Character.isHighSurrogate(c) && i + 1 < cut.length() && Character.isLowSurrogate(cut.charAt(i + 1));
            if (pair) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                if (clean == null) {
                    clean = new StringBuilder(cut);
                }
                clean.setCharAt(i, '\uFFFD');
            }
        }
        return clean == null ? cut : clean.toString();
    }

    private static String cut(String text, int most) {
        String mark = "… (" + text.length() + " characters)";
        return text.substring(0, most - mark.length()) + mark;
    }
}
