package io.swarmkeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.change.SwarmControl;
import io.swarmkeeper.change.SwarmControl.LiveService;
import io.swarmkeeper.change.SwarmControl.WriteResult;
import io.swarmkeeper.collector.SwarmSource;
import io.swarmkeeper.collector.SwarmSource.Subscription;
import io.swarmkeeper.collector.SwarmSource.SwarmEvent;
import io.swarmkeeper.swarm.Cluster;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What every Swarm does, the one in memory and a real one alike: code that is tested on the twin may rely on it. */
abstract class SwarmContract {

    private static final Duration PATIENCE = Duration.ofSeconds(240);
    private static final String NO_RESOURCES = "\"Resources\":{\"Limits\":{},\"Reservations\":{}}";
    private static final String LIMITED =
            "\"Resources\":{\"Limits\":{\"NanoCPUs\":500000000,\"MemoryBytes\":67108864}}";

    abstract SwarmSource source();

    abstract SwarmControl control();

    /** A replicated service whose tasks run for ever, label {@code tier=test}, as the docker client makes it. @return its id */
    abstract String create(String name, int replicas);

    /** Lets the orchestrator do what it has to do; a real one does it by itself. */
    abstract void settle();

    @Test
    void theClusterNamesItselfItsApiAndOneOfItsNodes() throws Exception {
        Cluster cluster = source().readCluster();
        assertThat(cluster.id()).isNotEmpty();
        assertThat(ApiVersion.parse(cluster.apiVersion()).orElseThrow()).isGreaterThanOrEqualTo(new ApiVersion(1, 41));
        assertThat(cluster.engineVersion()).matches("\\d+\\.\\d+.*");
        assertThat(cluster.taskHistoryLimit()).isEqualTo(5);
        assertThat(source().readNodes()).extracting(Node::id).contains(cluster.nodeId());
    }

    @Test
    void oneManagerLeadsAndEveryNodeHasCapacity() throws Exception {
        List<Node> nodes = source().readNodes();
        assertThat(nodes.stream()
                        .filter(n -> n.manager().filter(Node.Manager::leader).isPresent()))
                .hasSize(1);
        assertThat(nodes).allSatisfy(n -> {
            assertThat(n.isManager()).isEqualTo(n.manager().isPresent());
            assertThat(n.capacity().hasCpu()).isTrue();
            assertThat(n.capacity().hasMemory()).isTrue();
            assertThat(n.os()).isEqualTo("linux");
            assertThat(n.plugins()).contains("Volume/local", "Network/overlay", "Log/json-file");
        });
    }

    @Test
    void aServiceIsReadAsItWasMade() throws Exception {
        String id = create("made", 2);
        Service service = service(id);
        assertThat(service.name()).endsWith("made");
        assertThat(service.labels()).containsEntry("tier", "test");
        assertThat(service.mode()).isEqualTo(new Mode.Replicated(2));
        assertThat(service.template().limits().isNone()).isTrue();
        assertThat(service.updatePolicyGiven()).isFalse();
        assertThat(service.updateStatus()).isEmpty();
        assertThat(service.rawSpec()).contains(NO_RESOURCES).startsWith("{\"Name\":\"" + service.name() + "\"");
    }

    @Test
    void theListAndTheSingleReadGiveTheSameSpecAndVersion() throws Exception {
        String id = create("single", 1);
        running(id, 1);
        await(
                "one version",
                () -> control().readService(id).orElseThrow().version()
                        == service(id).version());
        assertThat(control().readService(id).orElseThrow().specJson())
                .isEqualTo(service(id).rawSpec());
    }

    @Test
    void whatHasNotChangedIsTheSameInstance() throws Exception {
        running(create("still", 1), 1);
        await("two equal reads in a row", () -> {
            List<Service> before = source().readServices();
            return source().readServices().equals(before);
        });
        List<Service> services = source().readServices();
        assertThat(source().readServices()).isSameAs(services);
        List<Node> nodes = source().readNodes();
        assertThat(source().readNodes()).isSameAs(nodes);
        assertThat(source().leftOut()).isEmpty();
    }

