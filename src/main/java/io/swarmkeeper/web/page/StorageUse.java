package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.HostPaths;
import io.swarmkeeper.analysis.Pinning;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Volume;
import java.util.List;
import java.util.Optional;

/**
 * One service on one volume: would its tasks find their data again?
 *
 * @param nodes where tasks that hold it run now
 * @param pinned whether it stays on its node; the remark says why or what else may happen
 * @param stateful the signs of state that were seen; empty if none
 */
record StorageUse(
        String service,
        String href,
        String target,
        String access,
        String nodes,
        Optional<Tag> pinned,
        String pinRemark,
        List<String> stateful) {

    static StorageUse of(Volume volume, Volume.Use use, Snapshot snapshot, SwarmView view) {
        Optional<Service> service = snapshot.findService(use.serviceId());
        List<String> on = use.nodeIds().stream()
                .map(n -> snapshot.findNode(n)
                        .map(Node::hostname)
                        .map(Wording::name)
                        .orElse(n))
                .toList();
        Pin pin = service.map(s -> pin(volume, s, snapshot)).orElse(new Pin(Optional.empty(), "the service is gone"));
        return new StorageUse(
                service.map(s -> Wording.name(s.name())).orElse("deleted service"),
                "/services/" + FindingRow.encode(use.serviceId()),
                Wording.clip(use.target(), 120),
                use.readOnly() ? "reads" : "writes",
                on.isEmpty() ? "no running task" : Wording.list(on, 5),
                pin.tag(),
                pin.remark(),
                service
                        .map(s -> view.analysis().profile(s, snapshot))
                        .map(ServiceProfile::statefulReasons)
                        .orElse(List.of())
                        .stream()
                        .map(r -> Wording.clip(r, 160))
                        .toList());
    }

    /** False for sockets, the host's own files and memory: nothing of a service's is lost there. */
    static boolean isData(Volume volume) {
        return !volume.kind().equals("tmpfs")
                && !(volume.kind().equals("bind") && HostPaths.isSystem(volume.name()))
                && volume.uses().stream().anyMatch(u -> !u.readOnly());
    }

    private record Pin(Optional<Tag> tag, String remark) {}

    private static Pin pin(Volume volume, Service service, Snapshot snapshot) {
        if (volume.kind().equals("tmpfs")) {
            return new Pin(Optional.empty(), "memory, gone with its task");
        }
        if (!isData(volume)) {
            return new Pin(Optional.empty(), "keeps nothing of its own");
        }
        boolean local = volume.kind().equals("bind") || volume.isLocalVolume();
        if (!local || HostPaths.isNetworked(volume.driverOptions())) {
            return new Pin(Optional.empty(), "as its driver says");
        }
        if (service.mode() instanceof Service.Mode.Global || service.mode() instanceof Service.Mode.GlobalJob) {
            return new Pin(Optional.empty(), "one on every node");
        }
        if (snapshot.nodes().size() == 1) {
            return new Pin(Optional.empty(), "there is one node only");
        }
        List<Node> allowed = Pinning.allowed(service, snapshot.nodes());
        return Pinning.pinnedTo(service, allowed)
                .map(n -> new Pin(
                        Optional.of(new Tag("good", "to " + Wording.clip(n.hostname(), 40))),
                        Wording.clip(ServiceRow.placement(service.template().placement()), 120)))
                .orElse(new Pin(
                        Optional.of(new Tag("warn", "no")), Wording.count(allowed.size(), "node") + " may run it"));
    }
}
