package io.swarmkeeper.telemetry;

import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose an address was, on which network, as one snapshot tells. Networks may share a range, and addresses are given
 * anew when a task ends: an address is somebody's only on a network and at a time, and nobody's if two services claim
 * it. Immutable.
 */
final class Addresses {

    private record Place(String networkId, String address) {}

    /** @param until {@link Instant#MAX} while it lives */
    private record Claim(String serviceId, boolean task, Instant from, Instant until) {
        boolean coversMoment(Instant at) {
            return !at.isBefore(from) && !at.isAfter(until);
        }
    }

    /** Who holds an address. @param task false for the virtual address of the whole service */
    record Holder(String serviceId, boolean task) {}

    private final Map<Place, List<Claim>> claims = new HashMap<>();
    private final Map<String, Set<String>> networksByAddress = new HashMap<>();
    private final Map<String, Task> tasks = new HashMap<>();
    private final Map<Place, List<Task>> runningAt = new HashMap<>();
    /** Nodes by service. */
    private final Map<String, Set<String>> runsOn = new HashMap<>();

    private final Snapshot snapshot;

    Addresses(Snapshot snapshot) {
        this.snapshot = snapshot;
        for (Task task : snapshot.tasks()) {
            tasks.put(task.id(), task);
            Instant until = task.state().isTerminal() ? task.stateSince() : Instant.MAX;
            Claim claim = new Claim(task.serviceId(), true, task.createdAt(), until);
            task.addresses().forEach((network, list) -> list.forEach(a -> claim(network, a, claim)));
            if (task.isRunning()) {
                runs(task);
            }
        }
        for (Service service : snapshot.services()) {
            // Its endpoint may have got another address with any update: before that nothing is sure.
            Claim claim = new Claim(service.id(), false, service.updatedAt(), Instant.MAX);
            service.virtualIps().forEach((network, address) -> claim(network, address, claim));
        }
    }

    private void runs(Task task) {
        task.addresses()
                .forEach((network, list) -> list.forEach(a -> runningAt
                        .computeIfAbsent(new Place(network, plain(a)), p -> new ArrayList<>(1))
                        .add(task)));
        task.nodeId()
                .ifPresent(node -> runsOn.computeIfAbsent(task.serviceId(), s -> new HashSet<>())
                        .add(node));
    }

    private void claim(String networkId, String cidr, Claim claim) {
        String address = plain(cidr);
        if (!address.isEmpty()) {
            claims.computeIfAbsent(new Place(networkId, address), p -> new ArrayList<>(1))
                    .add(claim);
            networksByAddress.computeIfAbsent(address, a -> new HashSet<>(2)).add(networkId);
        }
    }

    /** Empty if nobody held it then, or if more than one service did. */
    Optional<Holder> holder(String networkId, String address, Instant at) {
        Holder found = null;
        for (Claim claim : claims.getOrDefault(new Place(networkId, plain(address)), List.of())) {
            if (!claim.coversMoment(at)) {
                continue;
            }
            Holder holder = new Holder(claim.serviceId(), claim.task());
            if (found != null && !found.equals(holder)) {
                return Optional.empty();
            }
            found = holder;
        }
        return Optional.ofNullable(found);
    }

    /** The networks on which the task has, or its service's tasks then had, this address: more than one is unclear. */
    List<String> networksOf(String taskId, String serviceId, String address, Instant at) {
        String plain = plain(address);
        Task task = tasks.get(taskId);
        if (task != null) {
            return task.addresses().entrySet().stream()
                    .filter(e -> e.getValue().stream().anyMatch(a -> plain(a).equals(plain)))
                    .map(Map.Entry::getKey)
                    .toList();
        }
        return networksByAddress.getOrDefault(plain, Set.of()).stream()
                .filter(n -> holder(n, plain, at)
                        .filter(h -> h.task() && h.serviceId().equals(serviceId))
                        .isPresent())
                .toList();
    }

    /** Name of the one network on which a task has this address now. */
    Optional<String> networkName(String address, Instant at) {
        String plain = plain(address);
        List<String> found = networksByAddress.getOrDefault(plain, Set.of()).stream()
                .filter(n -> holder(n, plain, at).filter(Holder::task).isPresent())
                .toList();
        return found.size() == 1 ? snapshot.findNetwork(found.getFirst()).map(Network::name) : Optional.empty();
    }

    /**
     * Where the one task runs that has this address on the network of this name, now and since before then. It is of a
     * service that runs on the asking node, too: an address may have been given to somebody else meanwhile.
     *
     * @param network empty if the asking agent does not know it: then on the one where there is such a task
     */
    Optional<String> nodeOf(String network, String address, String askingNodeId, Instant at) {
        String plain = plain(address);
        Set<String> found = snapshot.networks().stream()
                .filter(n -> network.isEmpty() || n.name().equals(network))
                .flatMap(n -> runningAt.getOrDefault(new Place(n.id(), plain), List.of()).stream())
                .filter(t -> !t.createdAt().isAfter(at))
                .filter(t -> runsOn.getOrDefault(t.serviceId(), Set.of()).contains(askingNodeId))
                .flatMap(t -> t.nodeId().stream())
                .collect(Collectors.toSet());
        return found.size() == 1 ? found.stream().findFirst() : Optional.empty();
    }

    /** Without prefix length; an IPv4 address in IPv6 clothes as IPv4. */
    static String plain(String address) {
        int slash = address.indexOf('/');
        String plain = slash < 0 ? address : address.substring(0, slash);
        String lower = plain.toLowerCase(java.util.Locale.ROOT);
        if (lower.startsWith("::ffff:") && lower.indexOf('.') > 0) {
            return lower.substring(7);
        }
        return lower.indexOf(':') < 0 ? lower : canonical(lower);
    }

    /** An IPv6 address is written in more than one way: here as Java does. */
    private static String canonical(String address) {
        try {
            return InetAddress.ofLiteral(address).getHostAddress();
        } catch (IllegalArgumentException e) {
            return address;
        }
    }
}
