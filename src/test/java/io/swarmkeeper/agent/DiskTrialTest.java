package io.swarmkeeper.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.wire.DiskSpeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTrialTest {

    @TempDir
    Path folder;

    private String[] files() {
        String[] names = folder.toFile().list();
        assertThat(names).isNotNull();
        return names;
    }

    @Test
    void aRealDiskIsMeasuredAndLeftAsItWas() throws IOException {
        Files.writeString(folder.resolve("data"), "the service's own");
        Files.writeString(folder.resolve(DiskTrial.FILE + "-row"), "left by one that was killed");
        DiskSpeed speed = new DiskTrial(folder, 0).measure(1234);
        assertThat(speed.atMillis()).isEqualTo(1234);
        assertThat(speed.writes()).isBetween(1, 200);
        assertThat(speed.p50Micros()).isPositive().isLessThanOrEqualTo(speed.p95Micros());
        assertThat(speed.p95Micros()).isLessThanOrEqualTo(speed.p99Micros());
        assertThat(speed.p99Micros()).isLessThanOrEqualTo(speed.maxMicros());
        assertThat(speed.bytes()).isBetween(1L << 20, 64L << 20);
        assertThat(speed.bytesPerSecond()).isGreaterThan(100_000);
        assertThat(files()).containsExactly("data");
        assertThat(Files.readString(folder.resolve("data"))).isEqualTo("the service's own");
    }

    @Test
    void aDiskThatIsNearlyFullIsNotWrittenTo() {
        assertThatThrownBy(() -> new DiskTrial(folder, Long.MAX_VALUE).measure(1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("so that it never fills a disk");
        assertThat(files()).isEmpty();
    }

    @Test
    void aFolderThatIsNotThereIsToldSo() {
        assertThatThrownBy(() -> new DiskTrial(folder.resolve("nothing"), 0).measure(1))
                .isInstanceOf(IOException.class);
    }
}
