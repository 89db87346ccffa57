package io.swarmkeeper.change;

import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.AppliedFixes;
import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Scorecard;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.audit.AuditEntry;
import io.swarmkeeper.audit.InMemoryAuditLog;
import io.swarmkeeper.change.Changes.Request;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.collector.CollectorStatistics;
import io.swarmkeeper.collector.Connection;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.engine.InMemorySwarm;
import io.swarmkeeper.remediation.Action;
import io.swarmkeeper.remediation.Plan;
import io.swarmkeeper.remediation.Plan.Operation;
import io.swarmkeeper.remediation.PlanResult;
import io.swarmkeeper.remediation.Planner;
import io.swarmkeeper.remediation.SpecHash;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * The room as the server puts it together, on a database of its own and the in-memory Swarm; kill it and start it again
 * as often as you like. Services without a memory limit have a finding; the plan is 64 MiB more than none.
 */
final class Bench implements AutoCloseable {

    static final String JONAS = "jonas";
    static final String ANN = "ann";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final InMemorySwarm swarm = InMemorySwarm.ofThree().convergeAlways();
    final String web = swarm.service("web").replicas(2).add();
    final InMemoryAuditLog audit = new InMemoryAuditLog();
    final Fixes fixes = new Fixes();
    final List<ChangeMoved> moves = new CopyOnWriteArrayList<>();
    final JdbcClient jdbc;

    /** Changes to how the world looks, all of them settable while it runs. */
    volatile boolean findingStays;
    /** What stays of it has not lasted long enough to count. */
    volatile boolean findingIsYoung;
    /** Names of services of which nobody can tell whether they have the finding. */
    volatile List<String> unseen = List.of();

    volatile boolean planRefused;
    /** What every plan writes. */
    volatile Operation fix =
            new Operation("add", "/TaskTemplate/Resources/Limits", Optional.empty(), Optional.of(Limits.LIMIT));

    /** What happens just after the Swarm was read. */
    volatile Runnable afterSnapshot = () -> {};

    volatile Consumer<String> milestones = point -> {};
    volatile InstantSource clock = InstantSource.system();

    ChangeSettings settings = settings(true, Duration.ofMillis(60));
    Changes changes;
    StoredChanges stored;
    private ChangeRunner runner;
    private Brake brake;
    private final DriverManagerDataSource database;

    Bench() {
        database = new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        Flyway.configure().dataSource(database).load().migrate();
        jdbc = JdbcClient.create(database);
        start();
    }

    static ChangeSettings settings(boolean fourEyes, Duration bake) {
        return settings(fourEyes, bake, Duration.ofMillis(300));
    }

    static ChangeSettings settings(boolean fourEyes, Duration bake, Duration lost) {
        Duration poll = Duration.ofMillis(3);
        return new ChangeSettings(
                bake,
                Duration.ofHours(24),
                fourEyes,
                poll,
                poll,
                Duration.ofMinutes(3),
                Duration.ofMinutes(30),
                Duration.ofMillis(200),
                lost,
                Duration.ofMillis(10),
                Duration.ofMillis(100),
                Duration.ofMinutes(10),
                Duration.ofMinutes(1));
    }

    /** A server on the database as it is. */
    void start() {
        InstantSource ticking = () -> clock.instant();
        ChangeStore store = new ChangeStore(jdbc, new JdbcTransactionManager(database), ticking);
        Consumer<String> points = point -> milestones.accept(point);
        brake = new Brake(settings.brakeAfter(), settings.brakeHold(), ticking);
        Work work = new Work(
                store,
                new Journal(audit, store, event -> moves.add((ChangeMoved) event), settings.fourEyes(), points),
                swarm,
                new Eyes(),
                new Detector(),
                new Limits(),
                fixes,
                brake,
                new ApplyTurn(),
                settings,
                ticking,
                points);
        runner = new ChangeRunner(work);
        stored = new StoredChanges(work, runner);
        changes = stored;
    }

    /** kill -9 is not this polite, but nothing that the database holds tells the difference. */
    void restart() {
        runner.close();
        start();
        runner.resume();
    }

    /** True if no thread works on any change. */
    boolean isIdle() {
        return runner.isIdle();
    }

    /** What the collector does once a second. */
    void beat() {
        brake.observe(swarm.snapshot());
    }

    Change request() {
        return changes.request(byFinding(), JONAS);
    }

    Request byFinding() {
        return new Request(
                Optional.of("f-" + web), Optional.empty(), Optional.empty(), Map.of(), "it may eat its node");
    }

    Change requestAndApprove() {
        return changes.approve(request().id(), ANN, "go");
    }

    Change change(long id) {
        return changes.find(id).orElseThrow();
    }

    ChangeState state(long id) {
        return change(id).state();
    }

    Change await(long id, ChangeState state) {
        until(() -> state(id) == state, () -> state + " but was " + change(id));
        return change(id);
    }

    /** Until it rests: final or inconclusive. */
    Change awaitRest(long id) {
        until(() -> state(id).isFinal() || state(id) == ChangeState.INCONCLUSIVE, () -> "rest but was " + change(id));
        return change(id);
    }

