package io.swarmkeeper.stackfile.yaml;

/** Text that others wrote, as it may stand on a line of ours, of a terminal or of a comment. */
public final class Printable {

    private static final int REPLACEMENT = 0xFFFD;

    private Printable() {}

    /** What would steer whoever reads it, or begin a line of its own, is U+FFFD. */
    public static String of(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> printable.appendCodePoint(steers(c) ? REPLACEMENT : c));
        return printable.toString();
    }

    /** Control characters, those that turn the direction of what follows, ends of lines, and the byte order mark. */
    private static boolean steers(int c) {
        return Character.isISOControl(c)
                || c == 0x061C
                || c == 0x200E
                || c == 0x200F
                || c >= 0x2028 && c <= 0x202E
                || c >= 0x2066 && c <= 0x2069
                || c == 0xFEFF;
    }
}
