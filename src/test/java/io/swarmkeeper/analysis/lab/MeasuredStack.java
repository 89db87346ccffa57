package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.remediation.ComposeFragment;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.web.Caller;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A stack with one service whose use is known, one that never ran and one that has just started, and the ways in which
 * an operator has its file sized by what the agents measured.
 */
final class MeasuredStack {

    /** Holds 60 MiB and takes a tenth of a core, however fast the machine: it looks at its own CPU time. */
    private static final String HOLD = """
            $SIG{TERM} = sub { exit };
            my $held = 'x';
            $held x= 60 << 20;
            while (1) {
                my ($user, $system) = times;
                my $enough = $user + $system + 0.03;
                do { ($user, $system) = times } while $user + $system < $enough;
                select undef, undef, undef, 0.27;
            }
            """;

    private static final String MEASURED = """
            # Ask Mara before you change anything.
            version: "3.8"
            services:
              hold:
                image: lab/hold:1
                stop_grace_period: 1s
                deploy:
                  replicas: 2  # it was one until March
                  endpoint_mode: dnsrr
                  placement:
                    constraints: [node.hostname == w2]
            """;

    private static final String RESTING = """
              rest:
                image: lab/idle:1
                deploy:
                  replicas: 0
                  endpoint_mode: dnsrr
            """;

    private static final String FRESH = """
              fresh:
                image: lab/idle:1
                deploy:
                  endpoint_mode: dnsrr
                  placement:
                    constraints: [node.hostname == w2]
            """;

    private static final String SIZES = """
                  resources:
                    limits:
                      # %s
                      cpus: "%s"
                      memory: %s
                    reservations:
                      # %s
                      cpus: "%s"
                      memory: %s
            """;

    private static final String NOT_MEASURED = SIZES.formatted(
            "By kind of service (service of no known kind), not measured",
            "1.0",
            "2G",
            "Half of the limits, not measured",
            "0.5",
            "1G");

    /** USER_HZ, the same on every Linux of today. */
    private static final double TICKS_PER_SECOND = 100;

    private final FindingsLab lab;
    private final Path file;
    private final String stack;
    private final String token;

    /** Deploys it, as yet without the fresh service. */
    MeasuredStack(FindingsLab lab, Path folder) throws IOException {
        this.lab = lab;
        Path script = Files.writeString(folder.resolve("hold"), HOLD);
        Path tar = folder.resolve("hold.tar");
        lab.swarm.script("rootfs", tar.toString(), "/usr/bin/perl", script + "=/hold");
        lab.swarm.run("image", tar.toString(), "lab/hold:1", "CMD [\"/usr/bin/perl\",\"/hold\"]");
        file = Files.writeString(folder.resolve("stack.yml"), MEASURED + RESTING);
        stack = lab.deploy("measured", file);
        lab.admin()
                .post(
                        "/api/v1/accounts",
                        "{\"name\":\"pipeline\",\"password\":\"%s\",\"role\":\"viewer\"}".formatted(Caller.PASSWORD));
        token = lab.admin()
                .post("/api/v1/tokens", "{\"account\":\"pipeline\",\"name\":\"sizes\"}")
                .json()
                .path("token")
                .asString();
    }

    String service(String name) {
        return stack + "_" + name;
    }

    /** Deploys the fresh service beside the others, and waits until something of it was measured. */
    void startTheFreshOne() throws IOException {
        Files.writeString(file, MEASURED + RESTING + FRESH);
        lab.deploy("measured", file);
        FindingsLab.await(
                "a sample of the fresh one",
                () -> sizing(report(), "fresh").path("samples").asInt() > 0);
    }

    JsonNode report() {
        return lab.admin().get("/api/v1/report?format=json").json();
    }

    /** Of the service that the stack file calls by this name; nothing if the report does not have it. */
    JsonNode sizing(JsonNode report, String service) {
        for (JsonNode one : report.path("services")) {
            if (one.path("stack").asString("").equals(stack)
                    && one.path("nameInStack").asString().equals(service)) {
                return one.path("sizing");
            }
        }
        return JsonMapper.shared().missingNode();
    }

    static long amount(JsonNode sizing, String part, String resource) {
        return sizing.path(part).path(resource).path("amount").asLong();
    }

    /** The file as it has to be once sized by this report. */
    String sized(JsonNode report) {
        return sized(report, sizing(report, "hold").path("observedSeconds").asLong());
    }

    /** The same by a report that was made between these two, whenever that was. */
    Set<String> sizedBetween(JsonNode earlier, JsonNode later) {
        long from = sizing(earlier, "hold").path("observedSeconds").asLong();
        long to = sizing(later, "hold").path("observedSeconds").asLong();
        return LongStream.rangeClosed(from, to)
                .boxed()
                .flatMap(s -> Stream.of(sized(earlier, s), sized(later, s)))
                .collect(Collectors.toSet());
    }