    static void until(BooleanSupplier done, Supplier<String> expected) {
        Instant limit = Instant.now().plus(PATIENCE);
        while (!done.getAsBoolean()) {
            if (Instant.now().isAfter(limit)) {
                throw new AssertionError("expected " + expected.get());
            }
            sleep(2);
        }
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    String liveSpec() {
        return swarm.serviceById(web).rawSpec();
    }

    List<String> auditActions() {
        return audit.newest(1000).reversed().stream().map(AuditEntry::action).toList();
    }

    @Override
    public void close() {
        runner.close();
    }

    /** Snapshots of the twin, with its faults. */
    private final class Eyes implements Collector {
        private final AtomicReference<Snapshot> latest = new AtomicReference<>();

        @Override
        public Optional<Snapshot> latest() {
            return Optional.ofNullable(latest.get());
        }

        @Override
        public Snapshot fresh() throws SwarmUnavailableException {
            swarm.readServices(); // trips over the twin's faults
            Snapshot snapshot = swarm.snapshot();
            afterSnapshot.run();
            latest.set(snapshot);
            return snapshot;
        }

        @Override
        public void tasksChanged() {
            throw new AssertionError("not asked for");
        }

        @Override
        public Connection connection() {
            return new Connection.Connected(Instant.EPOCH);
        }

        @Override
        public CollectorStatistics statistics() {
            throw new AssertionError("not asked for");
        }
    }

    /** One finding per service without a memory limit. */
    private final class Detector implements Analysis {
        @Override
        public Findings latest() {
            return analyse(swarm.snapshot());
        }

        @Override
        public Findings analyse(Snapshot snapshot) {
            List<Finding> findings = new ArrayList<>();
            for (Service service : snapshot.services()) {
                if (findingStays || !service.template().limits().hasMemory()) {
                    findings.add(new Finding(
                            "f-" + service.id(),
                            FindingCode.NO_RESOURCE_LIMITS,
                            Severity.CRITICAL,
                            new Subject(Subject.Kind.SERVICE, service.id(), service.name()),
                            service.name() + " may take all of its node",
                            "no memory limit",
                            Map.of(),
                            Instant.EPOCH,
                            findingIsYoung ? Finding.State.UNDECIDED : Finding.State.OPEN,
                            Optional.empty()));
                }
            }
            if (!unseen.isEmpty()) {
                findings.add(new Finding(
                        "f-swarm",
                        FindingCode.NO_RESOURCE_LIMITS,
                        Severity.WARNING,
                        new Subject(Subject.Kind.SWARM, "swarm", "the Swarm"),
                        "Nothing can be said",
                        "no agent is heard",
                        Map.of("services", unseen, "unknown", (long) unseen.size()),
                        Instant.EPOCH,
                        Finding.State.UNDECIDED,
                        Optional.empty()));
            }
            return new Findings(snapshot.sequence(), snapshot.collectedAt(), findings);
        }

        @Override
        public Scorecard scorecard() {
            throw new AssertionError("not asked for");
        }

        @Override
        public ServiceProfile profile(Service service, Snapshot snapshot) {
            return ServiceProfile.of(service, snapshot);
        }
    }

    /** 64 MiB for whoever has no limit. */
    private final class Limits implements Planner {
        static final String LIMIT = "{\"MemoryBytes\":67108864}";

        @Override
        public List<Remedy> remedies(Finding finding, Snapshot snapshot) {
            return List.of(new Remedy(Action.SetResources.NAME, "Limit to 64 MiB", List.of()));
        }

        @Override
        public PlanResult plan(
                String action,
                String serviceId,
                Optional<FindingCode> cause,
                Map<String, String> parameters,
                Snapshot snapshot) {
            if (planRefused) {
                return new PlanResult.Refused(List.of("Needs 64 MiB.", "No node has them."));
            }
            Service service = snapshot.findService(serviceId).orElseThrow();
            if (service.isUpdating()) {
                return new PlanResult.Refused(List.of("It is in an update of somebody else's."));
            }
            String specHash = SpecHash.of(service.rawSpec());
            return new PlanResult.Planned(new Plan(
                    new Action.SetResources(serviceId, Resources.of(0, 64L << 20), Resources.NONE),
                    new Subject(Subject.Kind.SERVICE, serviceId, service.name()),
                    "Limit " + service.name() + " to 64 MiB",
                    "sha256:checksum of " + specHash,
                    specHash,
                    List.of(new Plan.Step("Set limits", List.of(fix), true)),
                    new Plan.PlacementForecast(List.of("m1", "w1"), List.of("m1", "w1"), "m1", List.of()),
                    Plan.Risk.LOW,
                    List.of("not measured"),
                    List.of(),
                    List.of(),
                    new Plan.WayBack(service.version(), Duration.ofSeconds(10)),
                    Optional.empty()));
        }

        @Override
        public PlanResult again(Plan approved, Snapshot snapshot) {
            return plan(approved.action().name(), approved.action().serviceId(), Optional.empty(), Map.of(), snapshot);
        }
    }

    static final class Fixes implements AppliedFixes {
        final Map<Long, AppliedFix> known = Collections.synchronizedMap(new TreeMap<>());

        @Override
        public void record(AppliedFix fix) {
            known.put(fix.changeId(), fix);
        }

        @Override
        public void withdraw(long changeId) {
            known.remove(changeId);
        }

        @Override
        public List<AppliedFix> list() {
            return List.copyOf(known.values());
        }
    }
}
