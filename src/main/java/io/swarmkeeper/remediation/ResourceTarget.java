package io.swarmkeeper.remediation;

import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.TaskTemplate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The four numbers a service should have: what a person asked for, else what is set already, else what the table says,
 * fitted to the smallest node the service may land on.
 */
final class ResourceTarget {

    /** Of the smallest node's memory a proposed limit leaves a quarter to everything else that runs there. */
    private static final double MEMORY_SHARE = 0.75;

    private static final long MIB = 1L << 20;
    private static final long CENTICORE = 10_000_000;

    /** Where a number comes from. Only proposed ones are ever lowered by ourselves. */
    enum Origin {
        ASKED,
        KEPT,
        PROPOSED
    }

    record Value(long amount, Origin origin) {
        boolean proposed() {
            return origin == Origin.PROPOSED;
        }
    }

    private final List<String> why = new ArrayList<>();
    private final List<String> cut = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Value limitCpu;
    private final Value limitMemory;
    private final Value reservationCpu;
    private final Value reservationMemory;

    /** @param eligible every node the service may land on; not empty */
    ResourceTarget(TaskTemplate template, ServiceProfile profile, ResourceRequest request, List<Node> eligible) {
        Resources table = Sizes.limits(profile.kind());
        Resources limits = template.limits();
        Resources reservations = template.reservations();
        Dimension cpu = new Dimension("CPU", "limitCpuNano", CENTICORE, Quantities::cores);
        Dimension memory = new Dimension("memory", "limitMemoryBytes", MIB, Quantities::bytes);

        Node fewestCores =
                smallest(eligible, Comparator.comparingLong(n -> n.capacity().cpuNano()));
        Node leastMemory =
                smallest(eligible, Comparator.comparingLong(n -> n.capacity().memoryBytes()));
        Cap cpuCap = new Cap(
                fewestCores.capacity().cpuNano(),
                fewestCores.capacity().cpuNano(),
                "%s has %s, and an engine refuses a task whose limit is above them"
                        .formatted(
                                fewestCores.hostname(),
                                Quantities.cores(fewestCores.capacity().cpuNano())));
        long nodeMemory = leastMemory.capacity().memoryBytes();
        Cap memoryCap = new Cap(
                memory.down((long) (nodeMemory * MEMORY_SHARE)),
                nodeMemory,
                "%s has %s, and a quarter of it is left to what else runs there"
                        .formatted(leastMemory.hostname(), Quantities.bytes(nodeMemory)));

        limitCpu = limit(
                cpu,
                cpuCap,
                request.limitCpuNano(),
                limits.cpuNano(),
                table.cpuNano(),
                request.reservationCpuNano().orElse(reservations.cpuNano()));
        limitMemory = limit(
                memory,
                memoryCap,
                request.limitMemoryBytes(),
                limits.memoryBytes(),
                table.memoryBytes(),
                request.reservationMemoryBytes().orElse(reservations.memoryBytes()));
        reservationCpu =
                reservation(cpu, request.reservationCpuNano(), reservations.cpuNano(), limitCpu, table.cpuNano());
        reservationMemory = reservation(
                memory, request.reservationMemoryBytes(), reservations.memoryBytes(), limitMemory, table.memoryBytes());
        check(cpu, cpuCap, fewestCores, limitCpu, reservationCpu);
        check(memory, memoryCap, leastMemory, limitMemory, reservationMemory);
        explain(profile, table);
    }

    /**
     * @param proposal most that we propose ourselves
     * @param hard most that a person may ask for
     */
    private record Cap(long proposal, long hard, String because) {}

    private record Dimension(String name, String parameter, long grain, LongFunction<String> words) {
        String say(long amount) {
            return words.apply(amount);
        }

        /** Rounded down to what people read well: 0.01 cores, 1 MiB. */
        long down(long amount) {
            return amount < grain ? amount : amount / grain * grain;
        }

        long least() {
            return name.equals("CPU") ? ResourceRequest.LEAST_CPU_NANO : ResourceRequest.LEAST_MEMORY_BYTES;
        }
    }

    private static Node smallest(List<Node> nodes, Comparator<Node> order) {
        return nodes.stream().min(order).orElseThrow();
    }

    private Value limit(Dimension dimension, Cap cap, Optional<Long> asked, long set, long table, long reserved) {
        if (asked.isPresent()) {
            return new Value(asked.get(), Origin.ASKED);
        }
        if (set > 0) {
            return new Value(set, Origin.KEPT);
        }
        long proposal = Math.min(table, cap.proposal());
        if (proposal < table) {
            cut.add("%s limit %s instead of %s: %s."
                    .formatted(
                            capital(dimension.name()), dimension.say(proposal), dimension.say(table), cap.because()));
        }
        if (reserved > proposal && reserved <= cap.hard()) {
            why.add("The %s limit is %s, as much as is reserved: a limit cannot be lower."
                    .formatted(dimension.name(), dimension.say(reserved)));
            proposal = reserved;
        }
        return new Value(proposal, Origin.PROPOSED);
    }

