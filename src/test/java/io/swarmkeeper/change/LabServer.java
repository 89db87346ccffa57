package io.swarmkeeper.change;

import io.swarmkeeper.Application;
import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.audit.AuditLog;
import io.swarmkeeper.change.Changes.Request;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;

/** The whole server on a loopback port of its own, in front of the lab's Swarm. Also a program that can be killed. */
public final class LabServer implements AutoCloseable {

    /** What needs a hundred samples, one a second, may take twice as long on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(300);

    private final ConfigurableApplicationContext context;

    public LabServer(Path data, String socket, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--swarmkeeper.data-dir=" + data,
                "--swarmkeeper.engine.host=unix://" + socket,
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--swarmkeeper.change.bake=3s",
                "--swarmkeeper.change.settle=1s",
                "--swarmkeeper.change.lost=8s",
                "--swarmkeeper.change.brake-hold=1s"));
        for (String setting : settings) { // instead of ours
            String name = setting.substring(0, setting.indexOf('=') + 1);
            arguments.removeIf(a -> a.startsWith(name));
        }
        arguments.addAll(Arrays.asList(settings));
        context = new SpringApplicationBuilder(Application.class)
                .listeners((ApplicationListener<PayloadApplicationEvent<?>>) LabServer::tell)
                .run(arguments.toArray(String[]::new));
    }

    private static void tell(PayloadApplicationEvent<?> event) {
        if (event.getPayload() instanceof ChangeMoved(Change change)) {
            System.out.println("STATE " + change.state().word());
        }
    }

    /** {@code ask FOLDER SOCKET SERVICE} or {@code resume FOLDER SOCKET}; says each state on a line of its own. */
    public static void main(String[] arguments) {
        try {
            serve(arguments);
        } catch (Throwable e) { // else the web server's threads would keep a process alive that does nothing any more
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private static void serve(String[] arguments) throws InterruptedException {
        LabServer server = new LabServer(Path.of(arguments[1]), arguments[2]);
        server.changes()
                .find(1)
                .ifPresent(c -> System.out.println("STATE " + c.state().word()));
        if (arguments[0].equals("ask")) {
            Change asked = server.request(arguments[3], Map.of());
            server.changes().approve(asked.id(), "ann", "go");
        }
        Thread.sleep(Duration.ofHours(1));
    }

    /** The address of its pages and its API, without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    Changes changes() {
        return context.getBean(Changes.class);
    }

    /** Where it listens on loopback. */
    public int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** Which snapshot the findings are of that anyone who asks now gets. */
    public long judged() {
        return context.getBean(Analysis.class).latest().snapshotSequence();
    }

    public AuditLog audit() {
        return context.getBean(AuditLog.class);
    }

    public Measurements measured() {
        return context.getBean(Telemetry.class).latest();
    }

    public Collector collector() {
        return context.getBean(Collector.class);
    }

    Optional<Finding> finding(FindingCode code, String serviceName) {
        return context.getBean(Analysis.class).latest().all().stream()
                .filter(f -> f.code() == code && f.subject().name().equals(serviceName))
                .findFirst();
    }

    /** Asks for the limits that the finding on this service wants, as soon as it is seen and rests. */
    Change request(String serviceName, Map<String, String> parameters) {
        until(
                "the finding on " + serviceName,
                () -> finding(FindingCode.NO_RESOURCE_LIMITS, serviceName).isPresent());
        until(
                "all tasks of " + serviceName,
                () -> collector()
                        .latest()
                        .map(s -> s.findServiceByIdOrName(serviceName)
                                .filter(v -> s.runningTasks(v.id()) == s.desiredTasks(v) && !v.isUpdating())
                                .isPresent())
                        .orElse(false));
        Finding finding = finding(FindingCode.NO_RESOURCE_LIMITS, serviceName).orElseThrow();
        return changes()
                .request(
                        new Request(Optional.of(finding.id()), Optional.empty(), Optional.empty(), parameters, "lab"),
                        "jonas");
    }

    Change requestAndApprove(String serviceName, Map<String, String> parameters) {
        return changes().approve(request(serviceName, parameters).id(), "ann", "go");
    }

    Change await(long id, ChangeState state) {
        until(
                "change %d %s, is %s".formatted(id, state, changes().find(id).map(Change::state)),
                () -> changes().find(id).orElseThrow().state() == state
                        || changes().find(id).orElseThrow().state().isFinal());
        Change change = changes().find(id).orElseThrow();
        if (change.state() != state) {
            throw new AssertionError("expected " + state + " but change ended " + change.state() + ": "
                    + change.outcome() + " " + change.timeline());
        }
        return change;
    }

    public static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /** @param what is waited for, asked when it did not come */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        Instant limit = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(limit)) {
                throw new AssertionError("not in time: " + what.get());
            }
            Bench.sleep(50);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
