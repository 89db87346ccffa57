package io.swarmkeeper.agent;

import io.swarmkeeper.agent.AgentSettings.WrongSettingsException;
import io.swarmkeeper.wire.DiskSpeed;
import io.swarmkeeper.wire.Proof;
import io.swarmkeeper.wire.Sample;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Puts the parts together and keeps time: a sample each interval on the main thread, a round of probes beside it. */
public final class Agent {

    private static final Duration ENGINE_PATIENCE = Duration.ofSeconds(10);
    private static final Duration PROBE_PATIENCE = Duration.ofMillis(500);
    private static final Duration DISKS_PATIENCE = Duration.ofSeconds(5);

    private final AgentSettings settings;
    private final Sampler sampler;
    private final Mesh mesh;
    private final EventFollower events;
    private final Echo echo;
    private final AgentServer server;
    private final Ring ring;
    private final Pulse pulse;
    private final AtomicReference<@Nullable Sample> last = new AtomicReference<>();

    private Agent(AgentSettings settings) throws IOException {
        this.settings = settings;
        LongSupplier clock = System::currentTimeMillis;
        Proof proof = new Proof(settings.token());
        EngineSocket engine = new EngineSocket(settings.socket(), ENGINE_PATIENCE);
        Cgroups cgroups = new Cgroups(settings.proc(), settings.cgroups());
        KillLedger kills = new KillLedger();
        Containers containers = new Containers(engine, cgroups, settings.proc(), kills, clock);
        Challenges challenges = new Challenges(clock);
        DiskProbes disks = new DiskProbes(engine, containers, challenges);
        Broadcast broadcast = new Broadcast();
        events = new EventFollower(engine, containers, broadcast::tell);
        AtomicReference<@Nullable Sampler> late = new AtomicReference<>();
        mesh = new Mesh(
                settings,
                new Prober(proof, PROBE_PATIENCE),
                () -> late.get() == null ? null : late.get().identity(),
                () -> late.get() == null ? java.util.Map.of() : late.get().networks());
        Optional<Cgroup> nodeCgroup =
                settings.nodeCgroup().isEmpty() ? Optional.empty() : Optional.of(cgroups.named(settings.nodeCgroup()));
        sampler = new Sampler(
                engine,
                containers,
                kills,
                mesh,
                new NodeMeter(settings.proc(), nodeCgroup),
                new ConnectionLog(settings.proc()),
                new PatientDisks(new FileSystems(settings.proc(), settings.root(), disks::speed)::look, DISKS_PATIENCE),
                events,
                clock);
        late.set(sampler);
        ring = new Ring(Math.toIntExact(settings.keep().dividedBy(settings.interval())));
        echo = new Echo(
                settings.port(), proof, () -> Mesh.identity(sampler.identity(), sampler.networks()), Agent::end);
        pulse = new Pulse(settings.interval(), ENGINE_PATIENCE, System::nanoTime);
        server = new AgentServer(
                settings,
                proof,
                ring,
                broadcast,
                challenges,
                new HealthProbes(engine, containers, challenges, clock),
                disks,
                sampler::identity,
                () -> Metrics.of(last.get(), sampler.identity()),
                pulse::trouble,
                clock);
    }

    /**
     * Exit code 2: a setting is wrong. 1: the port is taken, or something happened that nobody thought of: it is said, and
     * Swarm starts another.
     *
     * @param arguments {@code --train}: two samples, then the end, for the making of an AOT cache;
     *     {@code --disk-probe}: measures the disk under {@code /probe} and prints a {@link DiskSpeed}, or why not
     */
    public static void main(String[] arguments) throws InterruptedException {
        if (List.of(arguments).contains(DiskProbes.ARGUMENT)) {
            System.exit(measureDisk());
        }
        Thread.currentThread().setUncaughtExceptionHandler(Agent::end);
        // a node that came or went shows within a round
        Security.setProperty("networkaddress.cache.ttl", "5");
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
        try {
            Agent agent = new Agent(AgentSettings.read(System.getenv()));
            agent.run(List.of(arguments).contains("--train") ? 2 : Long.MAX_VALUE);
            System.exit(0);
        } catch (WrongSettingsException e) {
            say(String.valueOf(e.getMessage()));
            System.exit(2);
        } catch (IOException e) {
            say("cannot serve: " + e.getMessage());
            System.exit(1);
        }
    }

    private static int measureDisk() {
        try {
            DiskSpeed speed = new DiskTrial(Path.of(DiskProbes.FOLDER)).measure(System.currentTimeMillis());
            new PrintStream(new FileOutputStream(FileDescriptor.out), true).println(RecordJson.write(speed));
            return 0;
        } catch (IOException e) {
            new PrintStream(new FileOutputStream(FileDescriptor.err), true).println(AgentSettings.why(e));
            return 1;
        }
    }

    /** Of this jar; {@code unknown} when run from classes. */
    static String version() {
        String version = Agent.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    private void run(long samples) throws InterruptedException {
        server.start();
        say("Swarmkeeper agent %s is ready on port %d, %d ms after it began"
                .formatted(version(), settings.port(), age()));
        Thread.Builder threads = Thread.ofPlatform().daemon().uncaughtExceptionHandler(Agent::end);
        threads.name("events").start(events::run);
        threads.name("mesh").start(this::probe);
        long next = System.nanoTime();
        for (long i = 0; i < samples; i++) {
            Sample sample = sampler.sample();
            last.set(sample);
            ring.add(sample);
            pulse.beat();
            next += settings.interval().toNanos();
            long pause = next - System.nanoTime();
            if (pause > 0) {
                Thread.sleep(Duration.ofNanos(pause));
            } else {
                next = System.nanoTime(); // a hanging engine took longer than the interval
            }
        }
    }

    /** Milliseconds since this process began. */
    private static long age() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(began -> Duration.between(began, Instant.now()).toMillis())
                .orElse(-1L);
    }

    private void probe() {
        try {
            while (true) {
                long start = System.nanoTime();
                mesh.round();
                long pause = settings.interval().toNanos() - (System.nanoTime() - start);
                Thread.sleep(Duration.ofNanos(Math.max(pause, 1_000_000)));
            }
        } catch (InterruptedException e) {
            echo.close();
        }
    }

    /**
     * Without this thread the process would answer on, and look well, while it measures nothing. Not an exit: whatever
     * runs at an orderly end may hang too.
     */
    private static void end(Thread thread, Throwable why) {
        try {
            say("the thread %s cannot go on: %s".formatted(thread.getName(), why));
            why.printStackTrace(new PrintStream(new FileOutputStream(FileDescriptor.err), true));
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }

    /** A process in a container is heard by its standard error. */
    private static void say(String text) {
        new PrintStream(new FileOutputStream(FileDescriptor.err), true).println("agent: " + text);
    }
}
