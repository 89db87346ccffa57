package io.swarmkeeper.collector;

import io.swarmkeeper.collector.ReadMeter.Read;
import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import io.swarmkeeper.swarm.Cluster;
import io.swarmkeeper.swarm.ImageFacts;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts a snapshot is made of, each as it was last read, and the order in which they are read so that they agree:
 * tasks are never older than the services they are counted for, and a task of a service nobody has heard of makes the
 * services be read again before anyone sees it. Used by the collector's thread only.
 */
final class Parts {

    private static final Logger log = LoggerFactory.getLogger(Parts.class);

    enum Part {
        NODES,
        SERVICES,
        TASKS,
        NETWORKS
    }

    /** Everything of one moment; equal to the next if nothing changed. */
    private record Content(
            Cluster cluster,
            List<Node> nodes,
            List<Service> services,
            List<Task> tasks,
            List<Network> networks,
            Map<String, ImageFacts> images,
            List<String> missing) {}

    private final SwarmSource source;
    private final ReadMeter meter;
    private final ExecutorService threads;
    private final Clock clock;
    private final CollectorSettings settings;
    private final ImageShelf shelf;

    private @Nullable Cluster cluster;
    private List<Node> nodes = List.of();
    private List<Service> services = List.of();
    private List<Task> tasks = List.of();
    private List<Network> networks = List.of();
    private Map<String, ImageFacts> images = Map.of();
    private List<String> networkTrouble = List.of();
    /** Service and node ids that tasks name although they are gone: looked for once, not each second. */
    private Set<String> strangers = Set.of();

    private @Nullable Content published;

    Parts(SwarmSource source, ReadMeter meter, ExecutorService threads, Clock clock, CollectorSettings settings) {
        this.source = source;
        this.meter = meter;
        this.threads = threads;
        this.clock = clock;
        this.settings = settings;
        this.shelf = new ImageShelf(settings.imageAge());
    }

    void readCluster() throws SwarmUnavailableException {
        cluster = meter.measure("cluster", source::readCluster);
    }

    void readEverything() throws SwarmUnavailableException {
        List<Service> before = services;
        Future<List<Node>> nodesRead = start("nodes", source::readNodes);
        Future<List<Service>> servicesRead = start("services", source::readServices);
        // In parallel with the services, in the hope that these have not changed; if they have, once more after them.
        Future<List<Task>> tasksRead = start("tasks", source::readTasks);
        try {
            readNetworks();
        } finally {
            awaitAll(List.of(nodesRead, servicesRead, tasksRead));
        }
        nodes = result(nodesRead);
        services = result(servicesRead);
        tasks = result(tasksRead);
        if (!services.equals(before)) {
            tasks = meter.measure("tasks", source::readTasks);
        }
        readStrangers();
    }

    /** The parts that events have touched. Services come before the tasks that are made from them. */
    void read(Set<Part> touched) throws SwarmUnavailableException {
        if (touched.contains(Part.NETWORKS)) {
            readNetworks();
        }
        if (touched.contains(Part.NODES)) {
            nodes = meter.measure("nodes", source::readNodes);
        }
        if (touched.contains(Part.SERVICES)) {
            services = meter.measure("services", source::readServices);
        }
        tasks = meter.measure("tasks", source::readTasks);
        readStrangers();
    }

    /**
     * A few of the images that are due. One that the engine will not or cannot tell about is like one it does not hold:
     * the Swarm is no less there for it. The rest of them then waits for the next time, in case each takes as long.
     *
     * @return false if none was due
     */
    boolean readImages() throws SwarmUnavailableException {
        List<String> due = shelf.due(services, clock.instant(), settings.imagesPerRead());
        for (String reference : due) {
            try {
                Optional<ImageFacts> facts = meter.measure("image", () -> source.readImage(reference));
                shelf.put(reference, facts, clock.instant());
            } catch (SwarmUnavailableException e) {
                if (e.reason().isConnection()) {
                    throw e;
                }
                log.debug("Image {} cannot be read: {}", reference, e.getMessage());
                shelf.putOff(reference, clock.instant());
                break;
            }
        }
        if (!due.isEmpty()) {
            images = shelf.known();
        }
        return !due.isEmpty();
    }

    /** A new snapshot with the next number if anything changed, else the last one seen again. */
    Snapshot assemble(@Nullable Snapshot last) {
        if (cluster == null) {
            throw new IllegalStateException("nothing was read yet");
        }
        List<String> missing = new ArrayList<>(networkTrouble);
        missing.addAll(source.leftOut());
        Content content = new Content(cluster, nodes, services, tasks, networks, images, missing);
        if (last != null && content.equals(published)) {
            return last.seenAgain(clock.instant());
        }
        published = content;
        return new Snapshot(
                last == null ? 1 : last.sequence() + 1,
                clock.instant(),
                cluster,
                nodes,
                services,
                tasks,
                networks,
                images,
                missing);
    }

    /** Networks alone may be out of reach without making the rest worthless. */
    private void readNetworks() throws SwarmUnavailableException {
        try {
            networks = meter.measure("networks", source::readNetworks);
            networkTrouble = List.of();
        } catch (SwarmUnavailableException e) {
            if (!EnumSet.of(Reason.ENGINE_ERROR, Reason.GARBLED, Reason.PERMISSION)
                    .contains(e.reason())) {
                throw e;
            }
            networkTrouble = List.of("networks: " + e.found());
        }
    }

    private void readStrangers() throws SwarmUnavailableException {
        Set<String> unknownServices = new HashSet<>();
        Set<String> unknownNodes = new HashSet<>();
        for (Task task : tasks) {
            unknownServices.add(task.serviceId());
            task.nodeId().ifPresent(unknownNodes::add);
        }
        services.forEach(s -> unknownServices.remove(s.id()));
        nodes.forEach(n -> unknownNodes.remove(n.id()));
        if (!strangers.containsAll(unknownServices)) {
            services = meter.measure("services", source::readServices);
        }
        if (!strangers.containsAll(unknownNodes)) {
            nodes = meter.measure("nodes", source::readNodes);
        }
        unknownServices.addAll(unknownNodes);
        strangers = unknownServices;
    }

    private <T> Future<T> start(String part, Read<T> read) {
        return threads.submit(() -> meter.measure(part, read));
    }

    /** Waits even if one failed already, so that no read of this round is left over. */
    private static void awaitAll(List<Future<?>> reads) throws SwarmUnavailableException {
        try {
            for (Future<?> read : reads) {
                awaitEnd(read);
            }
        } catch (InterruptedException e) {
            reads.forEach(r -> r.cancel(true));
            Thread.currentThread().interrupt();
            throw new SwarmUnavailableException(
                    Reason.TIMEOUT, "Reading the Swarm was broken off.", "This happens when the server stops.", e);
        }
    }

    private static void awaitEnd(Future<?> read) throws InterruptedException {
        try {
            read.get();
        } catch (ExecutionException e) {
            // told by result()
        }
    }

    private static <T> T result(Future<T> read) throws SwarmUnavailableException {
        if (read.state() == Future.State.SUCCESS) {
            return read.resultNow();
        }
        if (read.exceptionNow() instanceof SwarmUnavailableException unavailable) {
            throw unavailable;
        }
        throw new IllegalStateException(read.exceptionNow());
    }
}