    private Value reservation(Dimension dimension, Optional<Long> asked, long set, Value limit, long table) {
        if (asked.isPresent()) {
            return new Value(asked.get(), Origin.ASKED);
        }
        if (set > 0) {
            return new Value(set, Origin.KEPT);
        }
        long half = dimension.down((limit.amount() > 0 ? limit.amount() : table) / 2);
        return new Value(half < dimension.least() ? 0 : half, Origin.PROPOSED);
    }

    private void check(Dimension dimension, Cap cap, Node smallest, Value limit, Value reservation) {
        // A memory limit above a node's memory is only useless; a CPU limit above its cores keeps tasks from starting.
        boolean refused = limit.origin() == Origin.ASKED || dimension.name().equals("CPU");
        if (refused && limit.amount() > cap.hard()) {
            problems.add("The %s limit of %s is above the %s that %s has, and the service may land there: %s (%s=%d)."
                    .formatted(
                            dimension.name(),
                            dimension.say(limit.amount()),
                            dimension.say(cap.hard()),
                            smallest.hostname(),
                            limit.origin() == Origin.KEPT
                                    ? "it is set already, and no task can start there; ask for that much at most"
                                    : "ask for that much at most",
                            dimension.parameter(),
                            cap.hard()));
        }
        if (limit.amount() > 0 && reservation.amount() > limit.amount()) {
            problems.add(
                    "The %s reservation of %s is above the limit of %s: lower the one or raise the other in the request."
                            .formatted(
                                    dimension.name(),
                                    dimension.say(reservation.amount()),
                                    dimension.say(limit.amount())));
        }
    }

    private void explain(ServiceProfile profile, Resources table) {
        List<Value> all = List.of(limitCpu, limitMemory, reservationCpu, reservationMemory);
        if (all.stream().anyMatch(Value::proposed)) {
            why.addFirst("Not measured: for %s the plan's table says %s and %s; reservations are half of the limits."
                    .formatted(
                            profile.kind().withArticle(),
                            Quantities.cores(table.cpuNano()),
                            Quantities.bytes(table.memoryBytes())));
        }
        List<String> kept = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        name("CPU limit", Quantities::cores, limitCpu, kept, asked);
        name("memory limit", Quantities::bytes, limitMemory, kept, asked);
        name("CPU reservation", Quantities::cores, reservationCpu, kept, asked);
        name("memory reservation", Quantities::bytes, reservationMemory, kept, asked);
        if (!asked.isEmpty()) {
            why.add("Asked for: " + String.join(", ", asked) + ".");
        }
        if (!kept.isEmpty()) {
            why.add("Kept as set: " + String.join(", ", kept) + ".");
        }
    }

    private static void name(
            String what, LongFunction<String> words, Value value, List<String> kept, List<String> asked) {
        String said = what + " " + (value.amount() == 0 ? "none" : words.apply(value.amount()));
        switch (value.origin()) {
            case KEPT -> kept.add(said);
            case ASKED -> asked.add(said);
            case PROPOSED -> {}
        }
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    Resources limits() {
        return Resources.of(limitCpu.amount(), limitMemory.amount());
    }

    Value limitCpu() {
        return limitCpu;
    }

    Value limitMemory() {
        return limitMemory;
    }

    Value reservationCpu() {
        return reservationCpu;
    }

    Value reservationMemory() {
        return reservationMemory;
    }

    /** The reservations with our own proposals at these shares of themselves, in percent. */
    Resources reservations(int cpuPercent, int memoryPercent) {
        return Resources.of(
                share(reservationCpu, cpuPercent, CENTICORE, ResourceRequest.LEAST_CPU_NANO),
                share(reservationMemory, memoryPercent, MIB, ResourceRequest.LEAST_MEMORY_BYTES));
    }

    private static long share(Value value, int percent, long grain, long least) {
        if (!value.proposed() || percent == 100) {
            return value.amount();
        }
        long part = value.amount() / 100 * percent + value.amount() % 100 * percent / 100;
        long rounded = part < grain ? part : part / grain * grain;
        return rounded < least ? 0 : rounded;
    }

    List<String> why() {
        return why;
    }

    /** Limits that were lowered, one line each. */
    List<String> cut() {
        return cut;
    }

    /** What cannot be granted, one line each; empty if all can. */
    List<String> problems() {
        return problems;
    }
}
