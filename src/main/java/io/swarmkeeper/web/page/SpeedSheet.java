package io.swarmkeeper.web.page;

import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.wire.DiskSpeed;
import java.util.List;

/**
 * How fast a disk was, as pages say it.
 *
 * @param times of small synchronous writes, fastest first
 * @param writes what they are times of
 * @param headline the verdict, without the disk's name
 * @param inARow bytes a second
 * @param brief all of it in a few words
 */
record SpeedSheet(List<Time> times, String writes, String headline, String inARow, String brief) {

    private static final double MICROS = 1000;

    /** @param share what it says of all the writes */
    record Time(String name, String share, String millis) {}

    static SpeedSheet of(DiskSpeed speed) {
        String inARow = Quantities.bytes(speed.bytesPerSecond()) + "/s";
        return new SpeedSheet(
                List.of(
                        new Time("p50", "half of them", millis(speed.p50Micros())),
                        new Time("p95", "95 of 100", millis(speed.p95Micros())),
                        new Time("p99", "99 of 100", millis(speed.p99Micros())),
                        new Time("slowest", "all of them", millis(speed.maxMicros()))),
                "Of %s of 4 KiB, one after the other".formatted(Wording.count(speed.writes(), "write")),
                "95 of 100 small writes are durable within " + millis(speed.p95Micros()),
                inARow,
                "p95 %s, %s".formatted(millis(speed.p95Micros()), inARow));
    }

    private static String millis(long micros) {
        return Measured.millis(micros / MICROS) + " ms";
    }
}
