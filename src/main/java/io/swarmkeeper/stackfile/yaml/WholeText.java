package io.swarmkeeper.stackfile.yaml;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.scanner.Constant;

/**
 * A text that is there as a whole, for SnakeYAML's scanner. Its own reader fetches a line in pieces of a thousand
 * characters and copies all that it has for each: a single line of 4 MB takes it a quarter of a minute.
 */
final class WholeText extends StreamReader {

    private static final String NAME = "'string'";

    private final int[] text;
    private int at;
    private int line;
    private int column;

    /** @throws ReaderException for a character that cannot stand in YAML, its position in code points */
    WholeText(String text) {
        super("");
        this.text = text.codePoints().toArray();
        for (int i = 0; i < this.text.length; i++) {
            if (!isPrintable(this.text[i])) {
                throw new ReaderException(NAME, i, this.text[i], "special characters are not allowed");
            }
        }
    }

    @Override
    public Mark getMark() {
        return new Mark(NAME, at, line, column, text, at);
    }

    @Override
    public void forward() {
        forward(1);
    }

    @Override
    public void forward(int length) {
        for (int i = 0; i < length && at < text.length; i++) {
            int c = text[at++];
            if (Constant.LINEBR.has(c) || c == '\r' && at < text.length && text[at] != '\n') {
                line++;
                column = 0;
            } else if (c != 0xFEFF) {
                column++;
            }
        }
    }

    @Override
    public int peek() {
        return peek(0);
    }

    @Override
    public int peek(int ahead) {
        return at + ahead < text.length ? text[at + ahead] : '\0';
    }

    @Override
    public String prefix(int length) {
        return new String(text, at, Math.min(length, text.length - at));
    }

    @Override
    public String prefixForward(int length) {
        String prefix = prefix(length);
        at += length;
        // No line break is ever in it.
        column += length;
        return prefix;
    }

    @Override
    public int getColumn() {
        return column;
    }

    @Override
    public int getLine() {
        return line;
    }

    @Override
    public int getIndex() {
        return at;
    }

    /** No more than one document is read. */
    @Override
    public int getDocumentIndex() {
        return at;
    }
}
