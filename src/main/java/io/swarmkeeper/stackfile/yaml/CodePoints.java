package io.swarmkeeper.stackfile.yaml;

import org.jspecify.annotations.Nullable;

/** Turns counts of code points, which SnakeYAML gives, into offsets in UTF-16 units, which Java's strings have. */
final class CodePoints {

    private final int length;
    /** By code point; null where both counts are the same. */
    private final int @Nullable [] offsets;

    CodePoints(String text) {
        this.length = text.length();
        this.offsets = offsets(text);
    }

    /** Never behind the end of the text. */
    int offset(int codePoints) {
        return offsets == null ? Math.min(codePoints, length) : offsets[Math.min(codePoints, offsets.length - 1)];
    }

    private static int @Nullable [] offsets(String text) {
        int count = text.codePointCount(0, text.length());
        if (count == text.length()) {
            return null;
        }
        int[] offsets = new int[count + 1];
        int at = 0;
        for (int i = 0; i < count; i++) {
            offsets[i] = at;
            at += Character.charCount(text.codePointAt(at));
        }
        offsets[count] = text.length();
        return offsets;
    }
}
