package io.swarmkeeper.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.wire.DiskSpace;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PatientDisksTest {

    @Test
    @Timeout(30)
    void aMountThatNeverAnswersHoldsNobodyUpAndIsNotAskedTwice() throws Exception {
        CountDownLatch server = new CountDownLatch(1);
        AtomicInteger looks = new AtomicInteger();
        PatientDisks disks = new PatientDisks(
                containers -> {
                    looks.incrementAndGet();
                    try {
                        server.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return List.of();
                },
                Duration.ofMillis(200));
        assertThatThrownBy(() -> disks.look(List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not answer in");
        assertThatThrownBy(() -> disks.look(List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("still does not answer");
        assertThat(looks).as("threads that hang").hasValue(1);
        server.countDown();
        List<DiskSpace> answer = null;
        while (answer == null) {
            try {
                answer = disks.look(List.of());
            } catch (IOException e) {
                Thread.sleep(10); // the first look is about to end, or the next one was late
            }
        }
        assertThat(answer).as("the server is back").isEmpty();
        assertThat(looks).hasValueGreaterThan(1);
    }

    @Test
    void whyTheyCannotBeLookedAtIsSaid() {
        PatientDisks disks = new PatientDisks(
                containers -> {
                    throw new IOException("no mount table");
                },
                Duration.ofSeconds(20));
        assertThatThrownBy(() -> disks.look(List.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("no mount table");
    }
}
