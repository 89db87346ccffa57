package io.swarmkeeper.web.page;

import java.util.ArrayList;
import java.util.List;

/** A line of explaining text, as analysis writes it: what stands in backquotes is code. */
record Prose(List<Piece> pieces) {

    record Piece(String text, boolean code) {}

    static Prose of(String line) {
        List<Piece> pieces = new ArrayList<>();
        boolean code = false;
        for (String text : line.split("`", -1)) {
            if (!text.isEmpty()) {
                pieces.add(new Piece(text, code));
            }
            code = !code;
        }
        return new Prose(List.copyOf(pieces));
    }

    static List<Prose> of(List<String> lines) {
        return lines.stream().map(Prose::of).toList();
    }
}
