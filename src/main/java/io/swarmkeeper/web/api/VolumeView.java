package io.swarmkeeper.web.api;

import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Volume;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Storage as services mount it.
 *
 * @param id {@code kind:name}
 * @param kind {@code volume}, {@code bind}, {@code tmpfs} and the like
 */
record VolumeView(
        String id,
        String kind,
        String name,
        String driver,
        boolean local,
        Map<String, String> driverOptions,
        List<UseView> uses) {

    /** @param nodes host names of where it is in use now, sorted */
    record UseView(
            String serviceId, @Nullable String serviceName, String target, boolean readOnly, List<String> nodes) {}

    static List<VolumeView> listOf(Snapshot snapshot) {
        return snapshot.volumes().stream().map(v -> of(v, snapshot)).toList();
    }

    private static VolumeView of(Volume volume, Snapshot snapshot) {
        return new VolumeView(
                Shown.text(volume.id()),
                volume.kind(),
                Shown.text(volume.name()),
                volume.driver(),
                volume.isLocalVolume(),
                Shown.labels(volume.driverOptions()),
                volume.uses().stream()
                        .map(u -> new UseView(
                                u.serviceId(),
                                snapshot.findService(u.serviceId())
                                        .map(s -> s.name())
                                        .orElse(null),
                                Shown.text(u.target()),
                                u.readOnly(),
                                u.nodeIds().stream()
                                        .map(id -> snapshot.findNode(id)
                                                .map(n -> n.hostname())
                                                .orElse(id))
                                        .sorted()
                                        .toList()))
                        .toList());
    }
}
