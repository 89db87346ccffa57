package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.swarm.Masking;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.swarm.TaskTemplate;
import io.swarmkeeper.telemetry.ServiceUse;
import io.swarmkeeper.telemetry.TaskUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All that one service's page says about it, as finished text. */
record ServiceSheet(
        List<Fact> facts,
        List<TaskLine> tasks,
        int endedTasks,
        List<Entry> environment,
        List<Entry> labels,
        List<Entry> containerLabels,
        List<MountLine> mounts,
        List<String> ports,
        List<String> references) {

    /** Most lines of one kind on a page. */
    private static final int MAX_LINES = 200;

    record Fact(String name, String value) {}

    /** Text that may be long: the beginning, and all of it if that is more. */
    record Entry(String name, String value, Optional<String> rest) {
        private static final int SHORT = 160;
        /** Beyond this the page would suffer; the API has all of it. */
        private static final int MOST = 20_000;

        static Entry of(String name, String value) {
            return new Entry(
                    Wording.clip(name, 200),
                    Wording.clip(value, SHORT),
                    value.length() > SHORT ? Optional.of(Wording.clip(value, MOST)) : Optional.empty());
        }
    }

    /** What is not measured is {@code -}. @param peak since its container started */
    record TaskLine(
            String slot,
            String node,
            String nodeHref,
            Tag state,
            When since,
            String message,
            String cpu,
            String memory,
            String peak) {}

    record MountLine(String type, String source, String target, String access, String remark) {}

    static ServiceSheet of(Service service, Snapshot snapshot, ServiceProfile profile, SwarmView view) {
        TaskTemplate template = service.template();
        Optional<ServiceUse> use = view.measurements().service(service.id());
        List<Task> tasks = snapshot.tasksOf(service.id()).stream()
                .sorted(Comparator.comparing(Task::isWanted)
                        .reversed()
                        .thenComparing(Task::slot)
                        .thenComparing(Task::createdAt, Comparator.reverseOrder()))
                .toList();
        return new ServiceSheet(
                facts(service, profile),
                tasks.stream()
                        .limit(MAX_LINES)
                        .map(t -> task(t, snapshot, UseSheet.ofTask(use, t.id()), view))
                        .toList(),
                (int) tasks.stream().filter(t -> !t.isWanted()).count(),
                template.environment().stream()
                        .limit(MAX_LINES)
                        .map(ServiceSheet::environment)
                        .toList(),
                labels(service.labels()),
                labels(template.containerLabels()),
                template.mounts().stream().map(ServiceSheet::mount).toList(),
                service.ports().stream().map(ServiceSheet::port).toList(),
                references(template));
    }

    static String headline(Service service, Snapshot snapshot, List<Finding> findings) {
        long running = snapshot.runningTasks(service.id());
        long desired = snapshot.desiredTasks(service);
        String name = Wording.name(service.name());
        if (!service.isJob() && running < desired) {
            return running == 0 ? name + " is down" : name + " runs " + running + " of " + desired;
        }
        return findings.stream()
                .filter(Finding::isOpen)
                .findFirst()
                .map(f -> Wording.clip(f.title(), 240))
                .orElse(name + (service.isJob() ? " is a job" : " runs well"));
    }

    private static List<Fact> facts(Service service, ServiceProfile profile) {
        TaskTemplate template = service.template();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Kind", kind(profile)));
        facts.add(new Fact(
                "State kept",
                profile.stateful()
                        ? "yes: " + Wording.clip(String.join(", ", profile.statefulReasons()), 300)
                        : "no sign of any, which proves nothing"));
        facts.add(new Fact("Runs", ServiceRow.mode(service)));
        facts.add(new Fact("Image", Wording.clip(template.image(), 400)));
        if (!template.command().isEmpty() || !template.arguments().isEmpty()) {
            facts.add(new Fact("Command", Wording.clip(command(template), 400)));
        }
        facts.add(new Fact("Limits", pair(ServiceRow.cpu(template.limits()), ServiceRow.memory(template.limits()))));
        facts.add(new Fact(
                "Reservations",
                pair(ServiceRow.cpu(template.reservations()), ServiceRow.memory(template.reservations()))));
        facts.add(new Fact("Health check", health(template)));
        String placement = ServiceRow.placement(template.placement());
        facts.add(new Fact("Placement", placement.isEmpty() ? "anywhere" : Wording.clip(placement, 400)));
        facts.add(new Fact("Updates", updates(service)));
        facts.add(new Fact("Restarts", restarts(template.restartPolicy())));
        facts.add(new Fact(
                "Stops within",
                template.stopGracePeriod().map(Quantities::duration).orElse("10 s, the engine's default")));
        facts.add(new Fact(
                "Endpoint",
                service.endpointMode().equals("dnsrr") ? "DNS round robin (dnsrr)" : "virtual address (vip)"));
        facts.add(new Fact("Spec version", Long.toString(service.version())));
        facts.add(new Fact("Id", service.id()));
        return facts;
    }

    private static String kind(ServiceProfile profile) {
        String kind = profile.kind().words();
        return kind + (profile.critical() ? ", critical" : "") + (profile.own() ? ", Swarmkeeper's own" : "");
    }

    /** Arguments may carry passwords as well as the environment does. */
    private static String command(TaskTemplate template) {
        List<String> words = new ArrayList<>(template.command());
        words.addAll(template.arguments());
        return String.join(" ", Masking.words(words));
    }

    private static String pair(String cpu, String memory) {
        if (cpu.isEmpty() && memory.isEmpty()) {
            return "none";
        }
        return (cpu.isEmpty() ? "no CPU" : cpu) + ", " + (memory.isEmpty() ? "no memory" : memory);
    }

    static String health(TaskTemplate template) {
        return template.healthCheck()
                .filter(h -> !h.isInherited())
                .map(h ->
                        h.isDisabled() ? "switched off" : Wording.clip(String.join(" ", Masking.words(h.test())), 300))
                .orElse("the image's own, if it has one");
    }

    private static String updates(Service service) {
        Service.UpdatePolicy policy = service.updatePolicy();
        return "%s at a time, %s, on failure %s%s"
                .formatted(
                        policy.parallelism() == 0 ? "all" : Long.toString(policy.parallelism()),
                        Wording.kebab(policy.order()),
                        Wording.words(policy.failureAction()),
                        service.updatePolicyGiven() ? "" : " (the engine's defaults)");
    }

    private static String restarts(TaskTemplate.RestartPolicy policy) {
        String when = switch (policy.condition()) {
            case "none" -> "never";
            case "on-failure" -> "when it fails";
            default -> "whenever it ends";
        };
        return when.equals("never")
                ? when
                : when + ", after " + Quantities.duration(policy.delay())
                        + (policy.maxAttempts() == 0 ? "" : ", at most " + policy.maxAttempts() + " times");
    }

    private static TaskLine task(Task task, Snapshot snapshot, Optional<TaskUse> use, SwarmView view) {
        Optional<Node> node = task.nodeId().flatMap(snapshot::findNode);
        String look = NodeCard.look(task);
        return new TaskLine(
                task.slot() > 0 ? Integer.toString(task.slot()) : "",
                node.map(n -> Wording.name(n.hostname())).orElse("no node yet"),
                node.map(n -> "/nodes/" + FindingRow.encode(n.id())).orElse(""),
                new Tag(
                        switch (look) {
                            case "x" -> task.state() == Task.State.SHUTDOWN ? "wait" : "bad";
                            case "wait" -> "warn";
                            default -> task.isWanted() ? "good" : "wait";
                        },
                        Wording.words(task.state())),
                view.when(task.stateSince()),
                Wording.clip(Masking.text(task.error()), 300),
                Measured.cores(use.flatMap(TaskUse::cores)),
                Measured.bytes(use.flatMap(TaskUse::memoryBytes)),
                Measured.bytes(use.flatMap(TaskUse::peakBytes)));
    }

    private static Entry environment(String line) {
        String masked = Masking.environment(line);
        int at = masked.indexOf('=');
        return at < 0 ? Entry.of(masked, "") : Entry.of(masked.substring(0, at), masked.substring(at + 1));
    }

    private static List<Entry> labels(Map<String, String> labels) {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .limit(MAX_LINES)
                        .map(e -> Entry.of(e.getKey(), Masking.value(e.getKey(), e.getValue())))
                        .toList();
    }

    private static MountLine mount(TaskTemplate.Mount mount) {
        return new MountLine(
                mount.isTmpfs() ? "tmpfs" : mount.type(),
                mount.source().isEmpty() ? "" : Wording.clip(mount.source(), 200),
                Wording.clip(mount.target(), 200),
                mount.readOnly() ? "read-only" : "read and write",
                mount.driver().isEmpty() || mount.driver().equals("local") ? "" : "driver " + mount.driver());
    }

    private static String port(Service.Port port) {
        String published = port.published() == 0 ? "chosen by the engine" : Integer.toString(port.published());
        return switch (port.mode()) {
            case INGRESS -> "%s on every node → %d/%s".formatted(published, port.target(), port.protocol());
            case HOST -> "%s on the task's own node → %d/%s".formatted(published, port.target(), port.protocol());
        };
    }

    private static List<String> references(TaskTemplate template) {
        List<String> names = new ArrayList<>();
        template.secrets().forEach(s -> names.add("secret " + Wording.name(s.name())));
        template.configs().forEach(c -> names.add("config " + Wording.name(c.name())));
        return names;
    }
}
