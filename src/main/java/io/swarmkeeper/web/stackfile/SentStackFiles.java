package io.swarmkeeper.web.stackfile;

import io.swarmkeeper.stackfile.StackFile;
import io.swarmkeeper.stackfile.Variables;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * Stack files that are sent here: nothing is kept, and neither this server's environment nor its disk is looked at for
 * them. One at a time, for a large one takes some tens of megabytes.
 */
@Component
public class SentStackFiles {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private final Semaphore turn = new Semaphore(1, true);
    private final Duration longestWait;

    SentStackFiles() {
        this(LONGEST_WAIT);
    }

    SentStackFiles(Duration longestWait) {
        this.longestWait = longestWait;
    }

    /**
     * Waits until nobody else's file is being worked on, but not for ever: who waits holds a connection and the file.
     *
     * @param bytes the file as it was sent
     * @param work made of the file while it is its turn
     * @throws ProblemException if the others did not end in time; nothing was done
     * @throws StackFileException if it is no stack file, with the place; the message may repeat text of the file
     */
    public <T> T read(byte[] bytes, Function<StackFile, T> work) throws InterruptedException {
        if (!turn.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new ProblemException(
                    Problem.Code.BUSY,
                    "Stack files are read one at a time, and for %d seconds it was not the turn of this one. Nothing was done; send it again in a moment."
                            .formatted(longestWait.toSeconds()));
        }
        try {
            return work.apply(StackFile.parse(bytes, Optional.empty(), Variables.of(Map.of())));
        } finally {
            turn.release();
        }
    }
}
