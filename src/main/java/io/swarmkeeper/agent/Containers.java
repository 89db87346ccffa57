package io.swarmkeeper.agent;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.swarmkeeper.wire.ContainerUse;
import io.swarmkeeper.wire.HealthRun;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The running containers of this node. Events tell of starts and ends at once; a list read with each sample finds what no
 * event told. Safe for any thread; calls to the engine are made while others wait, so each is bounded in time.
 */
final class Containers {

    private static final String UNHEALTHY = "unhealthy";

    private final EngineSocket engine;
    private final Cgroups cgroups;
    private final Path proc;
    private final KillLedger kills;
    private final LongSupplier clock;
    private final Map<String, ContainerMeter> running = new HashMap<>();
    private final Map<String, String> health = new HashMap<>();
    private final Map<String, Long> lastCheck = new HashMap<>();
    private final List<ContainerUse> ended = new ArrayList<>();
    private final List<HealthRun> lastRuns = new ArrayList<>();
    /** Why a container could not be read since the last list: most have just ended. */
    private final Map<String, String> unread = new LinkedHashMap<>();

    /** Of them, those that the next list still had. */
    private Map<String, String> unreadable = Map.of();

    private boolean withoutMemory;
    private boolean looked;

    /** @param clock milliseconds since 1970 */
    Containers(EngineSocket engine, Cgroups cgroups, Path proc, KillLedger kills, LongSupplier clock) {
        this.engine = engine;
        this.cgroups = cgroups;
        this.proc = proc;
        this.kills = kills;
        this.clock = clock;
    }

    /**
     * Reads the list; the first time also those that ended before we were there.
     *
     * @throws IOException also if the engine did not say in time what one of them is: it is not asked for the others
     */
    synchronized void refresh() throws IOException {
        Set<String> present = new HashSet<>();
        Set<String> all = new HashSet<>();
        JsonArray list = engine.array("/containers/json?all=1");
        Map<String, String> before = new LinkedHashMap<>(unread);
        unread.clear();
        for (Object item : list) {
            if (item instanceof JsonObject one) {
                String id = one.getString("Id", "");
                all.add(id);
                boolean runs = one.getString("State", "").equals("running");
                if (runs) {
                    present.add(id);
                    if (!running.containsKey(id) && start(id) != null) {
                        before.remove(id);
                    }
                } else if (!looked && isTask(one)) {
                    end(id);
                }
            }
        }
        looked = true;
        for (String id : List.copyOf(running.keySet())) {
            if (!present.contains(id)) {
                died(id);
            }
        }
        kills.keepOnly(all);
        before.keySet().retainAll(present);
        unreadable = before;
    }

    /** What keeps containers that run from being measured, each reason once; in words. */
    synchronized List<String> troubles() {
        List<String> found = new ArrayList<>();
        int many = unreadable.size();
        unreadable.values().stream()
                .findFirst()
                .ifPresent(why -> found.add("%d %s cannot be measured: %s"
                        .formatted(many, many == 1 ? "running container" : "running containers", why)));
        if (withoutMemory) {
            found.add("the kernel counts no container's memory: its memory controller is off");
        }
        return found;
    }

    synchronized @Nullable Container started(String id) {
        try {
            return start(id);
        } catch (EngineSocket.LateException e) {
            return null; // the next list tells of it again
        }
    }

    private @Nullable Container start(String id) throws EngineSocket.LateException {
        try {
            Container container = inspect(id);
            if (container.pid() == 0) {
                return container;
            }
            running.put(id, new ContainerMeter(container, cgroups.of(container.pid(), id), proc));
            health.put(id, container.health());
            return container;
        } catch (EngineSocket.LateException e) {
            throw e;
        } catch (IOException e) {
            unread.put(id, why(e)); // gone already, as a rule: its end is told by another event
            return null;
        }
    }

    /** Returns what the engine says of it; null if it is gone from the engine too. */
    synchronized @Nullable Container died(String id) {
        ContainerMeter meter = running.remove(id);
        String word = health.remove(id);
        if (meter != null) {
            count(meter);
        }
        Container container = end(id);
        Container last = container != null && container.pid() == 0 ? container : null;
        // An engine that ends a task for its check leaves it unhealthy for a few milliseconds, unseen by any sample.
        boolean unhealthy = last != null && last.failedCheck();
        if (meter != null) {
            ended.add(meter.ended(unhealthy ? UNHEALTHY : word == null ? "" : word));
        } else if (last != null && unhealthy) {
            ended.add(ContainerMeter.unseen(last, UNHEALTHY));
        }
        if (last != null) {
            addRuns(last, lastRuns);
        }
        lastCheck.remove(id);
        return container != null ? container : meter == null ? null : meter.container();
    }

