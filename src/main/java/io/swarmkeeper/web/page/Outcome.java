package io.swarmkeeper.web.page;

import io.swarmkeeper.audit.AuditLog.AuditFailedException;
import io.swarmkeeper.telemetry.AgentUnavailableException;
import io.swarmkeeper.telemetry.ProbeRefusedException;
import io.swarmkeeper.web.ProblemException;
import java.util.Optional;

/**
 * What came of something that an agent was to do, or why nothing did.
 *
 * @param result empty if it was refused or nobody answered
 * @param title who said no, or nothing; empty, like {@code why}, if there is a result
 * @param why what was found and what is expected
 */
record Outcome<T>(Optional<T> result, String title, String why) {

    interface Trying<T> {
        T run() throws InterruptedException;
    }

    static <T> Outcome<T> of(Trying<T> trying) throws InterruptedException {
        try {
            return new Outcome<>(Optional.of(trying.run()), "", "");
        } catch (ProblemException e) {
            return refused("That cannot be tried, and nothing was run", e);
        } catch (ProbeRefusedException e) {
            return refused("Refused, and nothing was run", e);
        } catch (AgentUnavailableException e) {
            return refused("The node's agent does not answer", e);
        } catch (AuditFailedException e) {
            return refused("The audit log cannot be written, so nothing was run", e);
        }
    }

    private static <T> Outcome<T> refused(String title, RuntimeException e) {
        return new Outcome<>(
                Optional.empty(), title, Wording.sentence(Wording.clip(String.valueOf(e.getMessage()), 600)));
    }
}
