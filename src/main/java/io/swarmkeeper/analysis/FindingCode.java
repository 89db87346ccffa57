package io.swarmkeeper.analysis;

import java.util.Locale;
import java.util.Optional;

/**
 * Every finding there is. The code is stable and public; docs/findings.md and the explaining pages say what each means.
 * Order within a phase is the order on pages.
 */
public enum FindingCode {
    NO_RESOURCE_LIMITS(Phase.CRITICAL_FIXES),
    NO_RESERVATIONS(Phase.CRITICAL_FIXES),
    LIMIT_BELOW_PEAK(Phase.CRITICAL_FIXES),
    OVER_RESERVED(Phase.CRITICAL_FIXES),
    OOM_KILLED(Phase.CRITICAL_FIXES),
    CPU_THROTTLED(Phase.CRITICAL_FIXES),
    NODE_CPU_SATURATED(Phase.CRITICAL_FIXES),
    NODE_MEMORY_SATURATED(Phase.CRITICAL_FIXES),
    NODE_OVERCOMMITTED(Phase.CRITICAL_FIXES),
    NODE_LOSS_UNSURVIVABLE(Phase.CRITICAL_FIXES),
    SINGLE_REPLICA(Phase.CRITICAL_FIXES),
    REPLICAS_ON_ONE_NODE(Phase.CRITICAL_FIXES),
    UNDER_REPLICATED(Phase.CRITICAL_FIXES),
    CRASH_LOOPING(Phase.CRITICAL_FIXES),
    UPDATE_STUCK(Phase.CRITICAL_FIXES),
    TASK_STRANDED(Phase.CRITICAL_FIXES),
    NO_UPDATE_POLICY(Phase.CRITICAL_FIXES),
    MANAGER_QUORUM(Phase.CRITICAL_FIXES),
    NODE_DOWN(Phase.CRITICAL_FIXES),
    NODE_AGENT_MISSING(Phase.CRITICAL_FIXES),
    NO_HEALTH_CHECK(Phase.CRITICAL_FIXES),
    HEALTH_CHECK_FAILING(Phase.CRITICAL_FIXES),
    HEALTH_CHECK_DISABLED(Phase.CRITICAL_FIXES),
    HEALTH_CHECK_SLOW(Phase.CRITICAL_FIXES),
    NO_PLACEMENT_TIER(Phase.NETWORK),
    CONSTRAINT_UNSATISFIABLE(Phase.NETWORK),
    CHATTY_SERVICES_APART(Phase.NETWORK),
    FLAT_OVERLAY(Phase.NETWORK),
    OVERLAY_LATENCY(Phase.NETWORK),
    OVERLAY_MTU(Phase.NETWORK),
    ADDRESSES_RUNNING_OUT(Phase.NETWORK),
    DATA_PORT_PUBLISHED(Phase.NETWORK),
    TRAEFIK_NETWORK_AMBIGUOUS(Phase.NETWORK),
    UNPINNED_LOCAL_VOLUME(Phase.STORAGE),
    SHARED_LOCAL_VOLUME(Phase.STORAGE),
    VOLUME_ON_ROOT_DISK(Phase.STORAGE),
    SLOW_DISK(Phase.STORAGE),
    DISK_FILLING(Phase.STORAGE),
    STATE_ON_TMPFS(Phase.STORAGE),
    NO_BACKUP(Phase.STORAGE),
    NO_METRICS_STACK(Phase.MONITORING),
    NO_NODE_EXPORTER(Phase.MONITORING),
    MUTABLE_IMAGE_TAG(Phase.MONITORING),
    FIX_REVERTED(Phase.MONITORING);

    /** The plan's four phases. */
    public enum Phase {
        CRITICAL_FIXES(1, "Critical fixes"),
        NETWORK(2, "Network"),
        STORAGE(3, "Storage and backup"),
        MONITORING(4, "Monitoring");

        private final int number;
        private final String title;

        Phase(int number, String title) {
            this.number = number;
            this.title = title;
        }

        public int number() {
            return number;
        }

        public String title() {
            return title;
        }
    }

    private final Phase phase;

    FindingCode(Phase phase) {
        this.phase = phase;
    }

    public Phase phase() {
        return phase;
    }

    /** Kebab-case, as the API and labels spell it: {@code no-resource-limits}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<FindingCode> findByCode(String code) {
        for (FindingCode value : values()) {
            if (value.code().equals(code)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
