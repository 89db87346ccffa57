package io.swarmkeeper.stackfile.yaml;

import io.swarmkeeper.stackfile.yaml.YamlNode.Alias;
import io.swarmkeeper.stackfile.yaml.YamlNode.Entry;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.stackfile.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Mappings that others use by their anchor, with everyone who does. */
public final class Anchors {

    /**
     * @param path keys from the root to what stands for the mapping or merges it in
     * @param into the mapping that merges it in; empty where the value is the anchored mapping itself, or an alias of it
     */
    public record Use(List<String> path, Optional<Mapping> into) {

        /** True if what the anchored mapping has under this key, or gets there, is what is meant here. */
        public boolean sees(Mapping anchored, String key) {
            if (into.isEmpty()) {
                return true;
            }
            Optional<MapView.Field> field = MapView.of(into.get()).find(key);
            // Two keys are never at the same place, so those of one span are the same.
            return field.isEmpty()
                    || anchored.entries().stream()
                            .anyMatch(
                                    e -> e.key().span().equals(field.get().key().span()));
        }
    }

    /**
     * @param path where it stands itself
     * @param uses all others
     */
    public record Anchored(Mapping mapping, List<String> path, List<Use> uses) {
        public Anchored {
            uses = List.copyOf(uses);
        }
    }

    private final YamlFile file;
    private final Map<Mapping, List<String>> paths = new IdentityHashMap<>();
    private final Map<Mapping, List<Use>> uses = new IdentityHashMap<>();
    private final Set<YamlNode> tangled = Collections.newSetFromMap(new IdentityHashMap<>());

    private Anchors(YamlFile file) {
        this.file = file;
    }

    /** Those left out whose users cannot be named by a path of keys: anchors within anchors, and within lists. */
    public static List<Anchored> of(YamlFile file) {
        Anchors anchors = new Anchors(file);
        anchors.walk(file.root(), List.of(), true);
        List<Anchored> all = new ArrayList<>();
        anchors.paths.forEach((mapping, path) -> {
            if (!anchors.tangled.contains(mapping)) {
                all.add(new Anchored(mapping, path, anchors.usesOf(mapping)));
            }
        });
        all.sort(Comparator.comparingInt(a -> a.mapping().span().start()));
        return all;
    }

    private List<Use> usesOf(Mapping mapping) {
        return uses.getOrDefault(mapping, List.of());
    }

    /** @param clear false below a list or another anchor, where a path does not name one place */
    private void walk(YamlNode node, List<String> path, boolean clear) {
        switch (node) {
            case Mapping mapping -> {
                boolean shared = file.isShared(mapping);
                if (shared) {
                    paths.put(mapping, path);
                    if (!clear) {
                        tangled.add(mapping);
                    }
                }
                for (Entry entry : mapping.entries()) {
                    if (MapView.isMerge(entry)) {
                        merged(entry.value(), mapping, path, clear && !shared);
                    } else {
                        List<String> below = new ArrayList<>(path);
                        below.add(entry.key().value());
                        walk(entry.value(), below, clear && !shared);
                    }
                }
            }
            case Sequence sequence -> sequence.items().forEach(i -> walk(i, path, false));
            case Alias alias -> use(alias, new Use(path, Optional.empty()), clear);
            case Scalar _ -> {}
        }
    }

    private void merged(YamlNode value, Mapping into, List<String> path, boolean clear) {
        switch (value) {
            case Alias alias -> use(alias, new Use(path, Optional.of(into)), clear);
            case Sequence several -> several.items().forEach(i -> merged(i, into, path, clear));
            case Mapping _, Scalar _ -> walk(value, path, false);
        }
    }

    private void use(Alias alias, Use use, boolean clear) {
        if (alias.target() instanceof Mapping mapping && clear) {
            uses.computeIfAbsent(mapping, _ -> new ArrayList<>()).add(use);
        } else {
            tangled.add(alias.target());
        }
    }
}
