package io.swarmkeeper.collector;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often the Swarm is read. The same few requests, however many people look.
 *
 * @param taskInterval between reads of all tasks, which have no events on a manager; default 1 s
 * @param fullInterval between reads of everything, in case an event was lost; default 30 s
 * @param gather how long to wait after an event for more of them before reading; default 50 ms
 * @param eventPause least time between two reads that events caused; default 250 ms
 * @param firstPause before the engine is tried again after a loss; doubles with each try; default 500 ms
 * @param longestPause between tries; default 10 s
 * @param imagesPerRead images looked at beside one read of the tasks, at most; default 20
 * @param imageAge after which an image is looked at again; default 10 min
 */
@ConfigurationProperties("swarmkeeper.collector")
record CollectorSettings(
        @DefaultValue("1s") Duration taskInterval,
        @DefaultValue("30s") Duration fullInterval,
        @DefaultValue("50ms") Duration gather,
        @DefaultValue("250ms") Duration eventPause,
        @DefaultValue("500ms") Duration firstPause,
        @DefaultValue("10s") Duration longestPause,
        @DefaultValue("20") int imagesPerRead,
        @DefaultValue("10m") Duration imageAge) {

    CollectorSettings {
        List<String> wrong = new ArrayList<>();
        atLeast(wrong, "task-interval", taskInterval, Duration.ofMillis(100));
        atLeast(wrong, "full-interval", fullInterval, Duration.ofSeconds(1));
        atLeast(wrong, "gather", gather, Duration.ZERO);
        atLeast(wrong, "event-pause", eventPause, Duration.ZERO);
        atLeast(wrong, "first-pause", firstPause, Duration.ofMillis(10));
        atLeast(wrong, "longest-pause", longestPause, firstPause);
        atLeast(wrong, "image-age", imageAge, Duration.ofSeconds(1));
        if (imagesPerRead < 1) {
            wrong.add("swarmkeeper.collector.images-per-read is %d, but must be at least 1".formatted(imagesPerRead));
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", wrong));
        }
    }

    private static void atLeast(List<String> wrong, String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            wrong.add("swarmkeeper.collector.%s is %s, but must be at least %s".formatted(name, value, least));
        }
    }
}