    @Test
    void tasksComeToRunOnNodesInSlotsOfTheirOwnFromOneTemplate() throws Exception {
        String id = create("spread", 2);
        List<Task> tasks = running(id, 2);
        Set<String> nodes = source().readNodes().stream().map(Node::id).collect(Collectors.toSet());
        assertThat(tasks).extracting(Task::slot).containsExactlyInAnyOrder(1, 2);
        assertThat(tasks).allMatch(t -> nodes.contains(t.nodeId().orElseThrow()));
        assertThat(tasks)
                .extracting(Task::templateHash)
                .containsOnly(tasks.getFirst().templateHash());
        assertThat(source().readTasks()).containsAll(tasks);
    }

    @Test
    void whatIsNotThereIsEmptyAndCannotBeWritten() throws Exception {
        assertThat(control().readService("nosuchservice")).isEmpty();
        assertThat(control().readTasks("nosuchservice")).isEmpty();
        assertThat(control().readUpToDateTasks("nosuchservice")).isEmpty();
        assertThat(source().readImage("nosuch/image:1")).isEmpty();
        LiveService live = control().readService(create("there", 1)).orElseThrow();
        assertThat(control().updateService("nosuchservice", live.version(), live.specJson()))
                .isInstanceOf(WriteResult.Refused.class);
    }

    @Test
    void aLimitChangesTheSpecInThatPlaceOnlyAndReplacesAllTasks() throws Exception {
        String id = create("limited", 2);
        List<Task> before = running(id, 2);
        LiveService live = control().readService(id).orElseThrow();
        String wanted = live.specJson().replace(NO_RESOURCES, LIMITED);
        assertThat(write(id, wanted)).isInstanceOf(WriteResult.Accepted.class);
        settle();
        LiveService after = control().readService(id).orElseThrow();
        assertThat(after.specJson()).isEqualTo(wanted);
        assertThat(after.version()).isGreaterThan(live.version());
        await("new tasks", () -> upToDate(id).size() == 2);
        assertThat(upToDate(id)).doesNotContainAnyElementsOf(before).allSatisfy(t -> {
            assertThat(t.templateHash()).isNotEqualTo(before.getFirst().templateHash());
            assertThat(before).extracting(Task::id).doesNotContain(t.id());
        });
        await(
                "completed",
                () -> control()
                        .readService(id)
                        .orElseThrow()
                        .updateState()
                        .filter("completed"::equals)
                        .isPresent());
    }

    @Test
    void aLabelReplacesNoTask() throws Exception {
        String id = create("labelled", 1);
        Task before = running(id, 1).getFirst();
        String live = control().readService(id).orElseThrow().specJson();
        assertThat(write(id, live.replace("\"tier\":\"test\"", "\"tier\":\"other\"")))
                .isInstanceOf(WriteResult.Accepted.class);
        settle();
        assertThat(service(id).labels()).containsEntry("tier", "other");
        assertThat(upToDate(id)).extracting(Task::id).containsExactly(before.id());
    }

    @Test
    void anOldVersionIsOutOfSequenceAndWritesNothing() throws Exception {
        String id = create("stale", 1);
        running(id, 1);
        LiveService live = control().readService(id).orElseThrow();
        write(id, live.specJson().replace("\"tier\":\"test\"", "\"tier\":\"first\""));
        assertThat(control()
                        .updateService(
                                id,
                                live.version(),
                                live.specJson().replace("\"tier\":\"test\"", "\"tier\":\"second\"")))
                .isEqualTo(new WriteResult.OutOfSequence());
        assertThat(service(id).labels()).containsEntry("tier", "first");
    }

