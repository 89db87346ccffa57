package io.swarmkeeper.stackfile.export;

import io.swarmkeeper.stackfile.yaml.Meaning;
import io.swarmkeeper.stackfile.yaml.YamlWriter;
import io.swarmkeeper.swarm.Masking;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stack as it runs, as the stack file that a deploy would make the same from: deployed over it, it restarts nothing.
 *
 * @param text of the file. It holds the values of the environment as they are
 * @param shown the same with what looks secret hidden
 * @param unsaid what runs and is not in it, by service and path; the head of the text says it as well
 */
public record StackExport(String stack, String text, String shown, List<Unsaid> unsaid) {

    public StackExport {
        unsaid = List.copyOf(unsaid);
    }

    /** The stacks that have services, sorted. */
    public static List<String> stacks(Snapshot snapshot) {
        return snapshot.services().stream()
                .flatMap(s -> s.stack().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** @param stack one of {@link #stacks}; of another the file has no service */
    public static StackExport of(Snapshot snapshot, String stack) {
        Draft draft = new Draft(snapshot, stack);
        Map<String, Meaning> services = new TreeMap<>();
        snapshot.services().stream()
                .filter(s -> s.stack().filter(stack::equals).isPresent())
                .sorted(Comparator.comparing(Service::name))
                .forEach(s -> new ServiceExport(draft, s).write().ifPresent(w -> services.put(s.shortName(), w)));
        Written file = new Written();
        file.text("version", "3." + draft.minor());
        file.put("services", new Meaning.Fields(services));
        draft.networks().writeTo(file, "networks");
        draft.volumes().writeTo(file, "volumes");
        draft.secrets().writeTo(file, "secrets");
        draft.configs().writeTo(file, "configs");
        Meaning whole = file.build();
        String head = Head.of(draft, snapshot.collectedAt());
        return new StackExport(
                stack,
                head + YamlWriter.write((Meaning.Fields) escaped(whole)),
                head + YamlWriter.write((Meaning.Fields) escaped(masked("", whole))),
                draft.unsaid());
    }

    /** @param name of the field that it is the value of */
    private static Meaning masked(String name, Meaning meaning) {
        return switch (meaning) {
            case Meaning.Text(String value, boolean quoted) ->
                quoted ? new Meaning.Text(Masking.value(name, value), true) : meaning;
            case Meaning.Fields(Map<String, Meaning> fields) -> {
                Map<String, Meaning> all = new LinkedHashMap<>();
                fields.forEach((k, v) -> all.put(k, masked(k, v)));
                yield new Meaning.Fields(all);
            }
            case Meaning.Items(List<Meaning> items) -> {
                List<String> words =
                        Masking.words(items.stream().map(StackExport::word).toList());
                List<Meaning> all = new ArrayList<>();
                for (int i = 0; i < items.size(); i++) {
                    all.add(
                            items.get(i) instanceof Meaning.Text(String _, boolean quoted)
                                    ? new Meaning.Text(words.get(i), quoted)
                                    : masked(name, items.get(i)));
                }
                yield new Meaning.Items(all);
            }
        };
    }

    private static String word(Meaning item) {
        return item instanceof Meaning.Text(String value, boolean _) ? value : "";
    }

    /** A dollar would begin a variable. Keys are left alone by a deploy, and so they are here. */
    private static Meaning escaped(Meaning meaning) {
        return switch (meaning) {
            case Meaning.Text(String value, boolean quoted) -> new Meaning.Text(value.replace("$", "$$"), quoted);
            case Meaning.Items(List<Meaning> items) ->
                new Meaning.Items(items.stream().map(StackExport::escaped).toList());
            case Meaning.Fields(Map<String, Meaning> fields) -> {
                Map<String, Meaning> all = new LinkedHashMap<>();
                fields.forEach((k, v) -> all.put(k, escaped(v)));
                yield new Meaning.Fields(all);
            }
        };
    }
}
