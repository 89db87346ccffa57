package io.swarmkeeper.engine;

import io.swarmkeeper.collector.SwarmSource;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import io.swarmkeeper.engine.EngineClient.Answer;
import io.swarmkeeper.swarm.Cluster;
import io.swarmkeeper.swarm.ImageFacts;
import io.swarmkeeper.swarm.ImageReference;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Task;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads a live Swarm through one manager's engine. A list whose text has not changed is not parsed again; an item that
 * makes no sense is left out, named in {@link #leftOut}, and logged once.
 */
final class EngineSwarmSource implements SwarmSource {

    private static final Logger log = LoggerFactory.getLogger(EngineSwarmSource.class);
    private static final int COMPLAINTS_KEPT = 1000;

    private final EngineClient client;
    private final SwarmReaders readers = new SwarmReaders();
    private final Map<String, List<String>> leftOut = new ConcurrentHashMap<>();
    private final Set<String> complaints = ConcurrentHashMap.newKeySet();

    EngineSwarmSource(EngineClient client) {
        this.client = client;
    }

    @Override
    public Cluster readCluster() throws SwarmUnavailableException {
        ApiVersion version = client.connect();
        JsonNode swarm = tree("/swarm");
        JsonNode engine = tree("/version");
        return new Cluster(
                Fields.text(swarm, "ID"),
                version.toString(),
                Fields.text(engine, "Version"),
                ownNode(),
                Fields.number(swarm.path("Spec").path("Orchestration"), "TaskHistoryRetentionLimit"),
                Fields.time(swarm, "CreatedAt"));
    }

    /** Only {@code /info} tells it, the most costly read of all; a slow one must not keep us from the rest. */
    private String ownNode() throws SwarmUnavailableException {
        try {
            return Fields.text(tree("/info").path("Swarm"), "NodeID");
        } catch (SwarmUnavailableException e) {
            if (e.reason() == Reason.TIMEOUT) {
                return "";
            }
            throw e;
        }
    }

    @Override
    public List<Node> readNodes() throws SwarmUnavailableException {
        return list("/nodes", readers.nodes);
    }

    @Override
    public List<Service> readServices() throws SwarmUnavailableException {
        return list("/services", readers.services);
    }

    @Override
    public List<Task> readTasks() throws SwarmUnavailableException {
        return list("/tasks", readers.tasks);
    }

    @Override
    public List<Network> readNetworks() throws SwarmUnavailableException {
        return list("/networks", readers.networks);
    }

    @Override
    public Optional<ImageFacts> readImage(String reference) throws SwarmUnavailableException {
        String path = "/images/%s/json".formatted(imagePath(reference));
        Answer answer = client.get(path);
        if (answer.status() == 404 || answer.status() == 400) {
            return Optional.empty(); // 400: a reference that this engine cannot even read
        }
        if (!answer.isSuccess()) {
            throw client.failures().ofAnswer(path, answer);
        }
        return Optional.of(ImageParser.parse(tree(path, answer.body())));
    }

    /** With a digest the tag is left out: engines look an image up by name and digest, not by all three. */
    private static String imagePath(String reference) {
        ImageReference image = ImageReference.parse(reference);
        String name = image.digest().map(d -> image.repository() + "@" + d).orElse(reference);
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/")
                .replace("%3A", ":")
                .replace("%40", "@");
    }

    @Override
    public Subscription follow(Consumer<SwarmEvent> listener, Runnable onEnd) throws SwarmUnavailableException {
        return EventStream.open(client, listener, onEnd);
    }

    @Override
    public List<String> leftOut() {
        List<String> all = new ArrayList<>();
        leftOut.values().forEach(all::addAll);
        return all;
    }

    private <T> List<T> list(String path, ListReader<T> reader) throws SwarmUnavailableException {
        byte[] body = client.read(path);
        try {
            ListReader.Outcome<T> outcome = reader.read(body);
            leftOut.put(path, outcome.leftOut());
            for (String item : outcome.leftOut()) {
                if (complaints.size() < COMPLAINTS_KEPT && complaints.add(item)) {
                    log.warn("Left out of the snapshot: {}", item);
                }
            }
            return outcome.items();
        } catch (JsonText.MalformedException e) {
            throw client.failures().garbled(path, String.valueOf(e.getMessage()));
        }
    }

    private JsonNode tree(String path) throws SwarmUnavailableException {
        return tree(path, client.read(path));
    }

    private JsonNode tree(String path, byte[] body) throws SwarmUnavailableException {
        try {
            return ListReader.JSON.readTree(body);
        } catch (JacksonException e) {
            throw client.failures().garbled(path, e.getOriginalMessage());
        }
    }
}
