package io.swarmkeeper.remediation;

import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.remediation.Proposals.Proposal;
import io.swarmkeeper.remediation.Proposals.Which;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The four numbers a service should have: what a person asked for, else what is set already, else what is proposed, fitted
 * to the smallest node the service may land on.
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
    private final boolean measured;

    /**
     * @param limits that are set; likewise reservations
     * @param eligible every node the service may land on; not empty
     */
    ResourceTarget(
            Resources limits,
            Resources reservations,
            ServiceProfile profile,
            Proposals proposals,
            ResourceRequest request,
            List<Node> eligible) {
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
                kept(Which.LIMIT_CPU, limits.cpuNano(), proposals),
                proposals.limitCpu().amount(),
                request.reservationCpuNano().orElse(reservations.cpuNano()));
        limitMemory = limit(
                memory,
                memoryCap,
                request.limitMemoryBytes(),
                kept(Which.LIMIT_MEMORY, limits.memoryBytes(), proposals),
                proposals.limitMemory().amount(),
                request.reservationMemoryBytes().orElse(reservations.memoryBytes()));
        reservationCpu = reservation(
                cpu,
                request.reservationCpuNano(),
                kept(Which.RESERVATION_CPU, reservations.cpuNano(), proposals),
                limitCpu,
                proposals.limitCpu(),
                proposals.reservationCpu());
        reservationMemory = reservation(
                memory,
                request.reservationMemoryBytes(),
                kept(Which.RESERVATION_MEMORY, reservations.memoryBytes(), proposals),
                limitMemory,
                proposals.limitMemory(),
                proposals.reservationMemory());
        check(cpu, cpuCap, fewestCores, limitCpu, reservationCpu);
        check(memory, memoryCap, leastMemory, limitMemory, reservationMemory);
        checkUse(limits, proposals);
        measured = limitMemory.proposed() && proposals.limitMemory().isMeasured();
        Reasons reasons = new Reasons(profile, proposals, limitCpu, limitMemory, reservationCpu, reservationMemory);
        why.addAll(0, reasons.proposed());
        why.addAll(reasons.given());
    }

    /** What is set and not to be replaced; 0 if there is no such thing. */
    private static long kept(Which which, long set, Proposals proposals) {
        return proposals.replaced().contains(which) ? 0 : set;
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

    private Value limit(Dimension dimension, Cap cap, Optional<Long> asked, long set, long wanted, long reserved) {
        if (set > 0 && asked.orElse(set) == set) {
            return new Value(set, Origin.KEPT);
        }
        if (asked.isPresent()) {
            return new Value(asked.get(), Origin.ASKED);
        }
        long proposal = Math.min(wanted, cap.proposal());
        if (proposal < wanted) {
            cut.add("%s limit %s instead of %s: %s."
                    .formatted(
                            capital(dimension.name()), dimension.say(proposal), dimension.say(wanted), cap.because()));
        }
        if (reserved > proposal && reserved <= cap.hard()) {
            why.add("The %s limit is %s, as much as is reserved: a limit cannot be lower."
                    .formatted(dimension.name(), dimension.say(reserved)));
            proposal = reserved;
        }
        return new Value(proposal, Origin.PROPOSED);
    }

    private static Value reservation(
            Dimension dimension,
            Optional<Long> asked,
            long set,
            Value limit,
            Proposal limitProposal,
            Optional<Proposal> proposal) {
        if (set > 0 && asked.orElse(set) == set) {
            return new Value(set, Origin.KEPT);
        }
        if (asked.isPresent()) {
            return new Value(asked.get(), Origin.ASKED);
        }
        long wanted = proposal.map(Proposal::amount)
                .orElseGet(() -> dimension.down((limit.amount() > 0 ? limit.amount() : limitProposal.amount()) / 2));
        long fitting = limit.amount() > 0 ? Math.min(wanted, limit.amount()) : wanted;
        return new Value(fitting < dimension.least() ? 0 : fitting, Origin.PROPOSED);
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

    /** What its tasks use now would be killed at once; what they are to have more of must be more. */
    private void checkUse(Resources limits, Proposals proposals) {
        long inUse = proposals.memoryInUse();
        if (limitMemory.origin() != Origin.KEPT && limitMemory.amount() > 0 && limitMemory.amount() < inUse) {
            problems.add(
                    "One task uses %s now: a memory limit of %s would have it killed at once. Ask for more, or see to it that it needs less, first."
                            .formatted(Quantities.bytes(inUse), Quantities.bytes(limitMemory.amount())));
        }
        if (limitMemory.amount() > 0 && limitMemory.amount() <= limits.memoryBytes()) {
            proposals.inVain().ifPresent(problems::add);
        }
        if (proposals.replaced().contains(Which.LIMIT_MEMORY) && limitMemory.proposed()) {
            refuseLess("memory", limits.memoryBytes(), limitMemory.amount(), Quantities::bytes);
        }
        if (proposals.replaced().contains(Which.LIMIT_CPU) && limitCpu.proposed()) {
            refuseLess("CPU", limits.cpuNano(), limitCpu.amount(), Quantities::cores);
        }
    }

    private void refuseLess(String what, long set, long proposed, LongFunction<String> words) {
        if (proposed <= set) {
            problems.add(
                    "Its %s limit of %s should be higher, but the smallest node it may land on has no more to give: keep it off small nodes, or see to it that it needs less."
                            .formatted(what, words.apply(set)));
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

    /** True if the memory limit comes from what was measured. */
    boolean isMeasured() {
        return measured;
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
