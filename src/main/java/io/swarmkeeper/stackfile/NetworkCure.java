package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.stackfile.Needs.Need;
import io.swarmkeeper.stackfile.Optimization.Done;
import io.swarmkeeper.stackfile.Optimization.Refused;
import io.swarmkeeper.stackfile.Reader.Named;
import io.swarmkeeper.stackfile.yaml.Place;
import io.swarmkeeper.stackfile.yaml.Setting;
import io.swarmkeeper.stackfile.yaml.Setting.Group;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.swarm.Snapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes the data off the network of the gateways. Who is reached by a gateway stays with it, on the network that is
 * there, so that Traefik's labels and other stacks stay right; data stores and who needs them get a network {@code data},
 * services that need each other and no gateway a network {@code backend}. All of it or nothing: one need that the file
 * does not show would be cut.
 */
final class NetworkCure {

    static final String BACKEND = "backend";
    static final String DATA = "data";

    private static final int MOST_NEEDS = 3;

    private final StackFile file;
    private final FlatNetwork flat;
    private final List<StackService> services;
    private final Map<String, StackService> byName = new HashMap<>();
    private final Map<String, List<Need>> needs = new HashMap<>();
    private final List<Refused> refused = new ArrayList<>();

    private NetworkCure(StackFile file, FlatNetwork flat) {
        this.file = file;
        this.flat = flat;
        this.services = flat.services();
        services.forEach(s -> byName.put(s.name(), s));
        for (Need need : Needs.among(file, services)) {
            needs.computeIfAbsent(need.from(), _ -> new ArrayList<>()).add(need);
            needs.computeIfAbsent(need.to(), _ -> new ArrayList<>()).add(need);
        }
    }

    /** @param refused takes the reasons where nothing is to be done */
    static Optional<Part> propose(StackFile file, Snapshot snapshot, List<Refused> refused) {
        List<FlatNetwork> flat = FlatNetwork.of(file, snapshot);
        if (flat.isEmpty()) {
            return Optional.empty();
        }
        NetworkCure cure = new NetworkCure(file, flat.getFirst());
        if (flat.size() > 1) {
            cure.refuse("%s are flat as well, and one file has only one network for its data"
                    .formatted(Words.list(
                            flat.stream().skip(1).map(FlatNetwork::name).toList())));
        } else {
            flat.getFirst().obstacle().ifPresent(cure::refuse);
            cure.checkServices();
        }
        Map<StackService, Set<String>> networks = cure.networks();
        cure.checkResult(networks);
        refused.addAll(cure.refused);
        return cure.refused.isEmpty() ? Optional.of(cure.part(networks)) : Optional.empty();
    }

    private void refuse(String why) {
        refused.add(new Refused(Cure.NETWORKS, flat.name(), place(), why));
    }

    private void refuse(StackService service, String why) {
        refused.add(new Refused(Cure.NETWORKS, service.name(), file.yaml().place(service.key()), why));
    }

    private Place place() {
        YamlNode at = file.root()
                .findMap("networks")
                .flatMap(m -> m.find(flat.name()))
                .map(f -> (YamlNode) f.key())
                .orElse(services.getFirst().key());
        return file.yaml().place(at);
    }

    private void checkServices() {
        boolean traefik = services.stream().anyMatch(Needs::isTraefik);
        for (StackService service : services) {
            if (!service.networks().isEmpty()
                    && service.fields().findMap("networks").isPresent()) {
                refuse(service, "its networks are a mapping: aliases and addresses there would have to be made anew");
            } else if (service.networks().stream().anyMatch(n -> !isWritten(n))) {
                refuse(service, "its networks hang on a variable, or are listed in another way than by their names");
            } else if (Needs.isRouted(service) && !traefik) {
                refuse(
                        service,
                        "it has labels for a Traefik that is not on network %s in this file"
                                .formatted(Words.name(flat.name())));
            } else if (flat.holdsData(service)) {
                checkData(service);
            } else {
                checkUser(service);
            }
        }
    }

    private static boolean isWritten(Named network) {
        return network.at() instanceof Scalar scalar && scalar.value().equals(network.name());
    }

    private void checkData(StackService service) {
        List<Need> with = with(service);
        Optional<Need> gateway =
                with.stream().filter(n -> flat.isGateway(other(n, service))).findFirst();
        if (gateway.isPresent()) {
            StackService other = other(gateway.get(), service);
            refuse(
                    service,
                    "gateway %s and it need each other (%s), so no network parts them"
                            .formatted(Words.name(other.name()), gateway.get().by()));
        } else if (with.stream().noneMatch(n -> n.sure() && n.to().equals(service.name()))) {
            refuse(service, "the file does not show who needs it; say so with depends_on there");
        }
    }

    private void checkUser(StackService service) {
        if (service.fields().find("depends_on").isPresent()) {
            // Its author says whom it needs, whatever else it is told.
            return;
        }
        boolean engine =
                service.mounts().stream().anyMatch(m -> m.mount().source().endsWith(".sock"));
        Optional<String> unshown = Unshown.of(service, file.reader());
        if (unshown.isPresent()) {
            refuse(
                    service,
                    "whom it needs may stand in %s, which is not looked at; say so with depends_on"
                            .formatted(unshown.get()));
        } else if (flat.isGateway(service) && engine && !Needs.isTraefik(service)) {
            refuse(service, "it finds by the engine's socket whom it leads to; say so with depends_on");
        } else if (with(service).stream().noneMatch(n -> n.sure() && n.from().equals(service.name()))) {
            refuse(service, "the file does not show whom it needs; say so with depends_on, which may be empty");
        }
    }

    private List<Need> with(StackService service) {
        return needs.getOrDefault(service.name(), List.of());
    }

