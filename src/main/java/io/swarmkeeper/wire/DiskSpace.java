package io.swarmkeeper.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file system under one bind mount or local volume that containers of this node use.
 *
 * @param kind {@code volume} or {@code bind}
 * @param name volume name, or host path of a bind mount
 * @param path where it is on the host
 * @param taskIds of the containers that mount it now
 * @param device as the host's mount table names it
 * @param fileSystem its type, e.g. {@code ext4}
 * @param onRoot true if it is the file system that the node's {@code /} is on
 * @param totalBytes null, with the three after it, when it could not be looked at
 * @param freeBytes what an ordinary process may still write
 * @param speed as last measured since the agent started; null if nobody asked for it
 */
public record DiskSpace(
        String kind,
        String name,
        String path,
        List<String> taskIds,
        String device,
        String fileSystem,
        boolean onRoot,
        @Nullable Long totalBytes,
        @Nullable Long freeBytes,
        @Nullable Long totalInodes,
        @Nullable Long freeInodes,
        @Nullable DiskSpeed speed) {

    public DiskSpace {
        taskIds = List.copyOf(taskIds);
    }

    /** One whose speed nobody asked for. */
    public DiskSpace(
            String kind,
            String name,
            String path,
            List<String> taskIds,
            String device,
            String fileSystem,
            boolean onRoot,
            @Nullable Long totalBytes,
            @Nullable Long freeBytes,
            @Nullable Long totalInodes,
            @Nullable Long freeInodes) {
        this(
                kind,
                name,
                path,
                taskIds,
                device,
                fileSystem,
                onRoot,
                totalBytes,
                freeBytes,
                totalInodes,
                freeInodes,
                null);
    }
}
