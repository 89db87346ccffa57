package io.swarmkeeper.collector;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
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
        @DefaultValue("1s") @DurationMin(millis = 100) Duration taskInterval,
        @DefaultValue("30s") @DurationMin(seconds = 1) Duration fullInterval,
        @DefaultValue("50ms") @DurationMin Duration gather,
        @DefaultValue("250ms") @DurationMin Duration eventPause,
        @DefaultValue("500ms") @DurationMin(millis = 10) Duration firstPause,
        @DefaultValue("10s") @DurationMin(millis = 10) Duration longestPause,
        @DefaultValue("20") @Min(1) int imagesPerRead,
        @DefaultValue("10m") @DurationMin(seconds = 1) Duration imageAge) {

    CollectorSettings {
        if (longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException(
                    "swarmkeeper.collector.longest-pause is %s, but must be at least as long as first-pause, %s"
                            .formatted(longestPause, firstPause));
        }
    }
}