    /** The kernel killed something in it: count at once, before the container may be gone. */
    synchronized void outOfMemory(String id) {
        ContainerMeter meter = running.get(id);
        if (meter != null && !count(meter)) {
            kills.heard(meter.container());
        }
    }

    synchronized void healthIs(String id, String status) {
        if (running.containsKey(id)) {
            health.put(id, status);
        }
    }

    synchronized @Nullable Container find(String id) {
        ContainerMeter meter = running.get(id);
        return meter == null ? null : meter.container();
    }

    synchronized List<Container> list() {
        return running.values().stream().map(ContainerMeter::container).toList();
    }

    /**
     * Use of each since the last call, and of those that ended since.
     *
     * @param nanoTime asked at each reading: whoever waited for the engine may have had to be waited for
     */
    synchronized List<ContainerUse> measure(LongSupplier nanoTime) {
        List<ContainerUse> uses = new ArrayList<>(ended);
        ended.clear();
        running.forEach((id, meter) -> {
            try {
                ContainerUse use = meter.read(health.getOrDefault(id, ""), nanoTime.getAsLong());
                uses.add(use);
                kills.counter(meter.container(), use.oomKills(), use::peakBytes, clock.getAsLong());
            } catch (IOException e) {
                unread.put(id, why(e)); // it ended this very moment, unless the next list still has it
            }
        });
        List<ContainerUse> present = uses.stream().filter(ContainerUse::running).toList();
        withoutMemory = !present.isEmpty() && present.stream().allMatch(u -> u.memoryBytes() == null);
        return uses;
    }

    /** Health checks of containers that ended since the last call, as far as no other call has told them. */
    synchronized List<HealthRun> lastChecks() {
        List<HealthRun> runs = List.copyOf(lastRuns);
        lastRuns.clear();
        return runs;
    }

    /** Health checks that ended since the last call, of running containers that have one. */
    synchronized List<HealthRun> checks() {
        List<HealthRun> runs = new ArrayList<>();
        for (ContainerMeter meter : List.copyOf(running.values())) {
            Container known = meter.container();
            if (!known.hasCheck()) {
                continue;
            }
            try {
                Container now = inspect(known.id());
                if (now.pid() > 0) {
                    health.put(known.id(), now.health());
                }
                addRuns(now, runs);
            } catch (EngineSocket.LateException e) {
                return runs; // asking on would hold everything up: as many times its patience as there are containers
            } catch (IOException e) {
                // gone: its end is told by an event
            }
        }
        return runs;
    }

    private void addRuns(Container container, List<HealthRun> runs) {
        long last = lastCheck.getOrDefault(container.id(), 0L);
        for (Container.Check check : container.checks()) {
            if (check.startMillis() > last) {
                lastCheck.put(container.id(), check.startMillis());
                runs.add(new HealthRun(
                        container.id(),
                        container.taskId(),
                        container.serviceId(),
                        check.startMillis(),
                        check.millis(),
                        container.checkTimeout().toMillis(),
                        check.exitCode()));
            }
        }
    }

    /** False if its cgroup is gone: the engine's word on how it ended remains. */
    private boolean count(ContainerMeter meter) {
        try {
            kills.counter(meter.container(), meter.cgroup().oomKills(), meter::peak, clock.getAsLong());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private @Nullable Container end(String id) {
        try {
            Container container = inspect(id);
            if (container.pid() == 0 && container.startedMillis() > 0) {
                kills.ended(
                        container,
                        null,
                        container.finishedMillis() > 0 ? container.finishedMillis() : clock.getAsLong());
            }
            return container;
        } catch (IOException e) {
            return null;
        }
    }

    private Container inspect(String id) throws IOException {
        return Container.of(engine.object("/containers/" + id + "/json"));
    }

    private static String why(IOException e) {
        String file = e instanceof FileSystemException of ? of.getFile() : null;
        return file == null ? AgentSettings.why(e) : file + ": " + AgentSettings.why(e);
    }

    private static boolean isTask(JsonObject one) {
        return !Container.part(one, "Labels")
                .getString(Container.TASK_LABEL, "")
                .isEmpty();
    }
}
