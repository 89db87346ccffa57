package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.change.LabServer;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.web.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** The lab's Swarm and one server in front of it, the same for all tests of findings, asked over HTTP as a script would. */
final class FindingsLab extends EditedSwarm implements AutoCloseable {

    /** These come and go with how busy the machine is. */
    private static final Set<String> PASSING =
            Set.of("under-replicated", "update-stuck", "replicas-on-one-node", "task-stranded");

    /**
     * Where time alone stands between a fault and its finding, less of it. Under-replicated waits longer than the tasks
     * of a sound service take to get healthy on a busy machine.
     */
    private static final String[] SETTINGS = {
        "--swarmkeeper.admin-password=" + Caller.PASSWORD,
        "--swarmkeeper.findings.under-replicated.after=10s",
        "--swarmkeeper.findings.update-stuck.after=6s",
        "--swarmkeeper.findings.task-stranded.after=5s",
        "--swarmkeeper.collector.image-age=2s",
        // an engine or a start that is late is not what tests of findings are about
        "--swarmkeeper.change.lost=2m",
        "--swarmkeeper.change.stuck=2m"
    };

    private final Path data;
    private final List<String> own;
    private LabServer server;
    private Caller admin;

    /** @param more settings beside the usual ones */
    FindingsLab(String... more) {
        own = List.of(more);
        try {
            data = Files.createTempDirectory("findings");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        restart();
    }

    /** Ends the server, if there is one, and starts it on the same data; this once with these settings too. */
    void restart(String... once) {
        if (server != null) {
            server.close();
        }
        String[] settings = Stream.of(Arrays.stream(SETTINGS), own.stream(), Arrays.stream(once))
                .flatMap(s -> s)
                .toArray(String[]::new);
        server = new LabServer(data, swarm.run("socket", "m1").strip(), settings);
        admin = Caller.admin(server.port());
        LabServer.until("the first findings", () -> server.judged() > 0);
    }

    Caller admin() {
        return admin;
    }

    /** The server's address, as a command is told it. */
    String url() {
        return server.url();
    }

    Measurements measured() {
        return server.measured();
    }

    /** Somebody else, not yet known. */
    Caller caller() {
        return Caller.stranger(server.port());
    }

    /** All findings there are now, of any state. */
    List<Seen> findings() {
        return Seen.all(admin);
    }

    Optional<Seen> find(FindingCode code, String subject) {
        return findings().stream()
                .filter(f -> f.code().equals(code.code()) && f.subject().equals(subject))
                .findFirst();
    }

    /** As soon as it is seen; begun no earlier than that, nor later than now. */
    Seen seen(FindingCode code, String subject, Instant provoked) {
        return seen(code, subject, provoked, f -> true);
    }

    Seen seen(FindingCode code, String subject, Instant provoked, Predicate<Seen> such) {
        AtomicReference<@Nullable Seen> found = new AtomicReference<>();
        try {
            await(code + " on " + subject, () -> {
                found.set(find(code, subject).filter(such).orElse(null));
                return found.get() != null;
            });
        } catch (AssertionError e) {
            throw new AssertionError(
                    "%s; there is: %s"
                            .formatted(
                                    e.getMessage(),
                                    findings().stream()
                                            .filter(f -> f.code().equals(code.code()))
                                            .toList()),
                    e);
        }
        Seen seen = found.get();
        assertThat(seen.since()).as("since when: %s", seen).isBetween(provoked.minusMillis(1), Instant.now());
        return seen;
    }

    void gone(FindingCode code, String subject) {
        await(
                "%s gone from %s".formatted(code, subject),
                () -> find(code, subject).isEmpty());
    }

    /**
     * Waits until it has been gone for so long that it begins anew when it comes: what returns within the grace of ten
     * seconds keeps its age.
     */
    void forgotten(FindingCode code, String subject) {
        AtomicReference<Instant> absent = new AtomicReference<>(Instant.now());
        await("%s forgotten of %s".formatted(code, subject), () -> {
            if (find(code, subject).isPresent()) {
                absent.set(Instant.now());
            }
            return absent.get().plusSeconds(15).isBefore(Instant.now());
        });
    }

    /** Unhurried: a dozen tests that ask for all findings all the time would be the load that they wait behind. */
    static void await(String what, BooleanSupplier condition) {
        LabServer.until(what, () -> {
            if (condition.getAsBoolean()) {
                return true;
            }
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            return false;
        });
    }

    /** Waits until the findings are of a snapshot that has this service as it is now. */
    void judged(String service) {
        long version = Long.parseLong(docker("service", "inspect", "--format", "{{.Version.Index}}", service));
        judgedOnce(
                service + " as it is now",
                s -> s.findServiceByIdOrName(service)
                        .filter(v -> v.version() >= version)
                        .isPresent());
    }

    /** Waits until the findings are of a snapshot that is such. */
    void judgedOnce(String what, Predicate<Snapshot> condition) {
        LabServer.until(
                "a judgement of " + what,
                () -> server.collector()
                        .latest()
                        .filter(condition)
                        .filter(s -> server.judged() >= s.sequence())
                        .isPresent());
    }

    /** Codes of the open findings on this service that its spec alone brings, once the server knows the spec it has now. */
    Set<String> codesOn(String service) {
        judged(service);
        Set<String> codes = new TreeSet<>();
        findings().stream()
                .filter(f -> f.subject().equals(service) && f.state().equals("open"))
                .map(Seen::code)
                .filter(c -> !PASSING.contains(c))
                .forEach(codes::add);
        return codes;
    }

    /** One finding of a service comes with this update, and nothing else does, and goes with that one. */
    void provokeAndCure(
            String service, FindingCode code, String severity, String evidence, List<String> fault, List<String> cure) {
        Set<String> before = codesOn(service);
        assertThat(before).doesNotContain(code.code());
        Instant provoked = Instant.now();
        update(service, fault.toArray(String[]::new));
        Seen seen = seen(code, service, provoked).as(severity, "service").with(evidence);
        Set<String> with = new TreeSet<>(before);
        with.add(code.code());
        assertThat(codesOn(service)).isEqualTo(with);
        assertThat(find(code, service).map(Seen::since)).contains(seen.since());
        update(service, cure.toArray(String[]::new));
        gone(code, service);
        assertThat(codesOn(service)).isEqualTo(before);
    }

    @Override
    public void close() throws IOException {
        server.close();
        swarm.close();
        FileSystemUtils.deleteRecursively(data);
    }
}
