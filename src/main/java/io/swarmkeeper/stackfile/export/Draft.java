package io.swarmkeeper.stackfile.export;

import io.swarmkeeper.swarm.Snapshot;
import java.util.ArrayList;
import java.util.List;

/** The file while it is written: what its services name, what it cannot say, and which version it must be of. */
final class Draft {

    /** The least that clients of today and of engine 20.10 agree on. */
    private static final int USUAL_MINOR = 8;

    private final Snapshot snapshot;
    private final String stack;
    private final Declared networks;
    private final Declared volumes;
    private final Declared secrets;
    private final Declared configs;
    private final List<Unsaid> unsaid = new ArrayList<>();
    private int minor = USUAL_MINOR;

    Draft(Snapshot snapshot, String stack) {
        this.snapshot = snapshot;
        this.stack = stack;
        this.networks = new Declared(stack);
        this.volumes = new Declared(stack);
        this.secrets = new Declared(stack);
        this.configs = new Declared(stack);
    }

    Snapshot snapshot() {
        return snapshot;
    }

    String stack() {
        return stack;
    }

    Declared networks() {
        return networks;
    }

    Declared volumes() {
        return volumes;
    }

    Declared secrets() {
        return secrets;
    }

    Declared configs() {
        return configs;
    }

    void tell(String service, String path, String what) {
        unsaid.add(new Unsaid(service, path, what, false));
    }

    void lose(String service, String path) {
        unsaid.add(new Unsaid(service, path, "A stack file has no word for it, so a deploy takes it away", true));
    }

    /** Of version 3: the file says something that came with it. */
    void needs(int least) {
        minor = Math.max(minor, least);
    }

    int minor() {
        return minor;
    }

    List<Unsaid> unsaid() {
        return unsaid;
    }
}
