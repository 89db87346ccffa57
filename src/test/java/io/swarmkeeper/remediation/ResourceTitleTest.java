package io.swarmkeeper.remediation;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import org.junit.jupiter.api.Test;

class ResourceTitleTest {

    private static final long CORE = 1_000_000_000;
    private static final long GIB = 1L << 30;

    private static String title(Resources limits, Resources reservations) {
        Service web = new ClusterBuilder()
                .node("w1", 4, 8)
                .service("web", s -> s.limit(1, 1).reserve(0.5, 0.5).runningOn("w1"))
                .build()
                .services()
                .getFirst();
        assertThat(web.template().limits()).isEqualTo(Resources.of(CORE, GIB));
        return ResourceTitle.of(web, limits, reservations);
    }

    @Test
    void namesWhatChangesAndWhatGoesAway() {
        Resources half = Resources.of(CORE / 2, GIB / 2);
        assertThat(title(Resources.of(2 * CORE, GIB), half)).isEqualTo("Limit web to 2.0 cores");
        assertThat(title(Resources.of(2 * CORE, 0), half))
                .isEqualTo("Limit web to 2.0 cores, and take its memory limit");
        assertThat(title(Resources.of(CORE, 0), Resources.of(CORE, GIB / 2)))
                .isEqualTo("Reserve 1.0 cores for web, and take its memory limit");
        assertThat(title(Resources.of(CORE, 0), half)).isEqualTo("Take the memory limit from web");
    }
}
