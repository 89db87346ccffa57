package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.Reader.Named;
import io.swarmkeeper.stackfile.StackService.PlacedMount;
import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.swarm.Placement;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.FailureAction;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Service.NetworkAttachment;
import io.swarmkeeper.swarm.Service.Order;
import io.swarmkeeper.swarm.Service.UpdatePolicy;
import io.swarmkeeper.swarm.TaskTemplate;
import io.swarmkeeper.swarm.TaskTemplate.HealthCheck;
import io.swarmkeeper.swarm.TaskTemplate.Reference;
import io.swarmkeeper.swarm.TaskTemplate.RestartPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads what the Swarm would get for one service. Names stay those of the file, without a stack's name in front. */
final class ServiceReader {

    private static final String ON_FAILURE = "on-failure";

    static final String CORES = "a number of cores such as '0.5'";
    static final String MEMORY = "an amount of memory such as 512M";

    private final Reader reader;
    private final StackFile file;
    private final PortReader portReader;

    ServiceReader(Reader reader, StackFile file) {
        this.reader = reader;
        this.file = file;
        this.portReader = new PortReader(reader);
    }

    StackService read(Field field) {
        if (!(field.value() instanceof Mapping mapping)) {
            throw new StackFileException(
                    reader.file().place(field.key()), "service %s is no mapping".formatted(field.name()));
        }
        MapView fields = MapView.of(mapping);
        new DeployRules(reader).check(fields);
        List<Named> networks = reader.names(fields, "networks");
        List<StackService.PlacedPort> ports = portReader.read(fields);
        List<PlacedMount> mounts = new MountReader(reader, file).read(fields);
        Service spec = spec(field.name(), fields, networks, ports, mounts);
        return new StackService(field.key(), field.written(), fields, spec, ports, mounts, networks);
    }

    private Service spec(
            String name,
            MapView fields,
            List<Named> networks,
            List<StackService.PlacedPort> ports,
            List<PlacedMount> mounts) {
        MapView deploy = sub(fields, "deploy");
        Optional<MapView> update = deploy.findMap("update_config");
        List<NetworkAttachment> attachments = networks.isEmpty()
                ? List.of(new NetworkAttachment("default", List.of(name)))
                : networks.stream()
                        .map(n -> new NetworkAttachment(
                                n.name(),
                                n.map().map(m -> reader.words(m, "aliases")).orElse(List.of())))
                        .toList();
        return new Service(
                name,
                0,
                name,
                reader.pairs(deploy, "labels"),
                mode(deploy),
                template(fields, deploy, mounts),
                attachments,
                ports.stream().map(StackService.PlacedPort::port).toList(),
                reader.word(deploy, "endpoint_mode", List.of("vip", "dnsrr")).orElse("vip"),
                Map.of(),
                update.map(this::policy).orElse(UpdatePolicy.ENGINE_DEFAULT),
                update.isPresent(),
                deploy.findMap("rollback_config").map(this::policy),
                Optional.empty(),
                Instant.EPOCH,
                Instant.EPOCH,
                "{}");
    }

    static MapView sub(MapView map, String name) {
        return map.findMap(name)
                .orElseGet(() -> MapView.of(new Mapping(map.mapping().span(), Optional.empty(), false, List.of())));
    }

    private Mode mode(MapView deploy) {
        String mode = reader.word(deploy, "mode", List.of("replicated", "global", "replicated-job", "global-job"))
                .orElse("replicated");
        // A number that hangs on a variable is not one: nothing is said about it.
        long replicas = reader.number(deploy, "replicas").orElse(reader.isOpen(deploy, "replicas") ? 2 : 1);
        return switch (mode) {
            case "global" -> new Mode.Global();
            case "global-job" -> new Mode.GlobalJob();
            case "replicated-job" -> new Mode.ReplicatedJob(replicas, replicas);
            default -> new Mode.Replicated(replicas);
        };
    }

