package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.ServiceProfile.Kind;
import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.scheduler.Constraint;
import io.swarmkeeper.stackfile.yaml.Layout;
import io.swarmkeeper.swarm.Placement;
import io.swarmkeeper.swarm.Snapshot;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A tier where the file itself shows one: all services of a kind that are placed stand on the same label. */
final class PlacementCure {

    /** Labels that name a class of nodes, not a device that some service needs. */
    private static final Pattern TIER =
            Pattern.compile("node\\.labels\\.(?:.*[._-])?(tier|role|class|type|storage|pool)");

    private final Map<Kind, Set<String>> tiers = new EnumMap<>(Kind.class);
    /** Kinds whose tier hangs on a variable: its value must not be written for another service, nor be told. */
    private final Set<Kind> varying = EnumSet.noneOf(Kind.class);

    PlacementCure(StackFile file, Snapshot snapshot) {
        for (StackService service : file.services()) {
            ServiceProfile profile = ServiceProfile.of(service.spec(), snapshot);
            if (profile.kind() == Kind.OTHER) {
                continue;
            }
            for (String text : service.spec().template().placement().constraints()) {
                if (Constraint.parse(text) instanceof Constraint.Parsed parsed
                        && parsed.equal()
                        && TIER.matcher(parsed.key()).matches()) {
                    tiers.computeIfAbsent(profile.kind(), k -> new TreeSet<>())
                            .add(parsed.key() + " == " + parsed.value());
                    if (new Shown(service).variesInConstraints()) {
                        varying.add(profile.kind());
                    }
                }
            }
        }
    }

    void propose(StackService service, ServiceProfile profile, Layout layout, Proposal proposal) {
        Placement placement = service.spec().template().placement();
        Set<String> known = tiers.getOrDefault(profile.kind(), Set.of());
        boolean placed =
                !placement.constraints().isEmpty() || !placement.preferences().isEmpty();
        if (placed || known.isEmpty() || !UpdateCure.isReplicated(service)) {
            return;
        }
        if (varying.contains(profile.kind())) {
            proposal.refuse("a variable says where the others of its kind stand");
            return;
        }
        if (known.size() > 1) {
            proposal.refuse("the file has services of its kind on %s, and does not show where this one belongs"
                    .formatted(Words.list(known)));
            return;
        }
        if (service.deploy()
                .flatMap(d -> d.findMap("placement"))
                .flatMap(p -> p.find("constraints"))
                .isPresent()) {
            proposal.refuse("its list of constraints is empty on purpose, or by a variable");
            return;
        }
        List<String> kept = VolumeCure.kept(service);
        if (!kept.isEmpty()) {
            proposal.refuse("the others of its kind stand on %s, but its data in %s are on the node where it runs today"
                    .formatted(Words.list(known), Words.list(kept)));
            return;
        }
        String constraint = known.iterator().next();
        proposal.setItems(List.of(layout.quoted(constraint)), "deploy", "placement", "constraints");
        proposal.tell("placed on %s like the others of its kind".formatted(constraint));
    }
}
