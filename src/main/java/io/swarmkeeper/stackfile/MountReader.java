package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.StackService.PlacedMount;
import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.swarm.TaskTemplate.Mount;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads mounts, short ({@code data:/var/lib:ro}, {@code ./conf:/etc/app}) and long. The key {@code tmpfs} beside volumes
 * makes none: a deploy leaves it out.
 */
final class MountReader {

    private static final int MOST_PARTS = 3;

    private final Reader reader;
    private final StackFile file;

    MountReader(Reader reader, StackFile file) {
        this.reader = reader;
        this.file = file;
    }

    List<PlacedMount> read(MapView fields) {
        List<PlacedMount> mounts = new ArrayList<>();
        for (YamlNode item : reader.items(fields, "volumes")) {
            mounts.add(item.meant() instanceof Mapping mapping ? readLong(item, MapView.of(mapping)) : readShort(item));
        }
        return mounts;
    }

    private PlacedMount readLong(YamlNode item, MapView map) {
        String type = reader.text(map, "type").orElse("volume");
        String source = reader.text(map, "source").orElse("");
        String target = reader.text(map, "target").orElse("");
        return placed(item, type, source, target, reader.flag(map, "read_only"));
    }

    private PlacedMount readShort(YamlNode item) {
        String text = reader.text(item);
        String[] parts = split(text);
        boolean known =
                !(item.meant() instanceof Scalar scalar) || reader.unset(scalar).isEmpty();
        if (known && List.of(parts).contains("")) {
            throw new StackFileException(
                    reader.file().place(item), "a mount has an empty part; data:/var/lib is expected");
        }
        if (known && parts.length > MOST_PARTS) {
            throw new StackFileException(
                    reader.file().place(item),
                    "a mount has %d parts; data:/var/lib:ro is expected, options with commas between"
                            .formatted(parts.length));
        }
        if (parts.length == 1) {
            return placed(item, "volume", "", parts[0], false);
        }
        boolean readOnly = parts.length > 2 && List.of(parts[2].split(",")).contains("ro");
        return placed(item, isPath(parts[0]) ? "bind" : "volume", parts[0], parts[1], readOnly);
    }

    /** True if a deploy refuses that text as a mount: it takes any of one or two characters as a place. */
    static boolean hasEmptyPart(String text) {
        return text.isEmpty() || text.length() > 2 && List.of(split(text)).contains("");
    }

    /** At colons, but not the one of a Windows drive. */
    private static String[] split(String text) {
        boolean drive = text.length() > 2
                && Character.isLetter(text.charAt(0))
                && text.charAt(1) == ':'
                && (text.charAt(2) == '\\' || text.charAt(2) == '/');
        if (!drive) {
            return text.split(":", -1);
        }
        String[] rest = text.substring(2).split(":(?![\\\\/])", -1);
        rest[0] = text.substring(0, 2) + rest[0];
        return rest;
    }

    static boolean isPath(String source) {
        return source.startsWith("/")
                || source.startsWith(".")
                || source.startsWith("~")
                || source.startsWith("\\")
                || source.indexOf(':') == 1;
    }

    private PlacedMount placed(YamlNode item, String type, String source, String target, boolean readOnly) {
        boolean named = type.equals("volume") && !source.isEmpty();
        String driver = !type.equals("volume")
                ? ""
                : file.declaration("volumes", source)
                        .flatMap(m -> reader.text(m, "driver"))
                        .orElse("local");
        Map<String, String> options = named ? file.driverOptions(source) : Map.of();
        return new PlacedMount(
                item,
                new Mount(type, type.equals("bind") ? resolved(source) : source, target, readOnly, driver, options),
                source);
    }

    /** From the file's folder; as it is if no path can be so. */
    private String resolved(String source) {
        try {
            return source.startsWith(".") && file.folder().isPresent()
                    ? file.folder().get().resolve(source).normalize().toString()
                    : source;
        } catch (InvalidPathException e) {
            return source;
        }
    }
}
