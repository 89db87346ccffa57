package io.swarmkeeper.stackfile.yaml;

import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.stackfile.yaml.YamlNode.Sequence;
import io.swarmkeeper.stackfile.yaml.YamlNode.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes single names of a list: what stays, stays where it is; what is new takes the place of what goes, then the end. */
final class ListSplice {

    private final YamlFile file;
    private final Layout layout;

    ListSplice(YamlFile file, Layout layout) {
        this.file = file;
        this.layout = layout;
    }

    /**
     * @param items scalars as they are to be written
     * @throws SpliceException if the list holds more than single names, or lines would have to go
     */
    void splice(Sequence list, List<String> items, String name, Edits edits) {
        if (file.isShared(list)) {
            throw new SpliceException(
                    "%s is &%s, and others use it".formatted(name, list.anchor().orElse("")));
        }
        Map<String, String> fresh = new LinkedHashMap<>();
        items.forEach(i -> fresh.put(YamlFile.parse(i).root() instanceof Scalar s ? s.value() : i, i));
        List<Scalar> gone = new ArrayList<>();
        for (YamlNode item : list.items()) {
            boolean plain = item instanceof Scalar s
                    && s.anchor().isEmpty()
                    && !s.tagged()
                    && !s.style().isBlock();
            if (!plain) {
                throw new SpliceException(name + " is a list of more than single names");
            }
            Scalar scalar = (Scalar) item;
            if (fresh.remove(scalar.value()) == null) {
                gone.add(scalar);
            }
        }
        if (gone.size() > fresh.size() || list.items().isEmpty()) {
            throw new SpliceException("lines of %s would have to go".formatted(name));
        }
        List<String> more = new ArrayList<>(fresh.values());
        gone.forEach(g -> edits.replace(g.span(), more.removeFirst()));
        Span last = list.items().getLast().span();
        if (list.flow()) {
            more.forEach(f -> edits.insert(last.end(), ", " + f));
            return;
        }
        int column = file.place(list.items().getLast()).column() - 1;
        String lead = file.text().substring(last.start() - column, last.start());
        int at = file.endOfLine(last.end());
        more.forEach(f -> edits.insert(at, layout.lineEnd() + lead + f));
    }
}
