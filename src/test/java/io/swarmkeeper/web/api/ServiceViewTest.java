package io.swarmkeeper.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.NodeBuilder;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceViewTest {

    private static String pinnedTo(String constraint) {
        Snapshot snapshot = new ClusterBuilder()
                .node("m1", 2, 4, NodeBuilder::manager)
                .node("w1", 2, 4)
                .service("a", s -> s.constraint(constraint))
                .build();
        Service service = snapshot.services().getFirst();
        return ServiceView.of(service, snapshot, ServiceProfile.of(service, snapshot), Optional.empty())
                .pinnedTo();
    }

    @Test
    void onlyWhatSinglesANodeOutPinsToIt() {
        assertThat(pinnedTo("node.hostname==w1")).isEqualTo("w1");
        assertThat(pinnedTo("node.role==manager"))
                .as("the next manager may have it too")
                .isNull();
        assertThat(pinnedTo("node.hostname!=w1")).isNull();
    }
}
