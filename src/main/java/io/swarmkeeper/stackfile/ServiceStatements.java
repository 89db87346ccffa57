package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.Reader.Named;
import io.swarmkeeper.stackfile.StackService.PlacedPort;
import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a file says of one service, with the names that things have in the Swarm. */
final class ServiceStatements {

    private static final String ENVIRONMENT = "environment";

    private final StackFile file;
    private final StackNames names;
    private final StackService service;
    private final Statements said;

    private ServiceStatements(StackFile file, StackNames names, StackService service) {
        this.file = file;
        this.names = names;
        this.service = service;
        this.said = new Statements(file.reader());
    }

    static Statements of(StackFile file, StackNames names, StackService service) {
        ServiceStatements statements = new ServiceStatements(file, names, service);
        statements.read();
        return statements.said;
    }

    private void read() {
        MapView fields = service.fields();
        said.text(fields, "image", "image");
        said.command(fields, "entrypoint", "entrypoint", ShellWords::split);
        said.command(fields, "command", "command", ShellWords::split);
        said.pairs(fields, ENVIRONMENT, ENVIRONMENT);
        environment(fields);
        said.pairs(fields, "labels", "labels");
        for (String name : List.of("hostname", "user", "working_dir", "stop_signal", "isolation", "oom_score_adj")) {
            said.text(fields, name, name);
        }
        for (String name : List.of("tty", "stdin_open", "read_only", "init")) {
            said.scalar(fields, name, name, t -> t.toLowerCase(Locale.ROOT));
        }
        said.duration(fields, "stop_grace_period", "stop_grace_period");
        said.list(fields, "dns", "dns", l -> l);
        said.list(fields, "dns_search", "dns_search", l -> l);
        hosts(fields);
        said.list(fields, "cap_add", "cap_add", ServiceStatements::capabilities);
        said.list(fields, "cap_drop", "cap_drop", ServiceStatements::capabilities);
        said.pairs(fields, "sysctls", "sysctls");
        ulimits(ServiceReader.sub(fields, "ulimits"));
        health(ServiceReader.sub(fields, "healthcheck"));
        MapView logging = ServiceReader.sub(fields, "logging");
        said.text(logging, "driver", "logging.driver");
        said.pairs(logging, "options", "logging.options");
        ports();
        networks();
        files("secrets");
        files("configs");
        new MountStatements(file, names, service, said).read();
        MapView credentials = ServiceReader.sub(fields, "credential_spec");
        said.scalar(credentials, "config", "credential_spec.config", c -> names.real("configs", c));
        said.text(credentials, "file", "credential_spec.file");
        said.text(credentials, "registry", "credential_spec.registry");
        DeployStatements.add(fields, said);
        if (fields.find("env_file").isPresent()) {
            environmentFiles();
        }
    }

    /** A name with nothing behind it has the value that it has where the file is deployed. */
    private void environment(MapView fields) {
        boolean map = fields.findMap(ENVIRONMENT).isPresent();
        for (Map.Entry<String, Statements.Statement> entry :
                List.copyOf(said.said().entrySet())) {
            String path = entry.getKey();
            if (!path.startsWith(ENVIRONMENT + ".") || !entry.getValue().value().isEmpty()) {
                continue;
            }
            String name = path.substring(ENVIRONMENT.length() + 1);
            YamlNode at = entry.getValue().at();
            boolean nothing = map
                    ? fields.findMap(ENVIRONMENT)
                            .flatMap(m -> m.find(name))
                            .filter(f -> f.value() instanceof Scalar s && s.isNull())
                            .isPresent()
                    : !file.reader().text(at).contains("=");
            file.reader()
                    .variable(name)
                    .ifPresentOrElse(value -> said.say(path, value, at, "${%s}".formatted(name)), () -> {
                        if (nothing) {
                            said.open(path);
                        }
                    });
        }
    }

    /** Lines that a file beside it has, unless the service says otherwise. */
    private void environmentFiles() {
        EnvironmentFiles.read(file, service)
                .ifPresentOrElse(
                        lines -> lines.forEach((name, line) -> {
                            String path = ENVIRONMENT + "." + name;
                            if (!said.said().containsKey(path) && !said.isOpen(path)) {
                                said.say(path, line.value(), service.at("env_file"), line.written());
                            }
                        }),
                        () -> said.open(ENVIRONMENT));
    }

