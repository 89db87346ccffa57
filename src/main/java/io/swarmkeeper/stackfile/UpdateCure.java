package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.swarm.Service.FailureAction;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Service.PublishMode;
import io.swarmkeeper.swarm.Service.UpdatePolicy;
import java.util.Optional;

/** A failed update goes back by itself, one task at a time, watched long enough to be seen to fail. */
final class UpdateCure {

    /** The engine's own 5 s call a task good that dies in its sixth. */
    private static final String MONITOR = "30s";

    private UpdateCure() {}

    static void propose(StackService service, ServiceProfile profile, Reader reader, Proposal proposal) {
        if (service.spec().isJob()) {
            return;
        }
        Optional<String> ends = ends(service, profile);
        if (ends.isPresent() && service.spec().updatePolicy().failureAction() != FailureAction.ROLLBACK) {
            // swarmkit's updater takes a task that completes within the monitor for one that failed
            proposal.refuse("%s: an update whose new task ends well would be rolled back".formatted(ends.get()));
            return;
        }
        MapView update = ServiceReader.sub(ServiceReader.sub(service.fields(), "deploy"), "update_config");
        UpdatePolicy policy = service.spec().updatePolicy();
        boolean open = reader.isOpen(update, "failure_action") || reader.isOpen(update, "parallelism");
        boolean fine = policy.failureAction() == FailureAction.ROLLBACK && policy.parallelism() != 0;
        if (fine) {
            return;
        }
        if (open) {
            proposal.refuse("its update policy hangs on a variable that is not set; give it with --env-file");
            return;
        }
        if (policy.parallelism() == 0 || update.find("parallelism").isEmpty()) {
            proposal.set("1", "deploy", "update_config", "parallelism");
        }
        if (policy.failureAction() != FailureAction.ROLLBACK) {
            proposal.set("rollback", "deploy", "update_config", "failure_action");
        }
        if (update.find("monitor").isEmpty()) {
            proposal.set(MONITOR, "deploy", "update_config", "monitor");
        }
        boolean second = isReplicated(service) && profile.statefulReasons().isEmpty() && !publishesOnHost(service);
        if (second && update.find("order").isEmpty() && isKnownStateless(profile)) {
            againstStartFirst(service, profile)
                    .ifPresentOrElse(
                            why -> proposal.refuse("not start-first: " + why),
                            () -> proposal.set("start-first", "deploy", "update_config", "order"));
        }
        proposal.tell("a failed update is rolled back");
    }

    /** Why it is meant to end by itself; empty if nothing in the file says so. */
    static Optional<String> ends(StackService service, ServiceProfile profile) {
        return switch (service.spec().template().restartPolicy().condition()) {
            case "none" -> Optional.of("it is not started again when it ends (restart_policy)");
            case "on-failure" ->
                profile.runsOnce().map(why -> why + ", and it is not started again when it ends well (restart_policy)");
            default -> Optional.empty();
        };
    }

    private static Optional<String> againstStartFirst(StackService service, ServiceProfile profile) {
        boolean narrow = ServiceReader.sub(ServiceReader.sub(service.fields(), "deploy"), "placement")
                .find("max_replicas_per_node")
                .isPresent();
        return profile.runsOnce()
                .map(why -> why + ", and at each update two of it would run at once")
                .or(() -> narrow
                        ? Optional.of("it has max_replicas_per_node, and an update may find no node for a task more")
                        : Optional.empty());
    }

    static boolean isReplicated(StackService service) {
        return service.spec().mode() instanceof Mode.Replicated;
    }

    static boolean publishesOnHost(StackService service) {
        return service.spec().ports().stream().anyMatch(p -> p.mode() == PublishMode.HOST);
    }

    /** Kinds of which two may run side by side, as far as a file can show. */
    static boolean isKnownStateless(ServiceProfile profile) {
        return switch (profile.kind()) {
            case GATEWAY, BACKEND -> true;
            case DATABASE, CACHE, QUEUE, MCP_SERVER, MONITORING, BACKUP, OTHER -> false;
        };
    }
}
