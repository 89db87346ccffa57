package io.swarmkeeper.remediation;

import io.swarmkeeper.analysis.HostPaths;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.Order;
import io.swarmkeeper.swarm.Service.UpdateStatus;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.TaskTemplate.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Why a service must not be restarted now, whatever for (design, rules 4 and 8). */
final class HandsOff {

    private final Service service;
    private final ServiceProfile profile;
    private final Snapshot snapshot;

    HandsOff(Service service, ServiceProfile profile, Snapshot snapshot) {
        this.service = service;
        this.profile = profile;
        this.snapshot = snapshot;
    }

    /** True if no plan will ever be made for this service: it is one of our own, or its tasks are meant to end. */
    static boolean forGood(Service service, ServiceProfile profile) {
        return profile.own() || service.isJob();
    }

    /**
     * @param eligible the nodes the service may land on
     * @param locations node ids where its tasks are, one per task
     * @return every reason, with what to do; empty if it may be restarted
     */
    List<String> reasons(List<Node> eligible, List<String> locations) {
        List<String> reasons = new ArrayList<>();
        if (profile.own()) {
            reasons.add(
                    "%s is one of Swarmkeeper's own services (label swarmkeeper.role): it does not operate on itself. Change its stack file."
                            .formatted(service.name()));
        }
        if (service.isJob()) {
            reasons.add("%s is a job: its tasks end by themselves, and an update would run it again."
                    .formatted(service.name()));
        }
        if (service.isUpdating()) {
            String state = service.updateStatus()
                    .map(UpdateStatus::state)
                    .map(s -> s.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .orElse("updating");
            reasons.add(
                    "%s is in an update of somebody else's (%s): a write now would disarm its failure action. Wait until it has ended, or end it."
                            .formatted(service.name(), state));
        }
        if (profile.stateful() && service.updatePolicy().order() == Order.START_FIRST) {
            reasons.add(
                    "%s is stateful (%s) and updates start-first: two copies would write at once. Set its update order to stop-first first."
                            .formatted(service.name(), String.join(", ", profile.statefulReasons())));
        }
        if (!Rollout.isGlobal(service)) {
            leftBehind(eligible, locations).ifPresent(reasons::add);
        }
        return reasons;
    }

    /** Data on a node's own disk, and nothing that keeps the restarted task there. */
    private Optional<String> leftBehind(List<Node> eligible, List<String> locations) {
        List<String> data = service.template().mounts().stream()
                .filter(m -> HostPaths.isStorage(m)
                        && HostPaths.isOnNode(m)
                        && !m.source().isEmpty())
                .map(HandsOff::describe)
                .toList();
        List<String> elsewhere = eligible.stream()
                .filter(n -> !locations.contains(n.id()))
                .map(Node::hostname)
                .toList();
        boolean pinned = eligible.size() == 1;
        if (data.isEmpty() || locations.isEmpty() || pinned) {
            return Optional.empty();
        }
        List<String> here = locations.stream().distinct().map(this::hostname).toList();
        String where = String.join(" and ", here);
        String pin = here.size() == 1
                ? "Pin it first: add the constraint " + constraint(locations.getFirst())
                        + " (deploy.placement.constraints in its stack file), then ask again."
                : "Keep its data on a shared volume, or run it as one service per node, each pinned; then ask again.";
        return Optional.of(
                "%s keeps data in %s on %s and nothing holds it there: the restart may move it%s, away from its data. %s"
                        .formatted(
                                service.name(),
                                String.join(" and ", data),
                                where,
                                elsewhere.isEmpty() ? "" : " to " + String.join(" or ", elsewhere),
                                pin));
    }

    private static String describe(Mount mount) {
        return (mount.isBind() ? "the folder " : "the local volume ") + mount.source();
    }

    private String hostname(String nodeId) {
        return snapshot.findNode(nodeId).map(Node::hostname).orElse(nodeId);
    }

    private String constraint(String nodeId) {
        String name = hostname(nodeId);
        long namesakes = snapshot.nodes().stream()
                .filter(n -> n.hostname().equalsIgnoreCase(name))
                .count();
        return namesakes == 1 ? "node.hostname==" + name : "node.id==" + nodeId;
    }
}
