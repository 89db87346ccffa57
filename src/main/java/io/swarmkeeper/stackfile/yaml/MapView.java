package io.swarmkeeper.stackfile.yaml;

import io.swarmkeeper.stackfile.yaml.YamlNode.Entry;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.stackfile.yaml.YamlNode.Sequence;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a mapping means once its merge keys are followed: its own keys first, then those merged in, the first one wins. */
public final class MapView {

    /** The key that merges other mappings in. */
    public static final String MERGE = "<<";

    /**
     * @param written the value as it stands, perhaps an alias
     * @param own false if a merge key brought it
     */
    public record Field(Scalar key, YamlNode written, boolean own) {

        public String name() {
            return key.value();
        }

        public YamlNode value() {
            return written.meant();
        }
    }

    private final Mapping mapping;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    private MapView(Mapping mapping) {
        this.mapping = mapping;
    }

    public static MapView of(Mapping mapping) {
        MapView view = new MapView(mapping);
        view.add(mapping, true);
        return view;
    }

    private void add(Mapping from, boolean own) {
        for (Entry entry : from.entries()) {
            if (!isMerge(entry)) {
                fields.putIfAbsent(entry.key().value(), new Field(entry.key(), entry.value(), own));
            }
        }
        for (Entry entry : from.entries()) {
            if (isMerge(entry)) {
                merge(entry.value().meant());
            }
        }
    }

    private void merge(YamlNode value) {
        if (value instanceof Mapping other) {
            add(other, false);
        } else if (value instanceof Sequence several) {
            several.items().forEach(item -> merge(item.meant()));
        }
    }

    /** A plain {@code <<}; quoted it is a key like any other. */
    public static boolean isMerge(Entry entry) {
        return entry.key().style() == YamlNode.Style.PLAIN
                && entry.key().value().equals(MERGE);
    }

    public Mapping mapping() {
        return mapping;
    }

    public Optional<Field> find(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** The mapping below that key; empty if there is none. */
    public Optional<MapView> findMap(String name) {
        return find(name).filter(f -> f.value() instanceof Mapping).map(f -> MapView.of((Mapping) f.value()));
    }

    /** Own fields in their order, then merged ones. */
    public Collection<Field> fields() {
        return fields.values();
    }
}
