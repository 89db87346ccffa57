package io.swarmkeeper.stackfile.yaml;

/**
 * Where something stands in a file.
 *
 * @param line from 1
 * @param column from 1, in UTF-16 units as editors and SARIF count; a byte order mark counts nothing
 */
public record Place(int line, int column) {

    public static final Place START = new Place(1, 1);

    /** {@code line 3, column 7}. */
    @Override
    public String toString() {
        return "line " + line + ", column " + column;
    }
}
