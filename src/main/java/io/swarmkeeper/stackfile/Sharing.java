package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.yaml.Anchors;
import io.swarmkeeper.stackfile.yaml.Anchors.Anchored;
import io.swarmkeeper.stackfile.yaml.Anchors.Use;
import io.swarmkeeper.stackfile.yaml.Edits;
import io.swarmkeeper.stackfile.yaml.Setting;
import io.swarmkeeper.stackfile.yaml.Setting.Group;
import io.swarmkeeper.stackfile.yaml.SpliceException;
import io.swarmkeeper.stackfile.yaml.Splicer;
import io.swarmkeeper.stackfile.yaml.YamlFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What goes into an anchored mapping once, because all who use it need the very same. A cure is moved there as a whole,
 * and only if nobody sees the change who did not ask for it.
 */
final class Sharing {

    private static final String SERVICES = "services";

    /** What is to stand in an anchored mapping, for the parts that asked for it. */
    record Shared(Anchored anchored, Group group, Set<Part> parts) {

        /** Where the anchored mapping stands and means something only to who uses it. */
        Group own() {
            List<String> path = anchored.path();
            return isService(path) ? Group.EMPTY : Group.EMPTY.with(group, path.toArray(String[]::new));
        }
    }

    /** A service that uses the mapping, and where in it. */
    private record User(String service, List<String> path, Use use) {}

    private final Splicer splicer;
    private final Map<String, List<Part>> wanted = new HashMap<>();

    private Sharing(Splicer splicer, Collection<Part> parts) {
        this.splicer = splicer;
        parts.stream()
                .filter(p -> p.cure() != Cure.NETWORKS)
                .forEach(p -> wanted.computeIfAbsent(p.service(), _ -> new ArrayList<>())
                        .add(p));
    }

    static List<Shared> find(YamlFile file, Splicer splicer, Collection<Part> parts) {
        Sharing sharing = new Sharing(splicer, parts);
        List<Shared> found = new ArrayList<>();
        for (Anchored anchored : Anchors.of(file)) {
            sharing.users(anchored)
                    .flatMap(users -> sharing.shared(anchored, users))
                    .ifPresent(found::add);
        }
        return found;
    }

    private static boolean isService(List<String> path) {
        return path.size() > 1 && path.getFirst().equals(SERVICES);
    }

    /** Empty if it is used for anything but services, for which nothing is known. */
    private Optional<List<User>> users(Anchored anchored) {
        List<Use> uses = new ArrayList<>(anchored.uses());
        boolean extension =
                !anchored.path().isEmpty() && anchored.path().getFirst().startsWith("x-");
        if (!extension) {
            uses.add(new Use(anchored.path(), Optional.empty()));
        }
        if (!uses.stream().allMatch(u -> isService(u.path()))) {
            return Optional.empty();
        }
        return Optional.of(uses.stream()
                .map(u -> new User(u.path().get(1), u.path().subList(2, u.path().size()), u))
                .toList());
    }

    private Optional<Shared> shared(Anchored anchored, List<User> users) {
        Map<String, Setting> alike = alike(anchored, users);
        while (!alike.isEmpty() && alike.keySet().removeAll(torn(anchored, users, alike.keySet()))) {
            // What is left may tear another cure.
        }
        boolean several = isService(anchored.path())
                || users.stream()
                                .filter(u -> alike.keySet().stream()
                                        .anyMatch(k -> u.use().sees(anchored.mapping(), k)))
                                .map(User::service)
                                .distinct()
                                .count()
                        > 1;
        if (alike.isEmpty() || !several) {
            return Optional.empty();
        }
        Group group = new Group(alike);
        try {
            splicer.spliceShared(anchored.mapping(), group, new Edits());
        } catch (SpliceException e) {
            // Each gets a part of its own then, or is told why not.
            return Optional.empty();
        }
        return Optional.of(new Shared(anchored, group, take(anchored, users, alike.keySet())));
    }

    private Group group(User user) {
        return Group.of(wanted.getOrDefault(user.service(), List.of()).stream()
                .map(p -> at(p, user))
                .toList());
    }

    private static Group at(Part part, User user) {
        return part.settings().at(path(user));
    }

    private static List<String> path(User user) {
        List<String> path = new ArrayList<>(List.of(SERVICES, user.service()));
        path.addAll(user.path());
        return path;
    }

    /** Keys for which all who see them want the same. */
    private Map<String, Setting> alike(Anchored anchored, List<User> users) {
        Map<String, Setting> alike = new LinkedHashMap<>();
        Set<String> different = new HashSet<>();
        Map<User, Group> groups = new LinkedHashMap<>();
        users.forEach(u -> groups.put(u, group(u)));
        groups.forEach((_, group) -> group.members().forEach(alike::putIfAbsent));
        groups.forEach((user, group) -> alike.forEach((key, setting) -> {
            if (user.use().sees(anchored.mapping(), key)
                    && !setting.equals(group.members().get(key))) {
                different.add(key);
            }
        }));
        alike.keySet().removeAll(different);
        return alike;
    }

    /** Keys of which some cure would have to stand partly elsewhere. */
    private Set<String> torn(Anchored anchored, List<User> users, Set<String> keys) {
        Set<String> torn = new HashSet<>();
        for (User user : users) {
            Set<String> seen = seen(anchored, user, keys);
            for (Part part : wanted.getOrDefault(user.service(), List.of())) {
                Set<String> touched = new HashSet<>(at(part, user).members().keySet());
                touched.retainAll(seen);
                if (!touched.isEmpty() && !part.settings().isWithin(path(user), seen)) {
                    torn.addAll(touched);
                }
            }
        }
        return torn;
    }

    private static Set<String> seen(Anchored anchored, User user, Set<String> keys) {
        Set<String> seen = new HashSet<>(keys);
        seen.removeIf(k -> !user.use().sees(anchored.mapping(), k));
        return seen;
    }

    private Set<Part> take(Anchored anchored, List<User> users, Set<String> keys) {
        Set<Part> taken = new LinkedHashSet<>();
        for (User user : users) {
            Set<String> seen = seen(anchored, user, keys);
            List<Part> parts = wanted.getOrDefault(user.service(), List.of());
            parts.stream()
                    .filter(p -> !at(p, user).isEmpty() && p.settings().isWithin(path(user), seen))
                    .forEach(taken::add);
        }
        users.forEach(u -> wanted.getOrDefault(u.service(), new ArrayList<>()).removeAll(taken));
        return taken;
    }
}
