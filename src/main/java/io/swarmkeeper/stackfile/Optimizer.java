package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.Pinning;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.stackfile.Optimization.Done;
import io.swarmkeeper.stackfile.Optimization.Refused;
import io.swarmkeeper.stackfile.yaml.Layout;
import io.swarmkeeper.stackfile.yaml.Place;
import io.swarmkeeper.stackfile.yaml.Setting.Group;
import io.swarmkeeper.stackfile.yaml.Splicer;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Cures a stack file: every setting is worked out on the file as it is, put in by splices, and the result is read again
 * and must mean the old file with these settings and nothing else; what breaks that is left out and told. Pure.
 */
public final class Optimizer {

    private static final Comparator<Place> PLACES =
            Comparator.comparingInt(Place::line).thenComparingInt(Place::column);

    private final StackFile file;
    private final Set<Cure> cures;
    private final Layout layout;
    private final Splicer splicer;
    private final Snapshot snapshot;
    private final PlacementCure placement;
    private final KnownSizes known;
    private final StorageFolders storage;
    private final VolumeCure volumes;
    private final MemoryOptions memory = new MemoryOptions();
    private final List<Refused> refused = new ArrayList<>();

    private Optimizer(StackFile file, Set<Cure> cures, KnownSizes known, StorageFolders storage) {
        this.file = file;
        this.cures = Set.copyOf(cures);
        this.layout = Layout.of(file.yaml());
        this.splicer = new Splicer(file.yaml(), layout);
        this.snapshot = Review.snapshot(file);
        this.placement = new PlacementCure(file, snapshot);
        this.known = known;
        this.storage = storage;
        this.volumes = new VolumeCure(file);
    }

    /**
     * @param cures kinds to try
     */
    public static Optimization optimize(StackFile file, Set<Cure> cures) {
        return optimize(file, cures, KnownSizes.NONE);
    }

    /** @param known what was measured of the file's services */
    public static Optimization optimize(StackFile file, Set<Cure> cures, KnownSizes known) {
        return optimize(file, cures, known, StorageFolders.NONE);
    }

    /**
     * @param known what was measured of the file's services
     * @param storage where volumes are to live, by the kind of who writes them
     */
    public static Optimization optimize(StackFile file, Set<Cure> cures, KnownSizes known, StorageFolders storage) {
        return new Optimizer(file, cures, known, storage).optimize(UnaryOperator.identity());
    }

    /** @param writer puts the settings in; what comes of it is read again before it is believed */
    static Optimization optimize(StackFile file, Set<Cure> cures, UnaryOperator<Assembly.Writer> writer) {
        return new Optimizer(file, cures, KnownSizes.NONE, StorageFolders.NONE).optimize(writer);
    }

    private Optimization optimize(UnaryOperator<Assembly.Writer> writer) {
        List<Part> parts = new ArrayList<>();
        for (StackService service : file.services()) {
            parts.addAll(parts(service));
        }
        if (cures.contains(Cure.NETWORKS)) {
            NetworkCure.propose(file, snapshot, refused).ifPresent(parts::add);
        }
        if (cures.contains(Cure.VOLUMES)) {
            parts.addAll(
                    StorageCure.propose(file, snapshot, storage, known, s -> volumes.places(s, layout, file), refused));
        }
        Assembly assembly = new Assembly(file, splicer, writer.apply(Assembly.writer(file.yaml(), splicer)));
        Assembly.Result result = assembly.assemble(parts);
        refused.addAll(result.refused());
        List<Done> done = new ArrayList<>(result.done());
        done.sort(Comparator.comparing(Done::place, PLACES).thenComparing(Done::cure));
        refused.sort(Comparator.comparing(Refused::place, PLACES).thenComparing(Refused::cure));
        return new Optimization(result.file().yaml().text(), done, refused, result.faults(), reserved(result.file()));
    }

    private static Resources reserved(StackFile file) {
        long cpuNano = 0;
        long memoryBytes = 0;
        for (StackService service : file.services()) {
            long replicas = service.spec().mode() instanceof Mode.Replicated(long several) ? several : 1;
            Resources each = service.spec().template().reservations();
            cpuNano = capped(cpuNano, replicas, each.cpuNano());
            memoryBytes = capped(memoryBytes, replicas, each.memoryBytes());
        }
        return Resources.of(cpuNano, memoryBytes);
    }

    /** The sum, or the greatest number there is: a file may ask for more than that. */
    private static long capped(long sum, long replicas, long each) {
        try {
            return Math.addExact(sum, Math.multiplyExact(replicas, each));
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    private List<Part> parts(StackService service) {
        List<Part> parts = new ArrayList<>();
        Place place = file.yaml().place(service.key());
        Shown shown = new Shown(service);
        ServiceProfile profile = ServiceProfile.of(service.spec(), snapshot);
        for (Cure cure : Cure.values()) {
            if (!cures.contains(cure)) {
                continue;
            }
            Proposal proposal = propose(cure, service, profile);
            proposal.refused().forEach(why -> refused.add(new Refused(cure, service.name(), place, shown.in(why))));
            if (!proposal.settings().isEmpty()) {
                parts.add(new Part(
                        cure,
                        service.name(),
                        place,
                        Group.EMPTY.with(proposal.settings(), "services", service.name()),
                        proposal.done().stream()
                                .map(what -> new Done(cure, service.name(), place, shown.in(what)))
                                .toList()));
            }
        }
        return parts;
    }

    private Proposal propose(Cure cure, StackService service, ServiceProfile profile) {
        Proposal proposal = new Proposal(file);
        switch (cure) {
            case RESOURCES -> ResourceCure.propose(service, profile, file.reader(), layout, known, memory, proposal);
            case HEALTH_CHECKS -> HealthCure.propose(service, file.reader(), layout, proposal);
            case UPDATE_POLICY -> UpdateCure.propose(service, profile, file.reader(), proposal);
            case LOGGING -> LogCure.propose(service, file.reader(), layout, proposal);
            case REPLICAS -> ReplicaCure.propose(service, profile, paths(service), proposal);
            case PLACEMENT -> {
                // Who reads a volume belongs where it is written, whatever its kind.
                if (!volumes.reads(service)) {
                    placement.propose(service, profile, layout, proposal);
                }
            }
            case VOLUMES -> volumes.propose(service, layout, proposal);
            // Of the file as a whole, not of one service.
            case NETWORKS -> {}
        }
        return proposal;
    }

    /**
     * What a second task may lack on another node. Who reads what another writes may have been pinned by a cure only
     * just now, and is judged as before that: cured twice is cured once.
     */
    private List<String> paths(StackService service) {
        boolean stays = Pinning.namesNode(service.spec()) && !volumes.reads(service);
        return stays ? List.of() : NodePaths.of(service, file);
    }
}
