package io.swarmkeeper.agent;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import io.swarmkeeper.wire.DiskProbeRequest;
import io.swarmkeeper.wire.DiskSpeed;
import io.swarmkeeper.wire.Proof;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Measures a disk when somebody asks for it: in a container of its own that mounts the one volume and nothing else, has
 * no network, and is gone afterwards. It is made from the agent's own image and runs {@link DiskTrial}; neither image nor
 * command can be asked for. One at a time. What was measured is told with the disks from then on.
 */
final class DiskProbes {

    /** Argument that makes the agent's program measure {@link #FOLDER} instead, and print one {@link DiskSpeed}. */
    static final String ARGUMENT = "--disk-probe";

    static final String FOLDER = "/probe";

    private static final String LABEL = "swarmkeeper.disk-probe";
    private static final Duration MOST = Duration.ofSeconds(DiskProbeRequest.LONGEST_SECONDS - 5);
    private static final int LONGEST_OUTPUT = 4096;
    private static final long MEMORY = 64L << 20;

    /** What came of a request. */
    sealed interface Outcome {
        record Measured(DiskSpeed speed) implements Outcome {}

        /** The request is none of ours. */
        record Senseless(String why) implements Outcome {}

        /** Not here, or not now. */
        record Refused(String why) implements Outcome {}
    }

    private final EngineSocket engine;
    private final Containers containers;
    private final Challenges challenges;
    private final Semaphore one = new Semaphore(1);
    private final Map<String, DiskSpeed> speeds = new ConcurrentHashMap<>();

    DiskProbes(EngineSocket engine, Containers containers, Challenges challenges) {
        this.engine = engine;
        this.containers = containers;
        this.challenges = challenges;
    }

    /** As last measured; null if it never was since the agent started. */
    @Nullable
    DiskSpeed speed(Container.Mount mount) {
        return speeds.get(mount.kind() + mount.name());
    }

    /** @param query of the request, as it was sent */
    Outcome run(String query) {
        DiskProbeRequest request;
        try {
            request = DiskProbeRequest.ofQuery(query);
        } catch (IllegalArgumentException e) {
            return new Outcome.Senseless(String.valueOf(e.getMessage()));
        }
        if (!challenges.takeBack(request.challenge())) {
            return new Outcome.Refused("the challenge is none of this agent's, or was answered before");
        }
        Optional<Container.Mount> mount = containers.list().stream()
                .filter(Container::isTask)
                .flatMap(c -> c.mounts().stream())
                .filter(m -> m.kind().equals(request.kind()) && m.name().equals(request.name()))
                .filter(Container.Mount::writable)
                .findFirst();
        if (mount.isEmpty()) {
            return new Outcome.Refused("no running task of this node has it mounted to write to");
        }
        if (!one.tryAcquire()) {
            return new Outcome.Refused("another disk is being measured on this node");
        }
        try {
            DiskSpeed speed = measure(mount.get());
            speeds.put(mount.get().kind() + mount.get().name(), speed);
            return new Outcome.Measured(speed);
        } catch (IOException e) {
            return new Outcome.Refused(String.valueOf(e.getMessage()));
        } finally {
            one.release();
        }
    }

    private DiskSpeed measure(Container.Mount mount) throws IOException {
        removeLeft();
        String own = System.getenv().getOrDefault("HOSTNAME", "");
        if (!own.matches("[0-9a-f]{12,64}")) {
            throw new IOException("the agent runs in no container, so it has no image to measure with");
        }
        String image = engine.object("/containers/" + own + "/json").getString("Image", "");
        String id = engine.post(
                        "/containers/create?name=swarmkeeper-disk-probe-"
                                + Proof.nonce().substring(0, 8),
                        container(image, mount))
                .getString("Id", "");
        try {
            engine.stream("/containers/" + id + "/start", new JsonObject(), MOST, in -> in.readNBytes(LONGEST_OUTPUT));
            byte[] ended = engine.stream(
                    "/containers/" + id + "/wait", new JsonObject(), MOST, in -> in.readNBytes(LONGEST_OUTPUT));
            return read(status(ended), output(id));
        } catch (EngineSocket.LateException e) {
            throw new IOException("it was not measured within %d s".formatted(MOST.toSeconds()), e);
        } finally {
            engine.delete("/containers/" + id + "?force=1&v=0");
        }
    }

    /** Of an agent that was killed in the middle. */
    private void removeLeft() throws IOException {
        for (Object item :
                engine.array("/containers/json?all=1&filters=%7B%22label%22%3A%5B%22" + LABEL + "%22%5D%7D")) {
            if (item instanceof JsonObject left) {
                engine.delete("/containers/" + left.getString("Id", "") + "?force=1&v=0");
            }
        }
    }

    private static JsonObject container(String image, Container.Mount mount) {
        JsonObject where = new JsonObject();
        where.put("Type", mount.kind());
        where.put("Source", mount.name());
        where.put("Target", FOLDER);
        JsonObject host = new JsonObject();
        host.put("NetworkMode", "none");
        host.put("ReadonlyRootfs", true);
        host.put("CapDrop", JsonArray.from("ALL"));
        // the folder belongs to whoever the service runs as
        host.put("CapAdd", JsonArray.from("DAC_OVERRIDE"));
        host.put("SecurityOpt", JsonArray.from("no-new-privileges"));
        host.put("Memory", MEMORY);
        host.put("MemorySwap", MEMORY);
        host.put("PidsLimit", 100);
        JsonObject log = new JsonObject();
        log.put("Type", "json-file");
        host.put("LogConfig", log);
        host.put("Mounts", JsonArray.from(where));
        JsonObject labels = new JsonObject();
        labels.put(LABEL, "");
        JsonObject create = new JsonObject();
        create.put("Image", image);
        create.put("Cmd", JsonArray.from(ARGUMENT));
        create.put("User", "0:0");
        create.put("Labels", labels);
        create.put("HostConfig", host);
        return create;
    }

    private static int status(byte[] ended) throws IOException {
        try {
            return JsonParser.object()
                    .from(new String(ended, StandardCharsets.UTF_8))
                    .getInt("StatusCode", -1);
        } catch (JsonParserException e) {
            throw new IOException("the engine does not say how the measuring ended", e);
        }
    }

    private String output(String id) throws IOException {
        ExecOutput output = new ExecOutput(LONGEST_OUTPUT, 1 << 20);
        engine.read("/containers/" + id + "/logs?stdout=1&stderr=1", output::read);
        return output.text().strip();
    }

    private static DiskSpeed read(int status, String output) throws IOException {
        if (status != 0) {
            throw new IOException(output.isEmpty() ? "the measuring ended with exit code " + status : output);
        }
        try {
            JsonObject json = JsonParser.object().from(output);
            return new DiskSpeed(
                    json.getLong("atMillis", 0),
                    json.getInt("writes", 0),
                    json.getLong("p50Micros", 0),
                    json.getLong("p95Micros", 0),
                    json.getLong("p99Micros", 0),
                    json.getLong("maxMicros", 0),
                    json.getLong("bytes", 0),
                    json.getLong("bytesPerSecond", 0));
        } catch (JsonParserException e) {
            throw new IOException("what was measured cannot be read: " + output, e);
        }
    }
}
