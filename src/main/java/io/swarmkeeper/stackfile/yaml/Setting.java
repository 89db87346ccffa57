package io.swarmkeeper.stackfile.yaml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Something that is to stand in a file, whatever stands there now. */
public sealed interface Setting {

    /**
     * @param yaml a scalar or a flow collection on one line, as it is to be written
     * @param comment a line above it where it is new; empty = none
     */
    record Value(String yaml, String comment) implements Setting {}

    /**
     * A list.
     *
     * @param items scalars as they are to be written
     * @param instead true if it takes the place of one that is there; else it is only ever put where there is nothing
     */
    record Items(List<String> items, boolean instead) implements Setting {
        public Items {
            items = List.copyOf(items);
        }

        public Items(List<String> items) {
            this(items, false);
        }
    }

    /** Takes a key away with its value, and with it what would be left empty by that. */
    record Removal() implements Setting {}

    /** @param members by key, in the order in which new ones are written */
    record Group(Map<String, Setting> members) implements Setting {

        public static final Group EMPTY = new Group(Map.of());

        public Group {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /** With this setting at the path as well, below groups that are made where they are lacking. */
        public Group with(Setting setting, String... path) {
            return with(setting, List.of(path));
        }

        private Group with(Setting setting, List<String> path) {
            Map<String, Setting> more = new LinkedHashMap<>(members);
            String first = path.getFirst();
            if (path.size() == 1) {
                more.put(first, setting);
            } else {
                Group below = more.get(first) instanceof Group group ? group : EMPTY;
                more.put(first, below.with(setting, path.subList(1, path.size())));
            }
            return new Group(more);
        }

        /** Both; where they differ in one value the other one's holds. */
        public Group with(Group other) {
            Map<String, Setting> more = new LinkedHashMap<>(members);
            other.members.forEach((key, setting) -> more.merge(
                    key,
                    setting,
                    (a, b) -> a instanceof Group first && b instanceof Group second ? first.with(second) : b));
            return new Group(more);
        }

        /** All of them as one; where they differ in one value the last one's holds. Takes time that grows with their size. */
        public static Group of(List<Group> groups) {
            if (groups.size() < 2) {
                return groups.isEmpty() ? EMPTY : groups.getFirst();
            }
            Map<String, List<Setting>> each = new LinkedHashMap<>();
            groups.forEach(g -> g.members.forEach(
                    (k, s) -> each.computeIfAbsent(k, _ -> new ArrayList<>()).add(s)));
            Map<String, Setting> members = new LinkedHashMap<>();
            each.forEach((key, settings) -> {
                List<Group> below = new ArrayList<>();
                settings.forEach(s -> {
                    if (s instanceof Group group) {
                        below.add(group);
                    }
                });
                members.put(key, below.size() == settings.size() ? of(below) : settings.getLast());
            });
            return new Group(members);
        }

        public boolean isEmpty() {
            return members.isEmpty();
        }

        /** True if it sets nothing. */
        boolean takesAway() {
            return members.values().stream()
                    .allMatch(s -> s instanceof Removal || s instanceof Group g && g.takesAway());
        }

        /** What is to stand below the path; empty if nothing is, or a single value. */
        public Group at(List<String> path) {
            Group at = this;
            for (String name : path) {
                if (!(at.members.get(name) instanceof Group below)) {
                    return EMPTY;
                }
                at = below;
            }
            return at;
        }

        /** True if nothing is to stand anywhere but below these keys of what is at the path. */
        public boolean isWithin(List<String> path, Set<String> keys) {
            Group at = this;
            for (String name : path) {
                if (at.members.size() != 1 || !(at.members.get(name) instanceof Group below)) {
                    return false;
                }
                at = below;
            }
            return keys.containsAll(at.members.keySet());
        }
    }
}
