package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.Optimization.Done;
import io.swarmkeeper.stackfile.Optimization.Refused;
import io.swarmkeeper.stackfile.Sharing.Shared;
import io.swarmkeeper.stackfile.yaml.Edits;
import io.swarmkeeper.stackfile.yaml.Meaning;
import io.swarmkeeper.stackfile.yaml.Setting.Group;
import io.swarmkeeper.stackfile.yaml.SpliceException;
import io.swarmkeeper.stackfile.yaml.Splicer;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.stackfile.yaml.YamlFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts the parts of a cure together into one text, reads it again, and believes only what means the old file with these
 * settings and nothing else. A part that breaks this is left out, and told as our own fault.
 */
final class Assembly {

    /** Writes settings into the file; what it gives back is not trusted. */
    interface Writer {

        /**
         * @param whole from the root of the file
         * @param shared goes into anchored mappings
         * @throws SpliceException if it cannot be done
         */
        String write(Group whole, List<Shared> shared);
    }

    private final StackFile file;
    private final Splicer splicer;
    private final Writer writer;
    private final Meaning before;
    private final List<Refused> refused = new ArrayList<>();

    Assembly(StackFile file, Splicer splicer, Writer writer) {
        this.file = file;
        this.splicer = splicer;
        this.writer = writer;
        this.before = Meaning.of(file.yaml().root());
    }

    static Writer writer(YamlFile file, Splicer splicer) {
        return (whole, shared) -> {
            Edits edits = new Edits();
            splicer.splice(whole, edits);
            shared.forEach(s -> splicer.spliceShared(s.anchored().mapping(), s.group(), edits));
            return edits.apply(file.text());
        };
    }

    /**
     * @param file as it is with them
     * @param faults parts that were left out because the text with them was not what was meant
     */
    record Result(StackFile file, List<Done> done, List<Refused> refused, List<Refused> faults) {}

    Result assemble(List<Part> parts) {
        List<Shared> shared = Sharing.find(file.yaml(), splicer, parts);
        List<Part> kept = possible(parts, shared);
        Optional<StackFile> cured = cured(kept, shared);
        if (cured.isPresent()) {
            return new Result(cured.get(), done(kept, shared), refused, List.of());
        }
        refused.clear();
        List<Part> alone = possible(parts, List.of());
        List<Part> sound = new ArrayList<>();
        List<Refused> faults = new ArrayList<>();
        sift(alone, sound, faults);
        return new Result(cured(sound, List.of()).orElse(file), done(sound, List.of()), refused, faults);
    }

    /** What can be put in at all, each part tried by itself; in their order. */
    private List<Part> possible(List<Part> parts, List<Shared> shared) {
        Set<Part> moved = new LinkedHashSet<>();
        shared.forEach(s -> moved.addAll(s.parts()));
        List<Part> kept = new ArrayList<>();
        for (Part part : parts) {
            try {
                if (!moved.contains(part)) {
                    splicer.splice(part.settings(), new Edits());
                }
                kept.add(part);
            } catch (SpliceException e) {
                refused.add(part.refused(String.valueOf(e.getMessage())));
            }
        }
        return kept;
    }

    /** By halves, so that one bad part among thousands is found in a few steps. */
    private void sift(List<Part> parts, List<Part> sound, List<Refused> faults) {
        List<Part> more = new ArrayList<>(sound);
        more.addAll(parts);
        if (parts.isEmpty() || cured(more, List.of()).isPresent()) {
            sound.addAll(parts);
        } else if (parts.size() == 1) {
            faults.add(
                    parts.getFirst()
                            .refused(
                                    "left out: read back, the file with it was not what was meant; this is a fault of Swarmkeeper, please report it"));
        } else {
            int half = parts.size() / 2;
            sift(parts.subList(0, half), sound, faults);
            sift(parts.subList(half, parts.size()), sound, faults);
        }
    }

    /** Empty if it could not be written, or is not what was meant. */
    private Optional<StackFile> cured(List<Part> parts, List<Shared> shared) {
        Set<Part> moved = new LinkedHashSet<>();
        shared.forEach(s -> moved.addAll(s.parts()));
        List<Group> own = new ArrayList<>();
        List<Group> wanted = new ArrayList<>();
        for (Part part : parts) {
            wanted.add(part.settings());
            if (!moved.contains(part)) {
                own.add(part.settings());
            }
        }
        shared.forEach(s -> wanted.add(s.own()));
        try {
            StackFile cured = file.withText(writer.write(Group.of(own), shared));
            Meaning after = Meaning.of(cured.yaml().root());
            return after.equals(Meaning.with(before, Group.of(wanted))) ? Optional.of(cured) : Optional.empty();
        } catch (SpliceException | StackFileException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    private static List<Done> done(List<Part> parts, List<Shared> shared) {
        Map<Part, String> anchors = new HashMap<>();
        shared.forEach(s -> s.parts()
                .forEach(p -> anchors.put(p, s.anchored().mapping().anchor().orElse(""))));
        List<Done> done = new ArrayList<>();
        for (Part part : parts) {
            String anchor = anchors.get(part);
            part.done()
                    .forEach(d -> done.add(
                            anchor == null
                                    ? d
                                    : new Done(
                                            d.cure(),
                                            d.service(),
                                            d.place(),
                                            "%s, in &%s for all who use it".formatted(d.what(), anchor))));
        }
        return done;
    }
}
