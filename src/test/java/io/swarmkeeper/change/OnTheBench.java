package io.swarmkeeper.change;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** A test on a {@link Bench} of its own. */
abstract class OnTheBench {

    final Bench bench = new Bench();

    final String saved = bench.liveSpec();

    @AfterEach
    void close() {
        bench.close();
    }

    void bakeFor(Duration bake) {
        bench.settings = Bench.settings(true, bake);
        bench.restart();
    }
}
