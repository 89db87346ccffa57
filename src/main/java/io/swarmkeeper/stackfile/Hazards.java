package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.Pinning;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.scheduler.Constraint;
import io.swarmkeeper.stackfile.StackService.PlacedMount;
import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.stackfile.yaml.YamlNode.Sequence;
import io.swarmkeeper.swarm.Masking;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a deploy takes without a word, and what then goes another way than its author meant. */
final class Hazards {

    /** What docker stack deploy leaves out (docker/cli cli/compose/types), and what to do instead. */
    private static final Map<String, String> IGNORED = new LinkedHashMap<>();

    static {
        IGNORED.put("build", "A Swarm runs images: build and push it first, and name it with image.");
        IGNORED.put(
                "container_name", "Tasks have names of their own; other services reach this one by its service name.");
        IGNORED.put("depends_on", "A Swarm starts all services at once: each must bear that others are not there yet.");
        IGNORED.put("links", "Services reach each other by name on a shared network.");
        IGNORED.put("external_links", "Services reach each other by name on a shared network.");
        IGNORED.put("expose", "Services on a shared network reach every port.");
        IGNORED.put("network_mode", "A service joins the networks it lists.");
        IGNORED.put("cgroupns_mode", "");
        IGNORED.put("cgroup_parent", "");
        IGNORED.put("devices", "");
        IGNORED.put("domainname", "");
        IGNORED.put("ipc", "");
        IGNORED.put("mac_address", "");
        IGNORED.put("pid", "");
        IGNORED.put("privileged", "");
        IGNORED.put("security_opt", "");
        IGNORED.put("shm_size", "");
        IGNORED.put("tmpfs", "A mount of type tmpfs under volumes is one.");
        IGNORED.put("userns_mode", "");
    }

    private final StackFile file;
    private final List<FileFinding> findings = new ArrayList<>();

    Hazards(StackFile file) {
        this.file = file;
    }

    List<FileFinding> check() {
        for (Fields.Unknown unknown : file.unknownFields()) {
            add(
                    FileFault.UNKNOWN_FIELD,
                    unknown.key(),
                    subject(unknown.path()),
                    "%s is no field of %s"
                            .formatted(
                                    Words.name(unknown.path()),
                                    unknown.since().isPresent() ? "this version of stack files" : "a stack file"),
                    "%s. A deploy is refused."
                            .formatted(unknown.since()
                                    .map(v -> "It came with version " + v)
                                    .orElse("There may stand: " + String.join(", ", unknown.expected()))));
        }
        for (StackService service : file.services()) {
            ignored(service);
            constraints(service);
            paths(service);
            amounts(service);
            logs(service);
            if (service.fields().find("image").isEmpty()) {
                add(
                        FileFault.NO_IMAGE,
                        service.key(),
                        service.name(),
                        "%s has no image".formatted(Words.name(service.name())),
                        "A Swarm does not build: without an image a deploy is refused.");
            }
        }
        for (String section : List.of("services", "networks", "volumes", "secrets", "configs")) {
            file.root().find(section).ifPresent(f -> variables(f.value(), section));
        }
        return findings;
    }

    private static String subject(String path) {
        String[] parts = path.split("\\.");
        return parts.length > 1 && parts[0].equals("services") ? parts[1] : "";
    }

    private void ignored(StackService service) {
        IGNORED.forEach(
                (option, instead) -> service.fields().find(option).ifPresent(f -> ignored(service, option, instead)));
        service.fields()
                .find("restart")
                .flatMap(f -> insteadOfRestart(service))
                .ifPresent(instead -> ignored(service, "restart", instead));
    }

    private void ignored(StackService service, String option, String instead) {
        add(
                FileFault.OPTION_IGNORED,
                service.at(option),
                service.name(),
                "%s of %s does nothing in a Swarm".formatted(option, Words.name(service.name())),
                ("docker stack deploy leaves it out. " + instead).strip());
    }

    /** Empty if it counts: a deploy makes a restart policy of it, although it calls it ignored. */
    private Optional<String> insteadOfRestart(StackService service) {
        if (service.deploy().flatMap(d -> d.findMap("restart_policy")).isPresent()) {
            return Optional.of("What counts is deploy.restart_policy beside it.");
        }
        String policy = file.reader().text(service.fields(), "restart").orElse("");
        return policy.isEmpty() || policy.equals("no")
                ? Optional.of(
                        "A Swarm starts again what has ended, whatever its exit code; only deploy.restart_policy with condition: none keeps it from that.")
                : Optional.empty();
    }

    private void constraints(StackService service) {
        Optional<Field> written =
                service.deploy().flatMap(d -> d.findMap("placement")).flatMap(p -> p.find("constraints"));
        if (written.isEmpty() || !(written.get().value() instanceof Sequence sequence)) {
            return;
        }
        for (YamlNode item : sequence.items()) {
            String text = file.reader().text(item);
            Constraint constraint = Constraint.parse(text);
            if (text.isEmpty() || constraint.knownKey()) {
                continue;
            }
            boolean varies = !text.equals(item.meant() instanceof Scalar s ? s.value() : text);
            String why = constraint instanceof Constraint.Malformed bad
                    ? varies
                            ? "With its variables put in, the engine refuses it."
                            : "The engine refuses it: %s.".formatted(Words.text(bad.reason()))
                    : "The engine takes it and finds no node for it, ever. Keys are %s, %s… and %s…."
                            .formatted(
                                    String.join(", ", Constraint.KEYS),
                                    Constraint.NODE_LABEL_PREFIX,
                                    Constraint.ENGINE_LABEL_PREFIX);
            add(
                    FileFault.CONSTRAINT_TYPO,
                    item,
                    service.name(),
                    "Constraint %s can never be met".formatted(Reader.shown(item)),
                    why);
        }
    }