    private String sized(JsonNode report, long observedSeconds) {
        JsonNode sizing = sizing(report, "hold");
        LocalDate day = LocalDate.ofInstant(Instant.parse(report.path("at").asString()), ZoneOffset.UTC);
        String measured = "Measured over %s by Swarmkeeper on %s"
                .formatted(Quantities.duration(Duration.ofSeconds(observedSeconds)), day);
        String sizes = SIZES.formatted(
                measured + ": peak " + Quantities.bytes(sizing.path("peakBytes").asLong()),
                ComposeFragment.cpus(amount(sizing, "limit", "cpuNano")),
                ComposeFragment.memory(amount(sizing, "limit", "memoryBytes")),
                measured,
                ComposeFragment.cpus(amount(sizing, "reservation", "cpuNano")),
                ComposeFragment.memory(amount(sizing, "reservation", "memoryBytes")));
        return MEASURED + sizes + RESTING + NOT_MEASURED + FRESH + NOT_MEASURED;
    }

    /** What {@code optimize} wrote and said. */
    record Optimized(String text, String said) {}

    Optimized bySavedReport(String report) throws IOException, InterruptedException {
        Path saved = Files.writeString(file.resolveSibling("report.json"), report);
        return optimize(Map.of(), "--measured", saved.toString(), "--stack", stack);
    }

    /** With a viewer's token; which stack it is, the names of its services say. */
    Optimized byServer() throws IOException, InterruptedException {
        return optimize(Map.of("SWARMKEEPER_TOKEN", token), "--measured", lab.url());
    }

    private Optimized optimize(Map<String, String> environment, String... measured)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("optimize", file.toString(), "--only", "resources"));
        words.addAll(List.of(measured));
        JarCommand ended = JarCommand.run(environment, words.toArray(String[]::new));
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        Path optimized = file.resolveSibling("stack.yml.optimized");
        String text = Files.readString(optimized);
        Files.delete(optimized);
        return new Optimized(text, ended.out());
    }

    String byApi() throws IOException {
        Caller.Answer answer = lab.admin()
                .withToken(token)
                .with("Content-Type", "application/yaml")
                .send(
                        "POST",
                        "/api/v1/stack-files/optimization?only=resources&stack=" + stack,
                        BodyPublishers.ofString(Files.readString(file)));
        assertThat(answer.status()).as(answer::text).isEqualTo(200);
        return answer.text();
    }

    void deploy(String text) throws IOException {
        Files.writeString(file, text);
        lab.deploy("measured", file);
    }

    /** As the engine has them in the service's spec. */
    JsonNode resources(String service) {
        return JsonMapper.shared()
                .readTree(lab.docker(
                        "service", "inspect", "--format", "{{json .Spec.TaskTemplate.Resources}}", service(service)));
    }

    /** What the engine of w2 holds each container of this service to: {@code BYTES CPUNANO}. */
    List<String> held(String service) {
        List<String> command =
                new ArrayList<>(List.of("inspect", "--format", "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}"));
        List<String> containers = containers(service);
        if (containers.isEmpty()) {
            return List.of();
        }
        command.addAll(containers);
        return lab.swarm.docker("w2", command.toArray(String[]::new)).lines().toList();
    }

    /** All that the node of its tasks has, in cpuNano. */
    long nodeCpuNano() {
        return Long.parseLong(
                        lab.swarm.docker("w2", "info", "--format", "{{.NCPU}}").strip())
                * 1_000_000_000L;
    }

    private List<String> containers(String service) {
        return lab.swarm
                .docker("w2", "ps", "--quiet", "--filter", "label=com.docker.swarm.service.name=" + service(service))
                .lines()
                .toList();
    }

    /** Of a task's only process, as its kernel counts: bytes of its own, and cores on average since its start. */
    record RealUse(long bytes, double cores) {}

    RealUse realUse() {
        String container = containers("hold").getFirst();
        String[] said = lab.swarm
                .docker(
                        "w2",
                        "exec",
                        container,
                        "sh",
                        "-c",
                        "cut -d' ' -f14,15,22 /proc/1/stat; cut -d' ' -f1 /proc/uptime;"
                                + " awk '/RssAnon/{print $2}' /proc/1/status")
                .split("\\s+");
        double ticks = Double.parseDouble(said[0]) + Double.parseDouble(said[1]);
        double lived = Double.parseDouble(said[3]) * TICKS_PER_SECOND - Double.parseDouble(said[2]);
        return new RealUse(Long.parseLong(said[4]) << 10, ticks / lived);
    }
}
