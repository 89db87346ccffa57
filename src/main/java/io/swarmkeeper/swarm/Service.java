package io.swarmkeeper.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One service: what someone asked the Swarm to run.
 *
 * @param version the engine's version index; a write must carry the one it was read with
 * @param labels service labels ({@code deploy.labels} in a stack file)
 * @param template what each task is made from
 * @param networks networks the tasks attach to, in the order of the spec
 * @param ports published ports
 * @param endpointMode {@code vip} or {@code dnsrr}
 * @param virtualIps addresses of the service per network id, CIDR as the engine gives them
 * @param updatePolicy how updates roll; {@link UpdatePolicy#ENGINE_DEFAULT} when the spec has none
 * @param updatePolicyGiven false when the spec leaves it to the engine's default
 * @param updateStatus the last or running update; empty when there was none
 * @param rawSpec the {@code Spec} object exactly as the engine sent it, JSON text
 */
public record Service(
        String id,
        long version,
        String name,
        Map<String, String> labels,
        Mode mode,
        TaskTemplate template,
        List<NetworkAttachment> networks,
        List<Port> ports,
        String endpointMode,
        Map<String, String> virtualIps,
        UpdatePolicy updatePolicy,
        boolean updatePolicyGiven,
        Optional<UpdatePolicy> rollbackPolicy,
        Optional<UpdateStatus> updateStatus,
        Instant createdAt,
        Instant updatedAt,
        String rawSpec) {

    public static final String STACK_LABEL = "com.docker.stack.namespace";

    /** How many tasks, and of what life. */
    public sealed interface Mode {
        record Replicated(long replicas) implements Mode {}

        record Global() implements Mode {}

        record ReplicatedJob(long maxConcurrent, long totalCompletions) implements Mode {}

        record GlobalJob() implements Mode {}
    }

    /** A network the tasks join, under further names that resolve there. */
    public record NetworkAttachment(String networkId, List<String> aliases) {
        public NetworkAttachment {
            aliases = List.copyOf(aliases);
        }
    }

    /**
     * A port of the containers that is reachable from outside.
     *
     * @param published 0 = the engine chooses
     */
    public record Port(String protocol, int target, int published, PublishMode mode) {}

    public enum PublishMode {
        INGRESS,
        HOST
    }

    /**
     * @param parallelism tasks at a time; 0 = all at once
     * @param monitor how long the engine watches a new task before it calls it good
     */
    public record UpdatePolicy(
            long parallelism,
            Duration delay,
            FailureAction failureAction,
            Duration monitor,
            double maxFailureRatio,
            Order order) {

        /** swarmkit api/defaults/service.go. */
        public static final UpdatePolicy ENGINE_DEFAULT =
                new UpdatePolicy(1, Duration.ZERO, FailureAction.PAUSE, Duration.ofSeconds(5), 0, Order.STOP_FIRST);
    }

    public enum FailureAction {
        PAUSE,
        CONTINUE,
        ROLLBACK
    }

    public enum Order {
        STOP_FIRST,
        START_FIRST
    }

    /** What the engine says of the last update; never a proof of health (reference: swarm pitfalls 0.6). */
    public record UpdateStatus(
            UpdateState state, Optional<Instant> startedAt, Optional<Instant> completedAt, String message) {}

    public enum UpdateState {
        UPDATING,
        PAUSED,
        COMPLETED,
        ROLLBACK_STARTED,
        ROLLBACK_PAUSED,
        ROLLBACK_COMPLETED,
        UNKNOWN
    }

    public Service {
        labels = Map.copyOf(labels);
        networks = List.copyOf(networks);
        ports = List.copyOf(ports);
        virtualIps = Map.copyOf(virtualIps);
    }

    /** The stack this service was deployed by, if any. */
    public Optional<String> stack() {
        return Optional.ofNullable(labels.get(STACK_LABEL));
    }

    /** The name inside its stack: {@code sophia_redis} of stack {@code sophia} is {@code redis}. */
    public String shortName() {
        return stack().filter(s -> name.startsWith(s + "_"))
                .map(s -> name.substring(s.length() + 1))
                .orElse(name);
    }

    /** True for the two job modes, whose tasks are meant to end. */
    public boolean isJob() {
        return mode instanceof Mode.ReplicatedJob || mode instanceof Mode.GlobalJob;
    }

    /** True while an update or rollback runs or waits for a person: hands off. */
    public boolean isUpdating() {
        return updateStatus
                .map(u -> switch (u.state()) {
                    case UPDATING, PAUSED, ROLLBACK_STARTED, ROLLBACK_PAUSED -> true;
                    case COMPLETED, ROLLBACK_COMPLETED, UNKNOWN -> false;
                })
                .orElse(false);
    }
}
