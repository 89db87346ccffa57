package io.swarmkeeper.stackfile;

import io.swarmkeeper.remediation.ComposeFragment;
import io.swarmkeeper.stackfile.yaml.Layout;
import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.MapView.Field;
import io.swarmkeeper.stackfile.yaml.Place;
import io.swarmkeeper.stackfile.yaml.Setting;
import io.swarmkeeper.stackfile.yaml.Setting.Group;
import io.swarmkeeper.stackfile.yaml.Setting.Removal;
import io.swarmkeeper.stackfile.yaml.Setting.Value;
import io.swarmkeeper.stackfile.yaml.SpliceException;
import io.swarmkeeper.stackfile.yaml.Splicer;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.swarm.Resources;
import java.util.List;
import java.util.Optional;

/**
 * Puts the limits and reservations that a change gave a live service into the file that deploys it. Unlike a cure it
 * replaces what is set, and takes away what is no more. Pure.
 */
public final class StackPatch {

    private static final int MOST_NAMED = 30;
    private static final String[] RESOURCES = {"deploy", "resources"};

    private final StackFile file;
    private final StackService service;
    private final Layout layout;
    private Group settings = Group.EMPTY;

    private StackPatch(StackFile file, StackService service) {
        this.file = file;
        this.service = service;
        this.layout = Layout.of(file.yaml());
    }

    /**
     * The whole text of the file with these numbers, every other byte as it was; the same text if it has them already.
     *
     * @param service by the file's name for it
     * @param limits of which CPU and memory count, like those of reservations; zero is none
     * @throws StackFileException with the place, if the service is not in the file, or its numbers cannot be put there
     *     without changing anything else
     */
    public static String apply(StackFile file, String service, Resources limits, Resources reservations) {
        StackService found = file.services().stream()
                .filter(s -> s.name().equals(service))
                .findFirst()
                .orElseThrow(() -> new StackFileException(
                        Place.START,
                        "there is no service %s in the file; there are %s"
                                .formatted(StackFile.shortened(service), names(file))));
        return new StackPatch(file, found).apply(limits, reservations);
    }

    private static String names(StackFile file) {
        List<String> names = file.services().stream().map(StackService::name).toList();
        String more = names.size() > MOST_NAMED ? " and %d more".formatted(names.size() - MOST_NAMED) : "";
        return String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size()))) + more;
    }

    private String apply(Resources limits, Resources reservations) {
        part("limits", service.spec().template().limits(), limits);
        part("reservations", service.spec().template().reservations(), reservations);
        if (settings.isEmpty()) {
            return file.yaml().text();
        }
        try {
            String text = new Splicer(file.yaml(), layout, ResourceCure::isOurs)
                    .apply(Group.EMPTY.with(settings, "services", service.name()));
            requireNumbers(file.withText(text), limits, reservations);
            return text;
        } catch (SpliceException e) {
            throw new StackFileException(
                    file.yaml().place(service.at(RESOURCES)),
                    "%s cannot be changed: %s".formatted(service.name(), e.getMessage()));
        }
    }

    private void part(String part, Resources now, Resources wanted) {
        amount(
                part,
                "cpus",
                now.cpuNano(),
                wanted.cpuNano(),
                wanted.hasCpu() ? ComposeFragment.cpus(wanted.cpuNano()) : "");
        amount(
                part,
                "memory",
                now.memoryBytes(),
                wanted.memoryBytes(),
                wanted.hasMemory() ? ComposeFragment.memory(wanted.memoryBytes()) : "");
    }

    private void amount(String part, String name, long now, long wanted, String text) {
        MapView map = service.fields();
        for (String step : new String[] {"deploy", "resources", part}) {
            map = ServiceReader.sub(map, step);
        }
        Optional<Field> field = map.find(name);
        field.ifPresent(f -> requireNoVariable(f, part, now, wanted, text));
        if (now == wanted) {
            return;
        }
        Setting setting = wanted == 0 ? new Removal() : new Value(written(field, name, text), "");
        settings = settings.with(setting, "deploy", "resources", part, name);
    }

    /** A variable that leaves it open reads as 0, and would have another value at the next deploy all the same. */
    private void requireNoVariable(Field field, String part, long now, long wanted, String text) {
        boolean open =
                field.value() instanceof Scalar s && file.reader().unset(s).isPresent();
        boolean variable = field.value() instanceof Scalar s && s.value().contains("$");
        if (variable && (open || now != wanted)) {
            throw new StackFileException(
                    file.yaml().place(field.written()),
                    "%s.%s of %s comes from a variable: %s where its value is kept"
                            .formatted(
                                    part,
                                    field.name(),
                                    service.name(),
                                    text.isEmpty() ? "take it away" : "make it " + text));
        }
    }

    private String written(Optional<Field> field, String name, String text) {
        Optional<YamlNode> replaced = field.filter(Field::own).map(Field::written);
        boolean quoted =
                replaced.isPresent() && replaced.get() instanceof Scalar s && s.style() != YamlNode.Style.PLAIN;
        if (name.equals("memory") && !quoted) {
            return text;
        }
        return replaced.map(r -> layout.quotedLike(r, text)).orElse(layout.quoted(text));
    }

    private void requireNumbers(StackFile patched, Resources limits, Resources reservations) {
        boolean right = patched.services().stream()
                .filter(s -> s.name().equals(service.name()))
                .map(s -> s.spec().template())
                .allMatch(t -> isSame(t.limits(), limits) && isSame(t.reservations(), reservations));
        if (!right) {
            throw new SpliceException("it would not have the numbers of the change; this is a fault of Swarmkeeper");
        }
    }

    private static boolean isSame(Resources a, Resources b) {
        return a.cpuNano() == b.cpuNano() && a.memoryBytes() == b.memoryBytes();
    }
}
