package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.Place;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.stackfile.yaml.YamlFile;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A stack file as docker stack deploy reads it: what each service would be, and the place of everything. */
public final class StackFile {

    /** What docker stack deploy knows; a file without a version has the newest. */
    private static final Pattern VERSION = Pattern.compile("3(\\.([0-9]|1[0-3]))?");

    private static final int NEWEST = 13;

    private final YamlFile yaml;
    private final Variables variables;
    private final Reader reader;
    private final MapView root;
    private final Map<String, Optional<MapView>> sections = new HashMap<>();
    private final Fields.Checked checked;
    private final List<StackService> services;
    private final Optional<Path> folder;

    private StackFile(YamlFile yaml, Variables variables, Optional<Path> folder) {
        this.yaml = yaml;
        this.folder = folder;
        this.variables = variables;
        if (!(yaml.root() instanceof Mapping mapping)) {
            throw new StackFileException(
                    yaml.place(yaml.root()), "not a stack file: a mapping with services is expected");
        }
        this.root = MapView.of(mapping);
        this.reader = new Reader(yaml, variables);
        checkKind();
        this.checked = Fields.check(yaml, variables, minor());
        ServiceReader each = new ServiceReader(reader, this);
        this.services = root.findMap("services").map(MapView::fields).orElse(List.of()).stream()
                .map(each::read)
                .toList();
        checkEnvironmentFiles();
    }

    /**
     * @param folder where relative paths begin; empty if the file came without its neighbours, which are then not looked for
     * @throws StackFileException if a deploy would not even begin; the message says what was found and what is expected
     */
    public static StackFile parse(byte[] bytes, Optional<Path> folder, Variables variables) {
        return new StackFile(YamlFile.parse(bytes), variables, folder);
    }

    /** The file as it would be with another text, in the same folder and with the same variables. */
    StackFile withText(String text) {
        return new StackFile(YamlFile.parse(text), variables, folder);
    }

    private void checkKind() {
        Optional<Field> version = root.find("version");
        if (version.isPresent() && version.get().value() instanceof Scalar scalar) {
            if (!VERSION.matcher(scalar.value()).matches()) {
                throw new StackFileException(
                        yaml.place(version.get().written()),
                        "version is %s; docker stack deploy knows 3.0 to 3.13, or no version at all"
                                .formatted(shortened(scalar.value())));
            }
        }
        if (root.findMap("services").map(s -> s.fields().isEmpty()).orElse(true)) {
            throw new StackFileException(
                    root.find("services").map(f -> yaml.place(f.key())).orElse(Place.START),
                    "not a stack file: there are no services in it");
        }
    }

    /** Of version 3; the newest where the file names none. */
    private int minor() {
        return root.find("version")
                .map(f -> reader.text(f.value()))
                .map(v -> v.indexOf('.') < 0 ? NEWEST : Integer.parseInt(v.substring(2)))
                .orElse(NEWEST);
    }

    /** True if a service of this file may have a field at that path. */
    boolean isKnown(String... path) {
        return Fields.isKnown("services.*." + String.join(".", path), minor());
    }

    private void checkEnvironmentFiles() {
        if (folder.isEmpty()) {
            return;
        }
        for (StackService service : services) {
            for (YamlNode node : environmentFiles(service)) {
                String name = reader.text(node);
                if (!name.isEmpty() && !isFile(folder.get(), name)) {
                    throw new StackFileException(
                            yaml.place(node),
                            "env_file %s of service %s is not there".formatted(Reader.shown(node), service.name()));
                }
            }
        }
    }

    /** False as well for a name that no file can have. */
    static boolean isFile(Path folder, String name) {
        try {
            return Files.isRegularFile(folder.resolve(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    List<YamlNode> environmentFiles(StackService service) {
        List<YamlNode> files = new ArrayList<>(reader.items(service.fields(), "env_file"));
        service.fields()
                .find("env_file")
                .filter(f -> f.value() instanceof Scalar)
                .ifPresent(f -> files.add(f.written()));
        return files;
    }

    static String shortened(String text) {
        return text.length() > 60 ? text.substring(0, 59) + "…" : text;
    }

    public YamlFile yaml() {
        return yaml;
    }

    Reader reader() {
        return reader;
    }

    Optional<Path> folder() {
        return folder;
    }

    MapView root() {
        return root;
    }

    List<Fields.Unknown> unknownFields() {
        return checked.unknown();
    }

    /** True if a deploy refuses the file unless the variable in that value is set. */
    boolean isNeeded(Scalar scalar) {
        return checked.needed().contains(scalar);
    }

    List<StackService> services() {
        return services;
    }

    /** What the file says the stack is called; empty if it does not, or hangs it on a variable that is not set. */
    public Optional<String> name() {
        return reader.text(root, "name").filter(n -> !n.isEmpty());
    }

    /** Of the five; followed once, for it is asked of every mount. */
    private Optional<MapView> section(String name) {
        return sections.computeIfAbsent(name, root::findMap);
    }

    /** Keys of services, networks, volumes, secrets or configs. */
    Set<String> declared(String section) {
        Set<String> names = new TreeSet<>();
        section(section).ifPresent(m -> m.fields().forEach(f -> names.add(f.name())));
        return names;
    }

    Optional<MapView> declaration(String section, String name) {
        return section(section).flatMap(m -> m.findMap(name));
    }

    /** Made by somebody else, not by a deploy of this file. */
    boolean isExternal(String section, String name) {
        return declaration(section, name)
                .flatMap(m -> m.find("external").map(f -> f.value() instanceof Mapping || reader.flag(m, "external")))
                .orElse(false);
    }

    Map<String, String> driverOptions(String volume) {
        return declaration("volumes", volume)
                .map(m -> reader.pairs(m, "driver_opts"))
                .orElse(Map.of());
    }
}