    private UpdatePolicy policy(MapView map) {
        UpdatePolicy usual = UpdatePolicy.ENGINE_DEFAULT;
        FailureAction action = reader.word(map, "failure_action", List.of("pause", "continue", "rollback"))
                .map(w -> FailureAction.valueOf(w.toUpperCase(Locale.ROOT)))
                .orElse(usual.failureAction());
        Order order = reader.word(map, "order", List.of("stop-first", "start-first"))
                .map(w -> Order.valueOf(w.toUpperCase(Locale.ROOT).replace('-', '_')))
                .orElse(usual.order());
        return new UpdatePolicy(
                reader.number(map, "parallelism").orElse(usual.parallelism()),
                reader.duration(map, "delay").orElse(usual.delay()),
                action,
                reader.duration(map, "monitor").orElse(usual.monitor()),
                0,
                order);
    }

    private TaskTemplate template(MapView fields, MapView deploy, List<PlacedMount> mounts) {
        MapView resources = sub(deploy, "resources");
        return new TaskTemplate(
                reader.text(fields, "image").orElse(""),
                reader.words(fields, "entrypoint"),
                reader.words(fields, "command"),
                reader.pairs(fields, "environment").entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList(),
                reader.pairs(fields, "labels"),
                mounts.stream().map(PlacedMount::mount).toList(),
                references(fields, "secrets"),
                references(fields, "configs"),
                healthCheck(fields),
                reader.duration(fields, "stop_grace_period"),
                amounts(sub(resources, "limits")),
                amounts(sub(resources, "reservations")),
                restart(fields, deploy),
                placement(sub(deploy, "placement")),
                fields.findMap("logging").flatMap(l -> reader.text(l, "driver")).orElse(""),
                0);
    }

    private List<Reference> references(MapView fields, String section) {
        return reader.names(fields, section).stream()
                .map(n -> new Reference(n.name(), n.name()))
                .toList();
    }

    private Resources amounts(MapView map) {
        return Resources.of(
                reader.amount(map, "cpus", Amounts::cores, CORES),
                reader.amount(map, "memory", Amounts::bytes, MEMORY));
    }

    private Optional<HealthCheck> healthCheck(MapView fields) {
        Optional<MapView> map = fields.findMap("healthcheck");
        if (map.isEmpty()) {
            return Optional.empty();
        }
        MapView check = map.get();
        if (reader.flag(check, "disable")) {
            return Optional.of(new HealthCheck(List.of("NONE"), Duration.ZERO, Duration.ZERO, Duration.ZERO, 0));
        }
        boolean single = check.find("test")
                .filter(f -> f.value() instanceof io.swarmkeeper.stackfile.yaml.YamlNode.Scalar)
                .isPresent();
        List<String> test = single
                ? reader.text(check, "test").map(t -> List.of("CMD-SHELL", t)).orElse(List.of())
                : reader.words(check, "test");
        return Optional.of(new HealthCheck(
                test,
                reader.duration(check, "interval").orElse(Duration.ZERO),
                reader.duration(check, "timeout").orElse(Duration.ZERO),
                reader.duration(check, "start_period").orElse(Duration.ZERO),
                (int) reader.number(check, "retries").orElse(0)));
    }

    /** Without a policy under deploy, a deploy makes one of the service's own {@code restart}. */
    private RestartPolicy restart(MapView fields, MapView deploy) {
        RestartPolicy usual = RestartPolicy.ENGINE_DEFAULT;
        Optional<MapView> policy = deploy.findMap("restart_policy");
        if (policy.isEmpty()) {
            String[] parts = reader.text(fields, "restart").orElse("").split(":", 2);
            return parts[0].equals(ON_FAILURE)
                    ? new RestartPolicy(ON_FAILURE, usual.delay(), parts.length > 1 ? attempts(parts[1]) : 0)
                    : usual;
        }
        return new RestartPolicy(
                reader.word(policy.get(), "condition", List.of("none", ON_FAILURE, "any"))
                        .orElse(usual.condition()),
                reader.duration(policy.get(), "delay").orElse(usual.delay()),
                reader.number(policy.get(), "max_attempts").orElse(0));
    }

    /** What is no number was refused before. */
    private static long attempts(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private Placement placement(MapView map) {
        List<String> spread = reader.items(map, "preferences").stream()
                .flatMap(i -> i.meant() instanceof Mapping m
                        ? reader.text(MapView.of(m), "spread").stream()
                        : java.util.stream.Stream.empty())
                .toList();
        return new Placement(
                reader.words(map, "constraints"),
                spread,
                reader.number(map, "max_replicas_per_node").orElse(0),
                List.of());
    }
}