    private void paths(StackService service) {
        if (Pinning.mayPin(service.spec())) {
            return;
        }
        service.mounts().stream().filter(NodePaths::isDevice).forEach(m -> device(service, m));
        for (PlacedMount mount : NodePaths.binds(service)) {
            boolean relative =
                    mount.written().startsWith(".") || mount.written().startsWith("~");
            add(
                    FileFault.PATH_ON_EVERY_NODE,
                    mount.at(),
                    service.name(),
                    "%s needs %s on every node"
                            .formatted(Words.name(service.name()), Words.name(NodePaths.bind(mount))),
                    relative
                            ? "The path is taken from where the deploy is run, but a Swarm does not carry files to its nodes: a task is rejected where it is lacking. Small files belong into configs."
                            : "A Swarm does not make it, and a task is rejected where it is lacking.");
        }
    }

    /** A volume that is a folder or a disk of the node, which the engine does not make either. */
    private void device(StackService service, PlacedMount mount) {
        add(
                FileFault.PATH_ON_EVERY_NODE,
                mount.at(),
                service.name(),
                "%s needs %s on every node"
                        .formatted(Words.name(service.name()), Words.name(NodePaths.device(mount, file))),
                "It is what its volume %s is made of: a Swarm does not make it, and a task fails where it is lacking."
                        .formatted(Words.name(
                                Shown.source(mount).filter(Shown::varies).orElse(mount.written()))));
    }

    private void amounts(StackService service) {
        Resources limits = service.spec().template().limits();
        Resources reserved = service.spec().template().reservations();
        List<String> above = new ArrayList<>();
        if (limits.hasCpu() && reserved.cpuNano() > limits.cpuNano()) {
            above.add("%s reserved of %s allowed"
                    .formatted(Quantities.cores(reserved.cpuNano()), Quantities.cores(limits.cpuNano())));
        }
        if (limits.hasMemory() && reserved.memoryBytes() > limits.memoryBytes()) {
            above.add("%s reserved of %s allowed"
                    .formatted(Quantities.bytes(reserved.memoryBytes()), Quantities.bytes(limits.memoryBytes())));
        }
        if (!above.isEmpty()) {
            add(
                    FileFault.RESERVATION_ABOVE_LIMIT,
                    service.at("deploy", "resources", "reservations"),
                    service.name(),
                    "%s reserves more than it may use".formatted(Words.name(service.name())),
                    Words.capital(String.join(", ", above)) + ".");
        }
    }

    /** The engine's usual driver keeps everything in one file that only grows. */
    private void logs(StackService service) {
        if (LogLimit.isBounded(file.reader(), service)) {
            return;
        }
        add(
                FileFault.UNBOUNDED_LOGS,
                service.at("logging"),
                service.name(),
                "Logs of %s only grow".formatted(Words.name(service.name())),
                "The file sets no limit for them; unless its engines do, json-file fills the node's disk in the end.");
    }

    private void variables(YamlNode node, String path) {
        switch (node) {
            case Mapping mapping ->
                mapping.entries()
                        .forEach(e -> variables(e.value(), path + "." + e.key().value()));
            case Sequence sequence -> sequence.items().forEach(i -> variables(i, path));
            case Scalar scalar -> {
                unset(scalar).ifPresent(name -> variable(name, scalar, path));
                file.reader().misread(scalar).ifPresent(inside -> misread(inside, scalar, path));
            }
            // Told where the anchor is.
            case YamlNode.Alias _ -> {}
        }
    }

    private void misread(String inside, Scalar at, String path) {
        add(
                FileFault.VARIABLE_MISREAD,
                at,
                subject(path),
                "A deploy reads another variable than this looks like",
                "In braces it looks for a hyphen first: what stands before the first one in %s is the name to it, and what follows is the value, whatever is set. Write the message without a hyphen."
                        .formatted(Words.name(StackFile.shortened("${" + Masking.text(inside) + "}"))));
    }

    private void variable(String name, Scalar at, String path) {
        boolean needed = file.isNeeded(at);
        findings.add(new FileFinding(
                FileFault.VARIABLE_UNSET.code(),
                needed ? Severity.CRITICAL : FileFault.VARIABLE_UNSET.severity(),
                file.yaml().place(at),
                subject(path),
                "Variable %s has no value".formatted(Words.name(name)),
                "It has no default either: a deploy %s. Give it with the environment, with --env-file, or as ${%s:-default}."
                        .formatted(
                                needed
                                        ? "puts nothing in its place, and is refused because something must stand here"
                                        : "puts nothing in its place, without a word",
                                Words.name(name))));
    }

    /** What a deploy fills can be read, or the file were refused: the rest is merged in and overridden. */
    private Optional<String> unset(Scalar scalar) {
        try {
            return file.reader().unset(scalar);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void add(FileFault fault, YamlNode at, String subject, String title, String explanation) {
        Severity severity = fault.severity();
        findings.add(new FileFinding(fault.code(), severity, file.yaml().place(at), subject, title, explanation));
    }
}
