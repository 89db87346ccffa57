package io.swarmkeeper.agent;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the engine says of one container. {@code inspect} is the only source: the list has neither pid nor limits.
 *
 * @param pid 0 when it does not run
 * @param taskId empty if the Swarm did not start it; so is serviceId
 * @param limitBytes 0 = none; limitCores likewise
 * @param exitCode null while it runs; between two runs, when the engine says both, that of the one before
 * @param oomKilled the engine saw an out-of-memory kill in it, of whichever process
 * @param health the engine's word; once it has ended always {@code unhealthy}, unless it has no check: then empty
 * @param failedCheck its check failed as often in a row as its retries allow; still so when it has ended
 * @param onHostNetwork it has no network of its own: what its devices and sockets tell is everybody's on the node
 * @param checks the health check's last runs, oldest first; empty without a check
 */
record Container(
        String id,
        String name,
        long pid,
        String taskId,
        String serviceId,
        long startedMillis,
        long finishedMillis,
        long limitBytes,
        double limitCores,
        @Nullable Integer exitCode,
        boolean oomKilled,
        String health,
        boolean failedCheck,
        Duration checkTimeout,
        List<Check> checks,
        List<Mount> mounts,
        Map<String, String> networks,
        boolean onHostNetwork) {

    static final String TASK_LABEL = "com.docker.swarm.task.id";
    static final String SERVICE_LABEL = "com.docker.swarm.service.id";
    private static final double NANOS_PER_CORE = 1e9;
    /** The engine's default. */
    private static final int RETRIES = 3;

    record Check(long startMillis, long millis, int exitCode) {}

    /**
     * @param kind {@code volume} or {@code bind}
     * @param name of the volume, or the host's path
     */
    record Mount(String kind, String name, String source, boolean writable) {}

    /** @param networks address by network name, without prefix length */
    Container {
        checks = List.copyOf(checks);
        mounts = List.copyOf(mounts);
        networks = Map.copyOf(networks);
    }

    boolean isTask() {
        return !taskId.isEmpty();
    }

    /** Its id, and of one that may be started again, as no task is, also when it was: then its counters begin anew. */
    String run() {
        return isTask() ? id : id + "@" + startedMillis;
    }

    boolean hasCheck() {
        return !health.isEmpty();
    }

    /** Of {@code GET /containers/ID/json}. */
    static Container of(JsonObject json) {
        JsonObject state = part(json, "State");
        JsonObject host = part(json, "HostConfig");
        JsonObject config = part(json, "Config");
        JsonObject labels = part(config, "Labels");
        JsonObject health = part(state, "Health");
        // one that the engine is about to start again counts as running, without a process
        long pid = state.getBoolean("Running", false) ? state.getLong("Pid", 0) : 0;
        return new Container(
                json.getString("Id", ""),
                json.getString("Name", "").replaceFirst("^/", ""),
                pid,
                labels.getString(TASK_LABEL, ""),
                labels.getString(SERVICE_LABEL, ""),
                millis(state.getString("StartedAt", "")),
                millis(state.getString("FinishedAt", "")),
                host.getLong("Memory", 0),
                cores(host),
                pid > 0 ? null : (Integer) state.getInt("ExitCode", 0),
                state.getBoolean("OOMKilled", false),
                word(health.getString("Status", "")),
                hasFailed(health, part(config, "Healthcheck")),
                timeout(part(config, "Healthcheck")),
                checks(health.getArray("Log")),
                mounts(json.getArray("Mounts")),
                networks(part(part(json, "NetworkSettings"), "Networks")),
                host.getString("NetworkMode", "").equals("host"));
    }

    private static String word(String status) {
        return status.equals("none") ? "" : status;
    }

    /** As the engine judges it, which calls whatever has ended unhealthy. */
    private static boolean hasFailed(JsonObject health, JsonObject check) {
        int retries = check.getInt("Retries", 0);
        return health.getInt("FailingStreak", 0) >= (retries > 0 ? retries : RETRIES);
    }

    private static double cores(JsonObject host) {
        long nano = host.getLong("NanoCpus", 0);
        long quota = host.getLong("CpuQuota", 0);
        long period = host.getLong("CpuPeriod", 0);
        return nano > 0 ? nano / NANOS_PER_CORE : quota > 0 ? (double) quota / (period > 0 ? period : 100_000) : 0;
    }

    /** The engine's default is 30 s. */
    private static Duration timeout(JsonObject check) {
        long nanos = check.getLong("Timeout", 0);
        return nanos > 0 ? Duration.ofNanos(nanos) : Duration.ofSeconds(30);
    }

    private static List<Check> checks(@Nullable JsonArray log) {
        List<Check> checks = new ArrayList<>();
        for (JsonObject run : objects(log)) {
            long start = millis(run.getString("Start", ""));
            long end = millis(run.getString("End", ""));
            if (start > 0 && end >= start) {
                checks.add(new Check(start, end - start, run.getInt("ExitCode", 0)));
            }
        }
        return checks;
    }

    private static List<Mount> mounts(@Nullable JsonArray array) {
        List<Mount> mounts = new ArrayList<>();
        for (JsonObject mount : objects(array)) {
            String kind = mount.getString("Type", "");
            String source = mount.getString("Source", "");
            boolean local = kind.equals("bind")
                    || kind.equals("volume") && mount.getString("Driver", "").equals("local");
            if (local && !source.isEmpty() && !source.endsWith(".sock")) {
                mounts.add(new Mount(kind, mount.getString("Name", source), source, mount.getBoolean("RW", false)));
            }
        }
        return mounts;
    }

    private static Map<String, String> networks(JsonObject networks) {
        Map<String, String> addresses = new java.util.HashMap<>();
        networks.forEach((name, value) -> {
            if (value instanceof JsonObject network
                    && !network.getString("IPAddress", "").isEmpty()) {
                addresses.put(name, network.getString("IPAddress", ""));
            }
        });
        return addresses;
    }

    private static List<JsonObject> objects(@Nullable JsonArray array) {
        List<JsonObject> objects = new ArrayList<>();
        if (array != null) {
            for (Object item : array) {
                if (item instanceof JsonObject object) {
                    objects.add(object);
                }
            }
        }
        return objects;
    }

    static JsonObject part(JsonObject object, String name) {
        JsonObject part = object.getObject(name);
        return part == null ? new JsonObject() : part;
    }

    /** 0 for Go's zero time and for what is no time. */
    static long millis(String time) {
        try {
            return time.isEmpty() || time.startsWith("0001-")
                    ? 0
                    : java.time.OffsetDateTime.parse(time).toInstant().toEpochMilli();
        } catch (DateTimeParseException e) {
            return 0;
        }
    }
}
