package io.swarmkeeper.change;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All changes, and what people may do with them. Who may do what by role is checked by the web room; that nobody
 * approves or accepts their own request is checked here, before anything else. Every call is audited first.
 */
public interface Changes {

    /** @throws ChangeRefusedException with every reason, if it cannot be planned; that is in the audit then */
    Change request(Request request, String by);

    /** Starts the work; returns at once. @throws ChangeConflictException @throws OwnRequestException */
    Change approve(long id, String by, String reason);

    Change reject(long id, String by, String reason);

    /** Before anything was written: by the one who asked, or an approver. */
    Change cancel(long id, String by, String reason);

    /** Of an inconclusive change: a person takes it as it is. */
    Change accept(long id, String by, String reason);

    /**
     * Goes back to the saved spec. Of a baking, inconclusive or succeeded change.
     *
     * @throws ChangeRefusedException of a succeeded one, if a task would find no place that has one now
     */
    Change undo(long id, String by, String reason);

    Optional<Change> find(long id);

    /** Newest first, each with an empty saved spec: a list shows none, and a thousand of them would fill the memory. */
    List<Change> list(int limit);

    /** How many changes there are in each state; states without any are absent. */
    Map<ChangeState, Long> counts();

    /** Not final and not yet finished by anyone. */
    List<Change> open();

    /** False if own approval is allowed ({@code swarmkeeper.change.four-eyes=false}); every page says so then. */
    boolean fourEyes();

    /** How long the same tasks must run before a change is proven. */
    Duration bake();

    /**
     * @param findingId or else {@code actionName} with {@code serviceId}
     * @param parameters see {@link io.swarmkeeper.remediation.Planner#plan}
     */
    record Request(
            Optional<String> findingId,
            Optional<String> actionName,
            Optional<String> serviceId,
            Map<String, String> parameters,
            String reason) {}

    /** The plan was refused. */
    final class ChangeRefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient List<String> reasons;

        public ChangeRefusedException(List<String> reasons) {
            super(String.join(" ", reasons));
            this.reasons = List.copyOf(reasons);
        }

        public List<String> reasons() {
            return reasons;
        }
    }

    /** The change is not in a state that allows this. */
    final class ChangeConflictException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public ChangeConflictException(String message) {
            super(message);
        }
    }

    /** Somebody tried to approve or accept what they asked for themselves. */
    final class OwnRequestException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public OwnRequestException(String message) {
            super(message);
        }
    }

    /** There is no such change, finding, action or service. */
    final class UnknownSubjectException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public UnknownSubjectException(String message) {
            super(message);
        }
    }
}
