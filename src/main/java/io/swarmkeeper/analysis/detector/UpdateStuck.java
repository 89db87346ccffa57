package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.UpdateStatus;
import io.swarmkeeper.swarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * An update that stopped half-way. The engine gives an update no deadline (swarmkit#1720), so one that cannot be placed
 * goes on for ever; progress is the last task of the newest spec that got to run.
 */
final class UpdateStuck extends PerService {

    private final Duration after;

    /** @param after time without progress, beyond the delay and monitor time that the service itself asks for */
    UpdateStuck(Duration after) {
        this.after = after;
    }

    @Override
    public FindingCode code() {
        return FindingCode.UPDATE_STUCK;
    }

    @Override
    Optional<Observation> judge(Service service, Situation situation) {
        Optional<UpdateStatus> status = service.updateStatus();
        if (status.isEmpty()) {
            return Optional.empty();
        }
        UpdateStatus update = status.get();
        return switch (update.state()) {
            case PAUSED -> Optional.of(paused(service, "update", update, situation));
            case ROLLBACK_PAUSED -> Optional.of(paused(service, "rollback", update, situation));
            case UPDATING -> running(service, "update", update, situation);
            case ROLLBACK_STARTED -> running(service, "rollback", update, situation);
            case COMPLETED, ROLLBACK_COMPLETED, UNKNOWN -> Optional.empty();
        };
    }

    private Observation paused(Service service, String what, UpdateStatus update, Situation situation) {
        Instant since = latest(service, situation).orElse(situation.now());
        return situation
                .observe(
                        code(),
                        Severity.CRITICAL,
                        service,
                        "The %s of %s is paused".formatted(what, Words.name(service.name())),
                        "The engine stopped it and waits for a person; old and new tasks run side by side. It says: "
                                + said(update))
                .with("updateState", what + "-paused")
                .with("message", Words.text(update.message()))
                .lasting(since, Duration.ZERO);
    }

    /** Judged by the engine's times alone: what has got on since is not stuck, however long it takes in all. */
    private Optional<Observation> running(Service service, String what, UpdateStatus update, Situation situation) {
        Duration patience = after.plus(service.updatePolicy().delay())
                .plus(service.updatePolicy().monitor());
        Instant started = update.startedAt().orElse(service.updatedAt());
        Instant progress =
                latestStart(service, situation).filter(t -> t.isAfter(started)).orElse(started);
        if (!progress.plus(patience).isBefore(situation.now())) {
            return Optional.empty();
        }
        return Optional.of(situation
                .observe(
                        code(),
                        Severity.CRITICAL,
                        service,
                        "The %s of %s is stuck".formatted(what, Words.name(service.name())),
                        "No new task got to run for over %s, and the engine sets no deadline. It says: %s"
                                .formatted(Quantities.duration(patience), said(update)))
                .with("updateState", what + "-running")
                .with("message", Words.text(update.message()))
                .with("patienceSeconds", patience.toSeconds())
                .lasting(progress, Duration.ZERO));
    }

    private static String said(UpdateStatus update) {
        return update.message().isEmpty() ? "nothing" : Words.text(update.message());
    }

    /** When the last task of the newest spec got to run. */
    private static Optional<Instant> latestStart(Service service, Situation situation) {
        Optional<String> newest = situation.snapshot().tasksOf(service.id()).stream()
                .max(Comparator.comparing(Task::createdAt))
                .map(Task::templateHash);
        return situation.snapshot().tasksOf(service.id()).stream()
                .filter(t -> t.isRunning() && Optional.of(t.templateHash()).equals(newest))
                .map(Task::stateSince)
                .max(Comparator.naturalOrder());
    }

    private static Optional<Instant> latest(Service service, Situation situation) {
        return situation.snapshot().tasksOf(service.id()).stream()
                .map(Task::createdAt)
                .filter(t -> !t.isAfter(situation.now()))
                .max(Comparator.naturalOrder());
    }
}
