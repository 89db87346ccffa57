package io.swarmkeeper.analysis;

import io.swarmkeeper.analysis.Verdict.Tone;
import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.swarm.Quantities;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Words the headline. */
final class Verdicts {

    /** Something that should run does not; said before every "would not survive". */
    private static final Set<FindingCode> BROKEN_NOW = EnumSet.of(
            FindingCode.NODE_DOWN,
            FindingCode.UNDER_REPLICATED,
            FindingCode.CRASH_LOOPING,
            FindingCode.TASK_STRANDED,
            FindingCode.CONSTRAINT_UNSATISFIABLE,
            FindingCode.UPDATE_STUCK,
            FindingCode.HEALTH_CHECK_FAILING);

    /** The rest of the order in which one worst thing is chosen for the headline: what takes most down comes first. */
    private static final List<FindingCode> THEN = List.of(
            FindingCode.NODE_LOSS_UNSURVIVABLE,
            FindingCode.MANAGER_QUORUM,
            FindingCode.SHARED_LOCAL_VOLUME,
            FindingCode.UNPINNED_LOCAL_VOLUME,
            FindingCode.STATE_ON_TMPFS,
            FindingCode.DATA_PORT_PUBLISHED,
            FindingCode.OOM_KILLED,
            FindingCode.DISK_FILLING,
            FindingCode.NODE_MEMORY_SATURATED,
            FindingCode.NODE_CPU_SATURATED,
            FindingCode.ADDRESSES_RUNNING_OUT,
            FindingCode.LIMIT_BELOW_PEAK,
            FindingCode.NO_RESOURCE_LIMITS);

    /** A headline holds several names. */
    private static final int LONGEST_NAME = 60;

    private Verdicts() {}

    static Verdict of(Findings findings) {
        List<Finding> open = findings.open();
        long undecided = findings.all().stream()
                .filter(f -> f.state() == Finding.State.UNDECIDED)
                .count();
        String detail = detail(open, undecided);
        if (findings.snapshotSequence() == 0) {
            return new Verdict(
                    Tone.UNKNOWN, "The Swarm has not been seen yet", "No snapshot was taken since the start");
        }
        if (open.isEmpty()) {
            return undecided == 0
                    ? new Verdict(Tone.WELL, "The Swarm is well", detail)
                    : new Verdict(Tone.WELL, "The Swarm is well, as far as can be seen", detail);
        }
        Finding worst = open.stream()
                .min(Comparator.comparing(Finding::severity)
                        .thenComparing(f -> !BROKEN_NOW.contains(f.code()))
                        .thenComparing(f -> THEN.contains(f.code()) ? THEN.indexOf(f.code()) : THEN.size())
                        .thenComparing(f -> f.code().ordinal())
                        .thenComparing(f -> f.subject().name()))
                .orElseThrow();
        List<String> names = open.stream()
                .filter(f -> f.code() == worst.code() && f.severity() == worst.severity())
                .map(f -> Words.shortened(f.subject().name(), LONGEST_NAME))
                .sorted()
                .toList();
        boolean broken = worst.severity() == Severity.CRITICAL && BROKEN_NOW.contains(worst.code());
        return new Verdict(broken ? Tone.IN_TROUBLE : Tone.AT_RISK, headline(worst, names), detail);
    }

