package io.swarmkeeper.web.page;

import io.swarmkeeper.audit.AuditLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whether the log is whole, recomputed at most every few seconds however many people look: it reads all of it. */
@Component
class AuditCheck {

    private static final Duration HOLDS = Duration.ofSeconds(15);

    /** What was found, and when. */
    record Result(AuditLog.Verification found, Instant at) {}

    private final AuditLog log;
    private final Clock clock;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Result last;

    AuditCheck(AuditLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    Result result() {
        turn.lock();
        try {
            Result known = last;
            Instant now = clock.instant();
            if (known == null || known.at().plus(HOLDS).isBefore(now)) {
                known = new Result(log.verify(), clock.instant());
                last = known;
            }
            return known;
        } finally {
            turn.unlock();
        }
    }
}
