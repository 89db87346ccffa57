package io.swarmkeeper.stackfile.export;

import io.swarmkeeper.swarm.Service;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Mounts in their long form, and the volumes they name. */
final class MountExport {

    private final Draft draft;
    private final BiConsumer<String, String> tell;

    /** @param tell path and what follows */
    MountExport(Draft draft, BiConsumer<String, String> tell) {
        this.draft = draft;
        this.tell = tell;
    }

    Written of(Taken mount) {
        String type = mount.text("Type");
        Written written = new Written().text("type", type);
        Written options = new Written();
        String source = mount.text("Source");
        switch (type) {
            case "volume" -> written.text("source", source.isEmpty() ? "" : volume(mount, source, options));
            case "cluster" -> {
                mount.object("ClusterOptions");
                written.text("source", source.startsWith("group:") ? source : cluster(source));
            }
            case "bind", "npipe" -> {
                written.text("source", source);
                options.map("bind", mount.object("BindOptions").map(MountExport::bind));
            }
            case "tmpfs" -> options.map("tmpfs", mount.object("TmpfsOptions").map(MountExport::tmpfs));
            default -> {
                written.text("source", source);
                tell.accept(mount.path("Type"), "A stack file has no mounts of this type: a deploy is refused");
            }
        }
        written.text("target", mount.text("Target"));
        written.flag("read_only", mount.flag("ReadOnly"));
        return written.text("consistency", mount.text("Consistency")).all(options);
    }

    private static Written bind(Taken options) {
        return new Written().text("propagation", options.text("Propagation"));
    }

    private static Written tmpfs(Taken options) {
        return new Written().number("size", options.number("SizeBytes"));
    }

    private String cluster(String source) {
        return source.startsWith(draft.stack() + "_")
                ? draft.volumes().own(source, new Written())
                : draft.volumes().external(source);
    }

    private String volume(Taken mount, String source, Written written) {
        Optional<Taken> options = mount.object("VolumeOptions");
        if (options.isEmpty()) {
            tell.accept(mount.path("VolumeOptions"), "It is absent, and a deploy sets it: the tasks are replaced");
            return draft.volumes().external(source);
        }
        Written inner = new Written().flag("nocopy", options.get().flag("NoCopy"));
        written.mapUnlessEmpty("volume", inner);
        Map<String, String> labels = options.get().pairs("Labels");
        boolean ours = draft.stack().equals(labels.remove(Service.STACK_LABEL));
        Optional<Taken> driver = options.get().object("DriverConfig");
        if (!ours && labels.isEmpty() && driver.isEmpty()) {
            return draft.volumes().external(source);
        }
        if (!ours) {
            tell.accept(
                    options.get().path("Labels"),
                    "It lacks the label of its stack, and a deploy sets it: the tasks are replaced");
        }
        Written declaration = new Written();
        driver.ifPresent(d -> {
            declaration.text("driver", d.text("Name"));
            declaration.pairs("driver_opts", d.pairs("Options"));
        });
        return draft.volumes().own(source, declaration.pairs("labels", labels));
    }
}