    private static String headline(Finding worst, List<String> names) {
        String who = list(names);
        boolean one = names.size() == 1;
        return switch (worst.code()) {
            case NODE_DOWN -> who + (one ? " is" : " are") + " down";
            case UNDER_REPLICATED -> who + (one ? " has" : " have") + " fewer running tasks than wanted";
            case CRASH_LOOPING -> who + (one ? " keeps" : " keep") + " crashing";
            case TASK_STRANDED -> who + (one ? " has a task" : " have tasks") + " that would fit but is never placed";
            case CONSTRAINT_UNSATISFIABLE -> who + " can run on no node at all";
            case UPDATE_STUCK -> "The update of " + who + (one ? " is" : " are") + " stuck";
            case HEALTH_CHECK_FAILING -> who + (one ? " fails its" : " fail their") + " health check";
            case NODE_LOSS_UNSURVIVABLE -> runsBut("would not survive losing " + either(names));
            case MANAGER_QUORUM -> runsBut("its managers could not bear a loss");
            case SHARED_LOCAL_VOLUME -> runsBut(who + (one ? " is" : " are") + " written by more than one");
            case UNPINNED_LOCAL_VOLUME -> runsBut(who + " may start empty on another node");
            case STATE_ON_TMPFS -> runsBut(who + (one ? " keeps its" : " keep their") + " data in memory alone");
            case DATA_PORT_PUBLISHED -> runsBut(who + (one ? " is" : " are") + " open to everyone who reaches a node");
            case ADDRESSES_RUNNING_OUT -> runsBut(who + (one ? " runs" : " run") + " out of addresses");
            case OOM_KILLED -> runsBut(who + (one ? " was" : " were") + " killed for memory");
            case NODE_MEMORY_SATURATED -> runsBut(who + (one ? " is" : " are") + " running out of memory");
            case NODE_CPU_SATURATED -> runsBut(who + (one ? " has" : " have") + " no CPU to spare");
            case DISK_FILLING -> runsBut("a disk of " + either(names) + " is filling");
            case OVERLAY_LATENCY -> runsBut("nodes are slow to reach each other over " + who);
            case LIMIT_BELOW_PEAK ->
                runsBut(who + (one ? " needs" : " need") + " nearly all of " + (one ? "its" : "their")
                        + " memory limit");
            case NO_RESOURCE_LIMITS -> runsBut(who + " may take all of " + (one ? "its node" : "their nodes"));
            case SINGLE_REPLICA -> runsBut(who + (one ? " runs" : " run") + " only once");
            case NO_HEALTH_CHECK -> runsBut("nobody notices when " + who + (one ? " hangs" : " hang"));
            case NO_RESERVATIONS,
                    OVER_RESERVED,
                    CPU_THROTTLED,
                    NODE_OVERCOMMITTED,
                    REPLICAS_ON_ONE_NODE,
                    NO_UPDATE_POLICY,
                    NODE_AGENT_MISSING,
                    HEALTH_CHECK_DISABLED,
                    NO_PLACEMENT_TIER,
                    HEALTH_CHECK_SLOW,
                    CHATTY_SERVICES_APART,
                    OVERLAY_MTU,
                    VOLUME_ON_ROOT_DISK,
                    SLOW_DISK,
                    FLAT_OVERLAY,
                    TRAEFIK_NETWORK_AMBIGUOUS,
                    NO_BACKUP,
                    NO_METRICS_STACK,
                    NO_NODE_EXPORTER,
                    MUTABLE_IMAGE_TAG,
                    FIX_REVERTED -> "The Swarm runs; the worst is that " + worst.title();
        };
    }

    private static String runsBut(String what) {
        return "The Swarm runs, but " + what;
    }

    private static String list(List<String> names) {
        return switch (names.size()) {
            case 1 -> names.getFirst();
            case 2 -> names.get(0) + " and " + names.get(1);
            default -> names.get(0) + ", " + names.get(1) + " and " + (names.size() - 2) + " more";
        };
    }

    private static String either(List<String> names) {
        return names.size() == 2
                ? names.get(0) + " or " + names.get(1)
                : list(names).replace(" and ", " or ");
    }

    private static String detail(List<Finding> open, long undecided) {
        List<String> parts = new ArrayList<>();
        long critical =
                open.stream().filter(f -> f.severity() == Severity.CRITICAL).count();
        long warning =
                open.stream().filter(f -> f.severity() == Severity.WARNING).count();
        if (critical > 0) {
            parts.add(Quantities.count(critical, "critical finding"));
        }
        if (warning > 0) {
            parts.add(Quantities.count(warning, "warning"));
        }
        if (open.size() > critical + warning) {
            parts.add((open.size() - critical - warning) + " for information");
        }
        if (open.isEmpty()) {
            parts.add("No open findings");
        }
        if (undecided > 0) {
            parts.add(undecided + " undecided");
        }
        return String.join(", ", parts);
    }
}
