package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.HostPaths;
import io.swarmkeeper.analysis.Pinning;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.SpecAnalysis;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.analysis.detector.Observation;
import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.stackfile.StackService.PlacedMount;
import io.swarmkeeper.stackfile.yaml.Place;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.swarm.Cluster;
import io.swarmkeeper.swarm.ImageReference;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything that is wrong with a stack file, by place. The live Swarm's own detectors judge what a file shows. Pure. */
public final class Review {

    /** Codes that are judged here in a file's own words: the detectors would speak of nodes and images that nobody saw. */
    private static final Set<FindingCode> OWN = Set.of(FindingCode.NO_HEALTH_CHECK, FindingCode.UNPINNED_LOCAL_VOLUME);

    private final StackFile file;
    private final Map<String, StackService> services = new java.util.HashMap<>();
    private final Snapshot snapshot;

    private Review(StackFile file) {
        this.file = file;
        file.services().forEach(s -> services.put(s.name(), s));
        this.snapshot = snapshot(file);
    }

    /** Sorted by place. */
    public static List<FileFinding> of(StackFile file) {
        Review review = new Review(file);
        List<FileFinding> findings = new ArrayList<>();
        SpecAnalysis.observe(review.snapshot).forEach(o -> findings.add(review.finding(o)));
        for (StackService service : file.services()) {
            review.healthCheck(service).ifPresent(findings::add);
            review.localVolume(service).ifPresent(findings::add);
        }
        findings.addAll(new References(file).check());
        findings.addAll(new Hazards(file).check());
        findings.addAll(new PlainSecrets(file).check());
        return sorted(findings);
    }

    /** Sorted by place; what services set aside by their labels at that moment is info, and says so. */
    public static List<FileFinding> of(StackFile file, Instant now) {
        return sorted(new FileExemptions(file, now).apply(of(file)));
    }

    /** What keeps a file from running as it is written and is of the file alone, by place: no cure mends it. */
    public static List<FileFinding> obstacles(StackFile file) {
        List<FileFinding> found = new ArrayList<>(new References(file).check());
        found.addAll(new Hazards(file).check());
        return sorted(
                found.stream().filter(f -> f.severity() == Severity.CRITICAL).toList());
    }

    /** By place. */
    public static List<FileFinding> sorted(List<FileFinding> findings) {
        return findings.stream()
                .sorted(Comparator.comparingInt((FileFinding f) -> f.place().line())
                        .thenComparingInt(f -> f.place().column())
                        .thenComparing(FileFinding::severity)
                        .thenComparing(FileFinding::code))
                .toList();
    }

    /** Codes of a live Swarm's findings that a file can show as well. */
    public static Set<FindingCode> codes() {
        Set<FindingCode> codes = new java.util.TreeSet<>(SpecAnalysis.CODES);
        codes.addAll(OWN);
        return codes;
    }

    /** The file as a Swarm that has not started yet: services and networks, no node, no task. */
    static Snapshot snapshot(StackFile file) {
        Set<String> names = new LinkedHashSet<>(file.declared("networks"));
        // One that is not declared is told as such, and its name may be a variable's value.
        boolean usual = file.services().stream().anyMatch(s -> s.networks().isEmpty());
        if (usual) {
            names.add("default");
        }
        List<Network> networks = names.stream()
                .map(n -> new Network(
                        n,
                        n,
                        "overlay",
                        "swarm",
                        false,
                        false,
                        false,
                        false,
                        List.of(),
                        Map.of(),
                        Map.of(),
                        Instant.EPOCH))
                .toList();
        return new Snapshot(
                0,
                Instant.EPOCH,
                new Cluster("", "", "", "", 0, Instant.EPOCH),
                List.of(),
                file.services().stream().map(StackService::spec).toList(),
                List.of(),
                networks,
                Map.of(),
                List.of());
    }

    private FileFinding finding(Observation seen) {
        StackService service = services.get(seen.subject().name());
        return new FileFinding(
                seen.code().code(),
                seen.severity(),
                place(seen),
                seen.subject().name(),
                seen.title(),
                service == null || seen.subject().kind() == Subject.Kind.NETWORK
                        ? seen.explanation()
                        : new Shown(service).in(seen.explanation()));
    }

    private Place place(Observation seen) {
        if (seen.subject().kind() == Subject.Kind.NETWORK) {
            return network(seen.subject().name());
        }
        StackService service = services.get(seen.subject().name());
        if (service == null) {
            return Place.START;
        }
        YamlNode at = switch (seen.code()) {
            case NO_RESOURCE_LIMITS -> service.at("deploy", "resources", "limits");
            case NO_RESERVATIONS -> service.at("deploy", "resources", "reservations");
            case SINGLE_REPLICA -> service.at("deploy", "replicas");
            case NO_UPDATE_POLICY -> service.at("deploy", "update_config", "failure_action");
            case HEALTH_CHECK_DISABLED -> service.at("healthcheck");
            case MUTABLE_IMAGE_TAG -> service.at("image");
            case DATA_PORT_PUBLISHED -> service.at("ports");
            case STATE_ON_TMPFS -> service.at("volumes");
            default -> service.key();
        };
        return file.yaml().place(at);
    }

    private Place network(String name) {
        Optional<YamlNode> declared =
                file.root().findMap("networks").flatMap(m -> m.find(name)).map(f -> f.key());
        return declared.or(() -> file.root().find("services").map(f -> f.key()))
                .map(file.yaml()::place)
                .orElse(Place.START);
    }

    private Optional<FileFinding> healthCheck(StackService service) {
        boolean checked = service.spec()
                .template()
                .healthCheck()
                .filter(h -> !h.isInherited())
                .isPresent();
        if (checked || service.spec().isJob()) {
            return Optional.empty();
        }
        String image = ImageReference.parse(service.spec().template().image()).shortForm();
        return Optional.of(new FileFinding(
                FindingCode.NO_HEALTH_CHECK.code(),
                Severity.WARNING,
                file.yaml().place(service.at("healthcheck")),
                service.name(),
                "%s has no health check in this file".formatted(Words.name(service.name())),
                new Shown(service)
                        .in("Unless image %s brings one, a task that runs but does not answer stays in service."
                                .formatted(Words.name(image)))));
    }

    private Optional<FileFinding> localVolume(StackService service) {
        Service spec = service.spec();
        boolean everywhere =
                spec.mode() instanceof Service.Mode.Global || spec.mode() instanceof Service.Mode.GlobalJob;
        List<PlacedMount> kept = service.mounts().stream()
                .filter(m -> HostPaths.isStorage(m.mount()) && HostPaths.isOnNode(m.mount()))
                .toList();
        boolean nameless = kept.stream().anyMatch(m -> m.mount().source().isEmpty());
        if (everywhere || kept.isEmpty() || Pinning.mayPin(spec) && !nameless) {
            return Optional.empty();
        }
        List<String> places = kept.stream()
                .map(m -> m.written().isEmpty()
                        ? "a volume without a name at " + m.mount().target()
                        : (m.mount().isBind() ? "host path " : "volume ") + m.written())
                .toList();
        boolean stateful = ServiceProfile.of(spec, snapshot).statefulByNature();
        return Optional.of(new FileFinding(
                FindingCode.UNPINNED_LOCAL_VOLUME.code(),
                stateful ? Severity.CRITICAL : Severity.WARNING,
                file.yaml().place(kept.getFirst().at()),
                service.name(),
                "%s would start empty on another node".formatted(Words.name(service.name())),
                new Shown(service)
                        .in("It writes to %s, and no constraint names the node that holds it."
                                .formatted(Words.list(places)))));
    }
}
