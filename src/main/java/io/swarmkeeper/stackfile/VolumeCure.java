package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.HostPaths;
import io.swarmkeeper.analysis.Pinning;
import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.scheduler.Constraint;
import io.swarmkeeper.stackfile.StackService.PlacedMount;
import io.swarmkeeper.stackfile.yaml.Layout;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who only reads a local volume goes where the one who writes it is pinned: anywhere else it reads an empty one. What
 * writes has its data where it runs today, which no file shows, and is not moved.
 */
final class VolumeCure {

    private final Map<String, Set<StackService>> writers = new HashMap<>();

    VolumeCure(StackFile file) {
        for (StackService service : file.services()) {
            for (PlacedMount mount : service.mounts()) {
                if (isLocalVolume(mount) && !mount.mount().readOnly()) {
                    writers.computeIfAbsent(mount.written(), _ -> Collections.newSetFromMap(new IdentityHashMap<>()))
                            .add(service);
                }
            }
        }
    }

    private static boolean isLocalVolume(PlacedMount mount) {
        return mount.mount().isLocalVolume() && !mount.written().isEmpty() && HostPaths.isOnNode(mount.mount());
    }

    void propose(StackService service, Layout layout, Proposal proposal) {
        if (!UpdateCure.isReplicated(service) || Pinning.mayPin(service.spec())) {
            return;
        }
        List<String> kept = kept(service);
        Set<String> read = read(service);
        if (read.isEmpty()) {
            if (!kept.isEmpty()) {
                proposal.refuse(
                        "its data in %s are on the node where it runs today, which a file does not show: pin it there"
                                .formatted(Words.list(kept)));
            }
            return;
        }
        Set<List<String>> pins = new HashSet<>();
        read.forEach(v -> writers.getOrDefault(v, Set.of()).forEach(w -> pins.add(pins(w))));
        List<String> pin = pins.size() == 1 ? pins.iterator().next() : List.of();
        if (read.stream()
                .flatMap(v -> writers.getOrDefault(v, Set.of()).stream())
                .anyMatch(w -> new Shown(w).variesInConstraints())) {
            proposal.refuse("it reads %s, and a variable says where that is written".formatted(Words.list(read)));
        } else if (pin.isEmpty()) {
            proposal.refuse("it reads %s, and who writes there is not pinned to one node".formatted(Words.list(read)));
        } else if (!kept.isEmpty()) {
            proposal.refuse("it belongs on %s, where %s is, but what it writes to %s would stay behind"
                    .formatted(Words.list(pin), Words.list(read), Words.list(kept)));
        } else if (service.deploy()
                .flatMap(d -> d.findMap("placement"))
                .flatMap(p -> p.find("constraints"))
                .isPresent()) {
            proposal.refuse("it belongs on %s, where %s is, but has constraints of its own"
                    .formatted(Words.list(pin), Words.list(read)));
        } else {
            proposal.setItems(pin.stream().map(layout::quoted).toList(), "deploy", "placement", "constraints");
            proposal.tell("placed on %s, where %s is written".formatted(Words.list(pin), Words.list(read)));
        }
    }

    /** True if it is put where what it reads is written. */
    boolean places(StackService service, Layout layout, StackFile file) {
        Proposal proposal = new Proposal(file);
        propose(service, layout, proposal);
        return !proposal.settings().isEmpty();
    }

    boolean reads(StackService service) {
        return !read(service).isEmpty();
    }

    /** What it writes and would leave behind. */
    static List<String> kept(StackService service) {
        return service.mounts().stream()
                .filter(m -> HostPaths.isStorage(m.mount()) && HostPaths.isOnNode(m.mount()))
                .map(m -> m.written().isEmpty() ? m.mount().target() : m.written())
                .toList();
    }

    /** Local volumes that it reads and another service of the file writes. */
    private Set<String> read(StackService service) {
        Set<String> read = new TreeSet<>();
        for (PlacedMount mount : service.mounts()) {
            if (isLocalVolume(mount) && mount.mount().readOnly() && writers.containsKey(mount.written())) {
                read.add(mount.written());
            }
        }
        return read;
    }

    /** Its constraints, if they single out a node; none if quotes could not hold one. */
    private static List<String> pins(StackService writer) {
        List<String> constraints = writer.spec().template().placement().constraints();
        boolean plain = constraints.stream()
                .allMatch(c -> Constraint.parse(c).knownKey()
                        && c.indexOf('\'') < 0
                        && c.indexOf('"') < 0
                        && c.indexOf('\\') < 0
                        && c.indexOf('$') < 0);
        return plain && Pinning.mayPin(writer.spec()) ? constraints : List.of();
    }
}
