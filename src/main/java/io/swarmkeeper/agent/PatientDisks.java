package io.swarmkeeper.agent;

import io.swarmkeeper.wire.DiskSpace;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Looks at disks on a thread of its own, for a time: statvfs(3) on a mount whose server is gone may never come back. Not
 * thread-safe.
 */
final class PatientDisks {

    /** What may never end. */
    interface Look {
        List<DiskSpace> at(List<Container> containers) throws IOException;
    }

    private final Look look;
    private final Duration patience;
    private @Nullable FutureTask<List<DiskSpace>> pending;

    PatientDisks(Look look, Duration patience) {
        this.look = look;
        this.patience = patience;
    }

    /**
     * One entry for each volume and bind mount.
     *
     * @throws IOException also if it took too long; until that look has ended there is no other, or there would be one
     *     more thread that hangs each time
     */
    List<DiskSpace> look(List<Container> containers) throws IOException {
        FutureTask<List<DiskSpace>> hanging = pending;
        if (hanging != null && !hanging.isDone()) {
            throw new IOException("one of them still does not answer: is it of a server that is gone?");
        }
        FutureTask<List<DiskSpace>> task = new FutureTask<>(() -> look.at(containers));
        pending = task;
        Thread.ofPlatform().name("disks").daemon().start(task);
        try {
            return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    "one of them did not answer in %d s: is it of a server that is gone?"
                            .formatted(patience.toSeconds()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the agent ends", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException why) {
                throw why;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