    private void hosts(MapView fields) {
        if (fields.find("extra_hosts").map(Field::value).orElse(service.key()) instanceof Mapping mapping) {
            List<String> hosts = new ArrayList<>();
            for (Field field : MapView.of(mapping).fields()) {
                if (field.value() instanceof Scalar scalar && !scalar.isNull()) {
                    said.value(scalar)
                            .ifPresentOrElse(v -> hosts.add(field.name() + ":" + v), () -> said.open("extra_hosts"));
                }
            }
            hosts.sort(null);
            List<YamlNode> values =
                    MapView.of(mapping).fields().stream().map(Field::value).toList();
            said.say("extra_hosts", Statements.listed(hosts), mapping, Statements.written(values));
        } else {
            said.list(fields, "extra_hosts", "extra_hosts", l -> l);
        }
    }

    /** As the client sends them (docker/cli opts/capabilities.go). */
    private static List<String> capabilities(List<String> list) {
        return list.stream()
                .map(c -> c.strip().toUpperCase(Locale.ROOT))
                .map(c -> c.equals("ALL") || c.startsWith("CAP_") ? c : "CAP_" + c)
                .distinct()
                .sorted()
                .toList();
    }

    private void ulimits(MapView ulimits) {
        for (Field field : ulimits.fields()) {
            String path = "ulimits." + field.name();
            if (field.value() instanceof Mapping mapping) {
                MapView pair = MapView.of(mapping);
                said.text(pair, "soft", path + ".soft");
                said.text(pair, "hard", path + ".hard");
            } else {
                said.text(ulimits, field.name(), path + ".soft");
                said.text(ulimits, field.name(), path + ".hard");
            }
        }
    }

    private void health(MapView check) {
        if (file.reader().flag(check, "disable")) {
            check.find("disable")
                    .ifPresent(f -> said.say("healthcheck.test", Statements.listed(List.of("NONE")), f.key()));
            return;
        }
        said.command(check, "test", "healthcheck.test", t -> List.of("CMD-SHELL", t));
        for (String name : List.of("interval", "timeout", "start_period", "start_interval")) {
            said.duration(check, name, "healthcheck." + name);
        }
        said.text(check, "retries", "healthcheck.retries");
    }

    private void ports() {
        for (PlacedPort placed : service.ports()) {
            var port = placed.port();
            String path = "ports.%s%d/%s"
                    .formatted(port.published() == 0 ? "" : port.published() + ":", port.target(), port.protocol());
            said.say(path, port.mode().name().toLowerCase(Locale.ROOT), placed.at());
        }
        boolean open = file.reader().items(service.fields(), "ports").stream().anyMatch(said::hangsOnVariable);
        if (open) {
            said.open("ports");
        }
    }

    private void networks() {
        if (service.networks().isEmpty()) {
            said.say("networks." + names.real("networks", "default"), "joined", service.key());
        }
        for (Named named : service.networks()) {
            String path = "networks." + names.real("networks", named.name());
            said.say(path, "joined", named.at());
            named.map().ifPresent(m -> {
                said.list(
                        m,
                        "aliases",
                        path + ".aliases",
                        l -> l.stream()
                                .filter(a -> !a.equals(service.name()))
                                .sorted()
                                .toList());
                said.pairs(m, "driver_opts", path + ".driver_opts");
            });
        }
    }

    private void files(String section) {
        for (Named named : file.reader().names(service.fields(), section)) {
            String target =
                    named.map().flatMap(m -> file.reader().text(m, "target")).orElse(named.name());
            String path = "%s.%s".formatted(section, names.real(section, named.name()));
            if (said.said().containsKey(path)) {
                path += " as " + target;
            }
            MapView none = ServiceReader.sub(service.fields(), "\u0000");
            MapView map = named.map().orElse(none);
            said.say(path, "as " + target, named.at());
            said.text(map, "uid", path + ".uid");
            said.text(map, "gid", path + ".gid");
            said.scalar(map, "mode", path + ".mode", ServiceStatements::octal);
        }
    }

    private static String octal(String decimal) {
        return decimal.matches("\\d{1,9}") ? "0%o".formatted(Long.parseLong(decimal)) : decimal;
    }

    /** What counts where nothing is said. */
    static Map<String, String> usual(Statements said) {
        Map<String, String> usual = new java.util.HashMap<>(DeployStatements.usual(said));
        for (String name : List.of("tty", "stdin_open", "read_only")) {
            usual.put(name, "false");
        }
        usual.put("stop_grace_period", "10s");
        usual.put("isolation", "default");
        usual.put("oom_score_adj", "0");
        said.said().keySet().stream()
                .filter(p -> p.startsWith("secrets.") || p.startsWith("configs."))
                .forEach(p -> {
                    usual.put(p + ".uid", "0");
                    usual.put(p + ".gid", "0");
                    usual.put(p + ".mode", "0444");
                });
        said.said().keySet().stream().filter(p -> p.startsWith("volumes.")).forEach(p -> {
            usual.put(p + ".read_only", "false");
            usual.put(p + ".volume.nocopy", "false");
        });
        return usual;
    }
}
