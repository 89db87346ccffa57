package io.swarmkeeper.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.change.Changes.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ManyRequestsTest extends OnTheBench {

    /** The audit log writes over a connection beside the request's own: many at once would use up the pool and wait. */
    @Test
    void requestsThatComeAtOnceAreWrittenDownOneAfterTheOther() throws Exception {
        bench.audit.takes = Duration.ofMillis(20);
        List<String> services = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            services.add(bench.swarm.service("s" + i).replicas(1).add());
        }
        List<Future<Change>> changes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String id : services) {
                Request request = new Request(
                        Optional.of("f-" + id), Optional.empty(), Optional.empty(), Map.of(), "all of them");
                changes.add(threads.submit(() -> bench.changes.request(request, Bench.JONAS)));
            }
        }
        for (Future<Change> change : changes) {
            assertThat(change.get().state()).isEqualTo(ChangeState.REQUESTED);
        }
        assertThat(bench.audit.mostAtOnce("change.requested")).isEqualTo(1);
    }

    @Test
    void aListIsLightAndCountsAreOfAll() {
        Change change = bench.request();
        assertThat(bench.change(change.id()).savedSpec()).isEqualTo(saved);
        Change listed = bench.changes.list(10).getFirst();
        assertThat(listed.savedSpec()).isEmpty();
        assertThat(listed.timeline()).isEqualTo(bench.change(change.id()).timeline());
        assertThat(listed.plan()).isEqualTo(change.plan());
        assertThat(bench.changes.counts()).isEqualTo(Map.of(ChangeState.REQUESTED, 1L));
    }
}
