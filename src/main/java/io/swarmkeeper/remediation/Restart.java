package io.swarmkeeper.remediation;

import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.ServiceProfile.Kind;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.FailureAction;
import io.swarmkeeper.swarm.Service.Order;
import io.swarmkeeper.swarm.Service.UpdatePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What replacing all tasks of a service means to whoever uses it: how long, how risky, what to know before. */
final class Restart {

    /** The engine's own when the spec has none. */
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);
    /** From a node given to a container running, when the image is there; seen in the lab. */
    private static final Duration START = Duration.ofSeconds(5);

    private final Service service;
    private final ServiceProfile profile;
    private final int tasks;

    Restart(Service service, ServiceProfile profile, int tasks) {
        this.service = service;
        this.profile = profile;
        this.tasks = tasks;
    }

    /** Every batch stops, starts and is monitored; between batches lies the update's delay. */
    Duration takes() {
        UpdatePolicy policy = service.updatePolicy();
        int batch = Rollout.batch(service, tasks);
        long batches = Math.ceilDiv(tasks, batch);
        Duration each = stopGrace().plus(START).plus(policy.monitor());
        return each.multipliedBy(batches).plus(policy.delay().multipliedBy(Math.max(0, batches - 1)));
    }

    private Duration stopGrace() {
        return service.template().stopGracePeriod().orElse(STOP_GRACE);
    }

    /** Nobody serves while the tasks are replaced. */
    private boolean interrupts() {
        return tasks > 0
                && service.updatePolicy().order() == Order.STOP_FIRST
                && !Rollout.isGlobal(service)
                && Rollout.batch(service, tasks) >= tasks;
    }

    Plan.Risk risk() {
        if (profile.stateful() && tasks > 0 || profile.critical() && interrupts()) {
            return Plan.Risk.HIGH;
        }
        return interrupts() || mutableTag() ? Plan.Risk.MEDIUM : Plan.Risk.LOW;
    }

    private boolean mutableTag() {
        return !service.template().image().contains("@sha256:");
    }

    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        warnings.add(how());
        if (profile.stateful()) {
            warnings.add("It is stateful (%s): whoever uses it loses their connections."
                    .formatted(String.join(", ", profile.statefulReasons())));
            profile.unheldVolumes()
                    .forEach(path -> warnings.add(
                            "The image keeps data in %s, and no mount holds it: the restart begins with it empty."
                                    .formatted(path)));
        }
        if (mutableTag()) {
            warnings.add("The image %s has no digest: the restart pulls the tag again and may bring another build."
                    .formatted(service.template().image()));
        }
        UpdatePolicy policy = service.updatePolicy();
        if (policy.failureAction() == FailureAction.CONTINUE) {
            warnings.add("Its update policy goes on after failures: a bad start spreads to every task.");
        }
        if (policy.monitor().compareTo(UpdatePolicy.ENGINE_DEFAULT.monitor()) <= 0) {
            warnings.add(
                    "The engine itself looks at a new task for %s only; Swarmkeeper watches through the whole bake."
                            .formatted(Quantities.duration(policy.monitor())));
        }
        memory().ifPresent(warnings::add);
        return warnings;
    }

    private String how() {
        if (tasks == 0) {
            return "It has no tasks now: nothing restarts, and nothing can show whether it works. A person decides at the end.";
        }
        if (tasks == 1 && interrupts()) {
            return "Its only task is stopped (up to %s) before the new one starts: nobody serves meanwhile."
                    .formatted(Quantities.duration(stopGrace()));
        }
        int batch = Rollout.batch(service, tasks);
        return "Restarts %s, %s at a time, %s."
                .formatted(
                        Quantities.count(tasks, "task"),
                        batch >= tasks ? "all" : batch,
                        service.updatePolicy().order() == Order.START_FIRST
                                ? "each new one beside its old one"
                                : interrupts()
                                        ? "old ones stopped first: nobody serves meanwhile"
                                        : "each old one stopped before its new one starts");
    }

    /** Programs that size themselves by the memory they see. */
    private Optional<String> memory() {
        String image = service.template().image().toLowerCase(Locale.ROOT);
        if (image.matches(
                ".*(java|jdk|jre|temurin|tomcat|kafka|elasticsearch|opensearch|cassandra|jenkins|keycloak).*")) {
            return Optional.of(
                    "A JVM sizes its heap by the memory limit (a quarter of it by default): check -XX:MaxRAMPercentage.");
        }
        if (profile.kind() == Kind.CACHE) {
            return Optional.of(
                    "A cache that saves by forking needs up to twice its data: keep its maxmemory well below the limit.");
        }
        if (profile.kind() == Kind.DATABASE) {
            return Optional.of(
                    "The database's own buffers count towards the memory limit: check what it is configured to take.");
        }
        return Optional.empty();
    }
}
