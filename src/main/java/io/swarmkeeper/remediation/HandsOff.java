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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
        reasons.addAll(risks(eligible, locations));
        return reasons;
    }

    /** What a restart would do to its data, whoever asks for it; likewise. */
    List<String> risks(List<Node> eligible, List<String> locations) {
        List<String> reasons = new ArrayList<>();
        if (profile.stateful() && service.updatePolicy().order() == Order.START_FIRST) {
            reasons.add(
                    "%s is stateful (%s) and updates start-first: two copies would write at once. Set its update order to stop-first first."
                            .formatted(service.name(), String.join(", ", profile.statefulReasons())));
        }
        lost().ifPresent(reasons::add);
        if (!Rollout.isGlobal(service)) {
            leftBehind(eligible, locations).ifPresent(reasons::add);
        }
        return reasons;
    }

    /** Data in volumes that belong to one task alone: its successor starts with new ones, on whichever node. */
    private Optional<String> lost() {
        Set<String> places = service.template().mounts().stream()
                .filter(m -> isNameless(m) && HostPaths.isStorage(m))
                .map(m -> "a volume without a name at " + m.target())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (profile.statefulBesidesImage()) {
            profile.unheldVolumes().stream()
                    .filter(path -> !HostPaths.isScratch(path))
                    .map(path -> "%s, which its image declares as VOLUME and no mount holds".formatted(path))
                    .forEach(places::add);
        }
        if (places.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                "%s keeps data in %s: every new task starts with it empty, and taking the fix back does not bring it back. Save the data, mount a named volume there and pin the service to its node (a tmpfs if nothing there is worth keeping), then ask again."
                        .formatted(service.name(), String.join(" and ", places)));
    }

    /** Gets a new name with every task, so what is in it is not found again; on the network it leads to the same place. */
    private static boolean isNameless(Mount mount) {
        return mount.type().equals("volume")
                && mount.source().isEmpty()
                && !HostPaths.isNetworked(mount.driverOptions());
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
        if (data.isEmpty() || eligible.size() <= 1) {
            return Optional.empty();
        }
        String what = String.join(" and ", data);
        if (locations.isEmpty()) {
            return Optional.of(nowhere(what, eligible));
        }
        List<String> here = locations.stream().distinct().map(this::hostname).toList();
        String pin = here.size() == 1
                ? "Pin it first: add the constraint " + constraint(locations.getFirst())
                        + " (deploy.placement.constraints in its stack file), then ask again."
                : "Keep its data on a shared volume, or run it as one service per node, each pinned; then ask again.";
        return Optional.of(
                "%s keeps data in %s on %s and nothing holds it there: the restart may move it%s, away from its data. %s"
                        .formatted(
                                service.name(),
                                what,
                                String.join(" and ", here),
                                elsewhere.isEmpty() ? "" : " to " + String.join(" or ", elsewhere),
                                pin));
    }

    /** No task of it is on any node, as when its node is down: whichever takes the next one may not have the data. */
    private String nowhere(String what, List<Node> eligible) {
        List<String> last = snapshot.tasksOf(service.id()).stream()
                .flatMap(t -> t.nodeId().stream())
                .distinct()
                .map(this::hostname)
                .sorted()
                .toList();
        return "%s keeps data in %s and has no task on any node now%s: the next one may land on %s, away from its data. Find the node that has the data, pin the service to it (deploy.placement.constraints in its stack file: node.hostname==...), then ask again."
                .formatted(
                        service.name(),
                        what,
                        last.isEmpty() ? "" : " (it was last on " + String.join(" and ", last) + ")",
                        eligible.stream().map(Node::hostname).collect(Collectors.joining(" or ")));
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
