package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.stackfile.Reader.Named;
import io.swarmkeeper.stackfile.StackService.PlacedMount;
import io.swarmkeeper.stackfile.StackService.PlacedPort;
import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.swarm.Service.PublishMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a deploy would look for in vain, and what two services of the file both want. */
final class References {

    private final StackFile file;
    private final List<FileFinding> findings = new ArrayList<>();

    References(StackFile file) {
        this.file = file;
    }

    List<FileFinding> check() {
        Set<String> networks = file.declared("networks");
        Set<String> volumes = file.declared("volumes");
        Set<String> secrets = file.declared("secrets");
        Set<String> configs = file.declared("configs");
        for (StackService service : file.services()) {
            service.networks().stream()
                    .filter(n -> !n.name().isEmpty() && !n.name().equals("default") && !networks.contains(n.name()))
                    .forEach(n -> undefined(FileFault.UNDEFINED_NETWORK, "network", n.shown(), n.at(), service));
            for (PlacedMount mount : service.mounts()) {
                String name = mount.mount().type().equals("volume") ? mount.written() : "";
                if (!name.isEmpty() && !volumes.contains(name)) {
                    undefined(
                            FileFault.UNDEFINED_VOLUME,
                            "volume",
                            Shown.source(mount).orElse(name),
                            mount.at(),
                            service);
                }
            }
            used(service, "secrets", secrets, FileFault.UNDEFINED_SECRET, "secret");
            used(service, "configs", configs, FileFault.UNDEFINED_CONFIG, "config");
        }
        file.declared("volumes").stream()
                .filter(v -> file.isExternal("volumes", v))
                .flatMap(v -> file.declaration("volumes", v).stream())
                .forEach(this::external);
        files("secrets", "Secret");
        files("configs", "Config");
        ports();
        return findings;
    }

    private void used(StackService service, String section, Set<String> declared, FileFault fault, String noun) {
        for (Named named : file.reader().names(service.fields(), section)) {
            if (!named.name().isEmpty() && !declared.contains(named.name())) {
                undefined(fault, noun, named.shown(), named.at(), service);
            }
        }
    }

    private void undefined(FileFault fault, String noun, String name, YamlNode at, StackService service) {
        Set<String> declared = file.declared(noun + "s");
        String there = declared.isEmpty() ? "it declares none" : "it declares " + Words.list(declared);
        add(
                fault,
                at,
                service.name(),
                "%s %s is not declared".formatted(Words.capital(noun), Words.name(name)),
                "Service %s uses it, but under %ss the file says nothing of it: %s. A deploy is refused."
                        .formatted(Words.name(service.name()), noun, there));
    }

    private void external(MapView volume) {
        for (String name : List.of("driver", "driver_opts", "labels")) {
            volume.find(name)
                    .filter(f -> !isNothing(f.value()))
                    .ifPresent(
                            f -> add(
                                    FileFault.EXTERNAL_CONFLICT,
                                    f.key(),
                                    "",
                                    "An external volume has a %s here".formatted(name),
                                    "External means that somebody else makes it, so the file cannot say how. A deploy is refused."));
        }
    }

    /** A deploy counts what is in it. */
    private boolean isNothing(YamlNode value) {
        return switch (value) {
            case Mapping mapping -> MapView.of(mapping).fields().isEmpty();
            case YamlNode.Sequence sequence -> sequence.items().isEmpty();
            case YamlNode.Scalar _, YamlNode.Alias _ ->
                file.reader().text(value).isEmpty();
        };
    }

    private void files(String section, String noun) {
        if (file.folder().isEmpty()) {
            return;
        }
        List<Field> fields =
                file.root().findMap(section).map(m -> List.copyOf(m.fields())).orElse(List.of());
        for (Field field : fields) {
            if (!(field.value() instanceof Mapping mapping)) {
                continue;
            }
            MapView map = MapView.of(mapping);
            file.reader().text(map, "file").filter(f -> !f.isEmpty()).ifPresent(name -> {
                String shown =
                        map.find("file").map(f -> Reader.shown(f.written())).orElse("");
                if (!StackFile.isFile(file.folder().get(), name)) {
                    add(
                            FileFault.FILE_MISSING,
                            map.find("file").map(Field::key).orElse(field.key()),
                            "",
                            "%s %s has no file".formatted(noun, Words.name(field.name())),
                            "It is made from %s, which is not there. A deploy is refused."
                                    .formatted(Words.name(shown)));
                }
            });
        }
    }

    /** Ingress ports belong to the whole Swarm, whatever node a service runs on. */
    private void ports() {
        record Key(int published, String protocol) {}
        record First(StackService service, YamlNode at) {}
        Map<Key, First> taken = new HashMap<>();
        Set<YamlNode> told = Collections.newSetFromMap(new IdentityHashMap<>());
        for (StackService service : file.services()) {
            for (PlacedPort placed : service.ports()) {
                if (placed.port().published() == 0 || placed.port().mode() == PublishMode.HOST) {
                    continue;
                }
                Key key = new Key(placed.port().published(), placed.port().protocol());
                First first = taken.putIfAbsent(key, new First(service, placed.at()));
                if (first != null && !first.at().span().equals(placed.at().span()) && told.add(placed.at())) {
                    add(
                            FileFault.PORT_PUBLISHED_TWICE,
                            placed.at(),
                            service.name(),
                            "Port %d/%s is published twice".formatted(key.published(), key.protocol()),
                            "%s publishes it in %s already, and a port belongs to one service of the Swarm."
                                    .formatted(
                                            Words.name(first.service().name()),
                                            file.yaml().place(first.at())));
                }
            }
        }
    }

    private void add(FileFault fault, YamlNode at, String subject, String title, String explanation) {
        findings.add(
                new FileFinding(fault.code(), fault.severity(), file.yaml().place(at), subject, title, explanation));
    }
}
