package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.yaml.Setting;
import io.swarmkeeper.stackfile.yaml.Setting.Group;
import io.swarmkeeper.stackfile.yaml.Setting.Value;
import java.util.ArrayList;
import java.util.List;

/** What one kind of cure would set in one service, and what it refuses. Filled in by the cure, read once. */
final class Proposal {

    private final StackFile file;
    private Group settings = Group.EMPTY;
    private final List<String> done = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    Proposal(StackFile file) {
        this.file = file;
    }

    /** Left out where the file's version does not have it. */
    void set(String yaml, String... path) {
        setCommented(yaml, "", path);
    }

    /** The same with a comment above it. */
    void setCommented(String yaml, String comment, String... path) {
        if (file.isKnown(path)) {
            settings = settings.with(new Value(yaml, comment), path);
        }
    }

    void setItems(List<String> items, String... path) {
        settings = settings.with(new Setting.Items(items), path);
    }

    /** In words for people, e.g. {@code limits of 4.0 cores and 8 GiB}. */
    void tell(String what) {
        done.add(what);
    }

    void refuse(String why) {
        refused.add(why);
    }

    /** Below the service. */
    Group settings() {
        return settings;
    }

    List<String> done() {
        return done;
    }

    List<String> refused() {
        return refused;
    }
}
