package io.swarmkeeper.telemetry;

import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.wire.DiskSpace;
import io.swarmkeeper.wire.RoundTrip.Path;
import io.swarmkeeper.wire.SilentPeer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nodes say of the ways between them, and of their disks. */
class WaysAndDisksTakenInTest extends IntakeFixture {

    private long sequence;

    @Test
    void roundTripsToStrangersAreNotTakenIn() {
        take(
                "w1",
                "b",
                1,
                Samples.sample()
                        .with(Samples.trip("w2", Path.OVERLAY, 2, 300L, 400L))
                        .with(Samples.trip("w2", Path.UNDERLAY, 2, 100L, 100L))
                        .with(Samples.trip("elsewhere", Path.OVERLAY, 2, 300L)));
        assertThat(picture().latencies()).extracting(PairLatency::path).containsExactly(Path.OVERLAY, Path.UNDERLAY);
        assertThat(picture().latencies()).extracting(PairLatency::own).containsExactly(true, false);
        assertThat(trips).containsExactly("w1>w2 own", "w1>w2");
    }

    private void askInVain(int rounds, boolean heard) {
        for (int i = 0; i < rounds; i++) {
            now = now.plusSeconds(10);
            sequence++;
            if (heard) {
                take("w2", "b", sequence, Samples.sample());
            }
            take(
                    "w1",
                    "b",
                    sequence,
                    Samples.sample()
                            .with(new SilentPeer("10.1.0.11", "agents"))
                            .with(new SilentPeer("10.1.0.11", "elsewhere"))
                            .with(new SilentPeer("10.1.0.2", "agents")) // of a service, no task
                            .with(new SilentPeer("10.1.0.10", "agents")) // its own
                            .with(new SilentPeer("10.1.0.12", "agents")) // no service's that runs here too
                            .with(new SilentPeer("10.1.0.99", "agents")));
        }
    }

    /** Between w1 and w2 nothing went from the beginning: w2 never told w1 who it is, but it tells us. */
    @Test
    void aPeerThatNeverSaidWhoItIsIsKnownByItsTasksAddress() {
        intake.snapshot(shopOn("agents"), NOW);
        askInVain(2, true);
        assertThat(picture().latencies()).singleElement().satisfies(pair -> {
            assertThat(pair.sourceId()).isEqualTo("w1");
            assertThat(pair.destId()).isEqualTo("w2");
            assertThat(pair.dest()).isEqualTo("w2");
            assertThat(pair.network()).isEqualTo("agents");
            assertThat(pair.own()).isTrue();
            assertThat(pair.isLost()).isTrue();
        });
        assertThat(trips).containsExactly("w1>w2 own", "w1>w2 own");
        now = now.plusSeconds(10);
        take("w1", "b", 3, Samples.sample().with(Samples.trip("w2", Path.OVERLAY, 2, 300L, 400L)));
        assertThat(picture().latencies())
                .as("the same pair, once it said so")
                .singleElement()
                .extracting(PairLatency::isLost)
                .isEqualTo(false);
    }

    /** Its process may be gone, or know another token: that is no word on the way. */
    @Test
    void aPeerThatNobodyHearsSaysNothingOfTheWay() {
        intake.snapshot(shopOn("agents"), NOW);
        askInVain(3, false);
        assertThat(picture().latencies()).isEmpty();
        askInVain(2, true);
        assertThat(picture().latencies()).hasSize(1);
    }

    @Test
    void disksStayUntilTheyAreLookedAtAgainAndGoWithTheirAgent() {
        DiskSpace disk = new DiskSpace(
                "volume",
                "data",
                "/var/lib/docker/volumes/data/_data",
                List.of("db.1"),
                "/dev/sda1",
                "ext4",
                true,
                100L,
                40L,
                10L,
                5L);
        take("w2", "b", 1, Samples.sample().with(disk));
        Instant looked = now;
        now = now.plusSeconds(5);
        take("w2", "b", 2, Samples.sample());
        assertThat(picture().disks()).containsExactly(new Disk("w2", "w2", disk, looked));
        now = now.plusSeconds(40);
        assertThat(picture().disks()).isEmpty();
    }
}
