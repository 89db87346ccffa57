package io.swarmkeeper.stackfile.yaml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One YAML file: its text exactly as it was read, and what it says with the place of everything. The text is never
 * written anew from the tree: {@link Edits} changes the characters that are to change, and all others stay.
 */
public final class YamlFile {

    /** No stack file that people keep by hand comes near. */
    public static final int MOST_BYTES = 5 << 20;

    private static final String BOM = "\uFEFF";

    private final String text;
    private final YamlNode root;
    private final Map<String, List<YamlNode>> anchors;
    private final Set<YamlNode> shared = Collections.newSetFromMap(new IdentityHashMap<>());
    private final int[] lines;

    private YamlFile(String text, TreeBuilder.Tree tree) {
        this.text = text;
        this.root = tree.root();
        this.anchors = tree.anchors();
        tree.aliases().forEach(a -> shared.add(a.target()));
        this.lines = lineStarts(text);
    }

    /**
     * @param bytes UTF-8, with or without a byte order mark
     * @throws StackFileException for what is not one YAML document, with the place
     */
    public static YamlFile parse(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw new StackFileException(
                    Place.START,
                    "the file is %.1f MiB; no more than %d MiB are read"
                            .formatted(bytes.length / 1048576.0, MOST_BYTES >> 20));
        }
        return parse(decode(bytes));
    }

    /** @throws StackFileException for what is not one YAML document, with the place */
    public static YamlFile parse(String text) {
        return new YamlFile(text, new TreeBuilder(text).build());
    }

    private static String decode(byte[] bytes) {
        ByteBuffer input = ByteBuffer.wrap(bytes);
        CharBuffer decoded = CharBuffer.allocate(bytes.length);
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var result = decoder.decode(input, decoded, true);
        decoded.flip();
        String text = decoded.toString();
        if (result.isError()) {
            throw new StackFileException(
                    place(lineStarts(text), text, text.length()),
                    "byte 0x%02X is not UTF-8; a stack file is text in UTF-8"
                            .formatted(bytes[input.position()] & 0xFF));
        }
        return text;
    }

    public String text() {
        return text;
    }

    /** Bytes as they would be written. */
    public byte[] bytes() {
        return bytes(text);
    }

    /** UTF-8; the text keeps its own byte order mark. */
    public static byte[] bytes(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return Arrays.copyOf(encoded.array(), encoded.limit());
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("text that was read as UTF-8 cannot be written as UTF-8", e);
        }
    }

    public YamlNode root() {
        return root;
    }

    public Place place(YamlNode node) {
        return place(node.span().start());
    }

    public Place place(int offset) {
        return place(lines, text, offset);
    }

    /** What the first line ends with: {@code \n}, {@code \r\n} or {@code \r}; {@code \n} for a single line. */
    public String lineEnd() {
        return lineEndAt(endOfLine(0));
    }

    /** What the line that holds the offset ends with; for the last one, if nothing does, what the line above does. */
    public String lineEnd(int offset) {
        int end = endOfLine(offset);
        if (end < text.length()) {
            return lineEndAt(end);
        }
        int line = Arrays.binarySearch(lines, offset);
        int start = lines[line >= 0 ? line : -line - 2];
        return start == 0 ? "\n" : lineEndAt(start > 1 && text.startsWith("\r\n", start - 2) ? start - 2 : start - 1);
    }

    private String lineEndAt(int end) {
        return text.startsWith("\r\n", end) ? "\r\n" : text.startsWith("\r", end) ? "\r" : "\n";
    }

    /** The end of the line that holds the offset, before its line break. */
    public int endOfLine(int offset) {
        int end = offset;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        return end;
    }

    /** True if an alias anywhere stands for this very node. */
    public boolean isShared(YamlNode node) {
        return shared.contains(node);
    }

    /** True if {@code *anchor}, written at the offset, would stand for this node. */
    public boolean isReachable(YamlNode node, int offset) {
        if (node.anchor().isEmpty()) {
            return false;
        }
        int latest = -1;
        for (YamlNode named : anchors.getOrDefault(node.anchor().get(), List.of())) {
            if (named.span().start() < offset) {
                latest = named.span().start();
            }
        }
        return latest == node.span().start();
    }

    static Place place(int[] lines, String text, int offset) {
        int found = Arrays.binarySearch(lines, offset);
        int line = found >= 0 ? found : -found - 2;
        boolean marked = line == 0 && offset > 0 && text.startsWith(BOM);
        return new Place(line + 1, offset - lines[line] + (marked ? 0 : 1));
    }

    static int[] lineStarts(String text) {
        int[] starts = new int[16];
        int count = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (c == '\n' || c == '\r' && !pair) {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, count * 2);
                }
                starts[count++] = i + 1;
            }
        }
        return Arrays.copyOf(starts, count);
    }
}