    @Test
    void whatTheEngineCannotDoIsRefusedInItsWordsAndWritesNothing() throws Exception {
        String id = create("refused", 1);
        String live = control().readService(id).orElseThrow().specJson();
        String name = service(id).name();
        assertThat(write(id, live.replace("\"Name\":\"" + name + "\"", "\"Name\":\"other\"")))
                .isInstanceOfSatisfying(
                        WriteResult.Refused.class, r -> assertThat(r.message()).contains("renaming"));
        assertThat(write(id, live.replace("{\"Replicated\":{\"Replicas\":1}}", "{\"Global\":{}}")))
                .isInstanceOf(WriteResult.Refused.class);
        assertThat(write(id, live.replace(NO_RESOURCES, "\"Resources\":{\"Limits\":{\"MemoryBytes\":1048576}}")))
                .isInstanceOfSatisfying(
                        WriteResult.Refused.class, r -> assertThat(r.message()).contains("4MiB"));
        assertThat(write(id, "{\"Name\":")).isInstanceOf(WriteResult.Refused.class);
        assertThat(control().readService(id).orElseThrow().specJson()).isEqualTo(live);
    }

    @Test
    void whatFitsNowherePendsAndSaysWhy() throws Exception {
        String id = create("huge", 1);
        String live = control().readService(id).orElseThrow().specJson();
        write(id, live.replace(NO_RESOURCES, "\"Resources\":{\"Reservations\":{\"MemoryBytes\":900000000000000}}"));
        settle();
        Task pending =
                awaitTask(id, t -> t.state() == Task.State.PENDING && !t.error().isEmpty());
        assertThat(pending.error()).startsWith("no suitable node (insufficient resources on ");
        assertThat(pending.nodeId()).isEmpty();
        assertThat(pending.reservations().memoryBytes()).isEqualTo(900_000_000_000_000L);
        assertThat(pending.isRunning()).isFalse();
    }

    @Test
    void eventsTellOfServicesUntilTheSubscriptionIsClosed() throws Exception {
        BlockingQueue<SwarmEvent> heard = new LinkedBlockingQueue<>();
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        String id;
        try (Subscription stream = source().follow(heard::add, () -> ends.add("end"))) {
            id = create("heard", 1);
            assertThat(next(heard, id)).isEqualTo(new SwarmEvent("service", "create", id));
            write(id, control().readService(id).orElseThrow().specJson().replace("\"test\"", "\"loud\""));
            assertThat(next(heard, id)).isEqualTo(new SwarmEvent("service", "update", id));
        }
        Thread.sleep(200);
        heard.clear();
        write(id, control().readService(id).orElseThrow().specJson().replace("\"loud\"", "\"quiet\""));
        assertThat(heard.poll(500, TimeUnit.MILLISECONDS)).isNull();
        assertThat(ends).isEmpty();
    }

    // ---- helpers ----

    Service service(String id) throws Exception {
        return source().readServices().stream()
                .filter(s -> s.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** Once these many run, all of them. */
    List<Task> running(String id, int count) throws Exception {
        settle();
        await(
                count + " running",
                () -> control().readTasks(id).stream().filter(Task::isRunning).count() == count);
        return control().readTasks(id).stream().filter(Task::isRunning).toList();
    }

    private List<Task> upToDate(String id) throws Exception {
        return control().readUpToDateTasks(id).stream().filter(Task::isRunning).toList();
    }

    private Task awaitTask(String id, Predicate<Task> wanted) throws Exception {
        await("such a task", () -> control().readTasks(id).stream().anyMatch(wanted));
        return control().readTasks(id).stream().filter(wanted).findFirst().orElseThrow();
    }

    /** Writes with the newest version; the engine's own writes may come in between. */
    WriteResult write(String id, String spec) throws Exception {
        while (true) {
            WriteResult result = control()
                    .updateService(id, control().readService(id).orElseThrow().version(), spec);
            if (!(result instanceof WriteResult.OutOfSequence)) {
                return result;
            }
        }
    }

    private static SwarmEvent next(BlockingQueue<SwarmEvent> heard, String id) throws InterruptedException {
        while (true) {
            SwarmEvent event = heard.poll(30, TimeUnit.SECONDS);
            if (event == null || event.actorId().equals(id)) {
                return event;
            }
        }
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    static void await(String what, Condition condition) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.holds()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
            }
            Thread.sleep(100);
        }
    }
}