    private StackService other(Need need, StackService service) {
        return Objects.requireNonNull(byName.get(need.from().equals(service.name()) ? need.to() : need.from()));
    }

    /** In the place of the flat one; it stays where nothing else would be left. */
    private Map<StackService, Set<String>> networks() {
        // A gateway whose routes stand elsewhere may lead to everybody.
        boolean open = services.stream()
                .anyMatch(s -> flat.isGateway(s) && Unshown.of(s, file.reader()).isPresent());
        Set<StackService> front = Collections.newSetFromMap(new IdentityHashMap<>());
        for (StackService service : services) {
            boolean reached = with(service).stream().anyMatch(n -> flat.isGateway(other(n, service)));
            if (flat.isGateway(service) || !flat.holdsData(service) && (open || reached)) {
                front.add(service);
            }
        }
        Map<StackService, Set<String>> networks = new LinkedHashMap<>();
        for (StackService service : services) {
            Set<String> own = new LinkedHashSet<>();
            if (front.contains(service)) {
                own.add(flat.name());
            }
            boolean backend = with(service).stream().anyMatch(n -> {
                StackService other = other(n, service);
                boolean inner = !flat.holdsData(service) && !flat.holdsData(other);
                return inner && !(front.contains(service) && front.contains(other));
            });
            if (backend) {
                own.add(BACKEND);
            }
            boolean data =
                    flat.holdsData(service) || with(service).stream().anyMatch(n -> flat.holdsData(other(n, service)));
            if (data) {
                own.add(DATA);
            }
            networks.put(service, own.isEmpty() ? Set.of(flat.name()) : own);
        }
        return networks;
    }

    private void checkResult(Map<StackService, Set<String>> networks) {
        Set<String> fresh = new LinkedHashSet<>();
        networks.values().forEach(fresh::addAll);
        fresh.remove(flat.name());
        fresh.retainAll(file.declared("networks"));
        if (!fresh.isEmpty() || flat.name().equals(DATA) || flat.name().equals(BACKEND)) {
            refuse("the file has a network %s already, which is something else"
                    .formatted(fresh.isEmpty() ? flat.name() : Words.list(fresh)));
        }
        boolean told = services.stream().anyMatch(NetworkCure::namesNetwork);
        networks.forEach((service, instead) -> {
            int count = service.spec().networks().size() - 1 + instead.size();
            boolean labelled = Needs.labels(service).keySet().stream()
                    .anyMatch(l -> l.matches("traefik\\.(docker|swarm)\\.network"));
            if (Needs.isRouted(service) && count > 1 && !labelled && !told) {
                refuse(
                        service,
                        "on several networks Traefik must be told which one it shares, by label traefik.swarm.network or traefik.docker.network with the stack's name in front, which a file does not know; set the label first");
            }
        });
    }

    /** {@code --providers.swarm.network=…}: Traefik's choice where a service has no label. */
    private static boolean namesNetwork(StackService service) {
        List<String> words = new ArrayList<>(service.spec().template().command());
        words.addAll(service.spec().template().arguments());
        return Needs.isTraefik(service)
                && words.stream()
                        .anyMatch(w ->
                                w.toLowerCase(Locale.ROOT).matches("--(providers\\.)?(docker|swarm)\\.network=.+"));
    }

    private Part part(Map<StackService, Set<String>> networks) {
        List<Group> settings = new ArrayList<>();
        List<Done> done = new ArrayList<>();
        Set<String> fresh = new LinkedHashSet<>();
        for (Map.Entry<StackService, Set<String>> entry : networks.entrySet()) {
            StackService service = entry.getKey();
            if (entry.getValue().equals(Set.of(flat.name()))) {
                continue;
            }
            fresh.addAll(entry.getValue());
            settings.add(Group.EMPTY.with(
                    new Setting.Items(names(service, entry.getValue()), true), "services", service.name(), "networks"));
            done.add(new Done(
                    Cure.NETWORKS,
                    service.name(),
                    file.yaml().place(service.key()),
                    "on %s instead of %s (%s)"
                            .formatted(Words.list(entry.getValue()), Words.name(flat.name()), reasons(service))));
        }
        List<String> made = Stream.of(BACKEND, DATA).filter(fresh::contains).toList();
        for (String name : made) {
            settings.add(Group.EMPTY.with(flat.like(), "networks", name));
        }
        done.add(new Done(
                Cure.NETWORKS,
                flat.name(),
                place(),
                "%s beside it; while this is deployed, who has moved does not reach who has not: expect a short break"
                        .formatted(Words.list(made))));
        return new Part(Cure.NETWORKS, flat.name(), place(), Group.of(settings), done);
    }

    /** What was there, as it is written, with the flat one's place taken by the first of the others if it goes. */
    private List<String> names(StackService service, Set<String> instead) {
        List<String> fresh = new ArrayList<>(instead);
        List<String> names = new ArrayList<>();
        for (Named named : service.networks()) {
            if (named.name().equals(flat.name()) && !instead.contains(flat.name())) {
                names.add(fresh.removeFirst());
            } else {
                names.add(file.yaml()
                        .text()
                        .substring(named.at().span().start(), named.at().span().end()));
                fresh.remove(named.name());
            }
        }
        names.addAll(fresh);
        return names;
    }

    private String reasons(StackService service) {
        Set<String> reasons = new LinkedHashSet<>();
        for (Need need : with(service)) {
            reasons.add(
                    need.from().equals(service.name())
                            ? "needs %s by %s".formatted(Words.name(need.to()), Words.name(need.by()))
                            : "is needed by %s, %s".formatted(Words.name(need.from()), Words.name(need.by())));
        }
        String first = String.join("; ", reasons.stream().limit(MOST_NEEDS).toList());
        return reasons.size() > MOST_NEEDS ? first + "; and more" : first;
    }
}
