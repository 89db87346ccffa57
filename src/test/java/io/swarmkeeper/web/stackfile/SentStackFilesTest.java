package io.swarmkeeper.web.stackfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SentStackFilesTest {

    private static final byte[] FILE = "services:\n  a:\n    image: a\n".getBytes(StandardCharsets.UTF_8);

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void waitsForItsTurnAndNotForEver() throws Exception {
        SentStackFiles files = new SentStackFiles(Duration.ofMillis(200));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (var other = Executors.newSingleThreadExecutor()) {
            Future<Boolean> first = other.submit(() -> files.read(FILE, _ -> {
                begun.countDown();
                return await(end);
            }));
            begun.await();

            assertThatThrownBy(() -> files.read(FILE, _ -> true)).isInstanceOfSatisfying(ProblemException.class, e -> {
                assertThat(e.problem().code()).isEqualTo(Problem.Code.BUSY);
                assertThat(e.problem().status()).isEqualTo(503);
                assertThat(e.problem().code().retryAfterSeconds()).isPositive();
            });

            end.countDown();
            assertThat(first.get()).isTrue();
            String turn = files.read(FILE, _ -> "its turn");
            assertThat(turn).isEqualTo("its turn");
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(50, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
