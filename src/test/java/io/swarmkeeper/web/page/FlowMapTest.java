package io.swarmkeeper.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.telemetry.Flow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FlowMapTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private static Flow flow(String client, String server, int port) {
        return flow(client, server, port, NOW);
    }

    private static Flow flow(String client, String server, int port, Instant last) {
        return new Flow(client, server, Optional.of("n"), "net", "tcp", port, NOW.minusSeconds(9), last, 1, 1);
    }

    private static FlowMap map(List<Flow> flows) {
        return FlowMap.of(flows, Map.of("a", "/services/a"), Map.of(), NOW);
    }

    private static Map<String, FlowMap.Box> boxes(FlowMap map) {
        return map.boxes().stream().collect(Collectors.toMap(FlowMap.Box::name, b -> b));
    }

    @Test
    void eachServiceStandsRightOfThoseThatCallIt() {
        Map<String, FlowMap.Box> boxes =
                boxes(map(List.of(flow("b", "c", 2), flow("a", "b", 1), flow("a", "c", 2), flow("a", "c", 3))));
        assertThat(boxes.get("a").x()).isLessThan(boxes.get("b").x());
        assertThat(boxes.get("b").x()).isLessThan(boxes.get("c").x());
        assertThat(boxes.get("c").ports()).isEqualTo("2/tcp, 3/tcp");
        assertThat(boxes.get("a").gone()).isFalse();
        assertThat(boxes.get("b").gone()).isTrue();
    }

    @Test
    void anEdgeRunsBehindNoBox() {
        FlowMap map = map(List.of(flow("a", "b", 1), flow("b", "c", 1), flow("a", "c", 1)));
        Map<String, FlowMap.Box> boxes = boxes(map);
        FlowMap.Box between = boxes.get("b");
        String direct = map.edges().stream()
                .filter(e -> e.text().startsWith("a → c"))
                .findFirst()
                .orElseThrow()
                .path();
        assertThat(direct).contains("h156");
        int lane = Integer.parseInt(direct.replaceAll("^.*?C\\S+ \\S+ \\S+ \\S+ \\S+ (\\d+)h156.*$", "$1"));
        assertThat(lane < between.y() || lane > between.y() + 40).isTrue();
    }

    @Test
    void circlesAndServicesThatCallThemselvesAreDrawnToo() {
        FlowMap map = map(List.of(flow("a", "b", 1), flow("b", "c", 1), flow("c", "a", 1), flow("b", "b", 1)));
        assertThat(map.boxes()).hasSize(3);
        assertThat(map.edges()).hasSize(4).allMatch(e -> e.path().startsWith("M"));
    }

    @Test
    void whatWasNotSeenForADayIsQuiet() {
        FlowMap map = map(List.of(flow("a", "b", 1, NOW.minus(Duration.ofHours(25))), flow("a", "c", 1)));
        assertThat(map.edges()).extracting(FlowMap.Edge::quiet).containsExactly(true, false);
    }

    @Test
    void aThousandPairsAreTooManyForAPictureWhichSaysSo() {
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            flows.add(flow("s" + i % 40, "s" + (i * 7 + i / 40) % 200, 80));
        }
        FlowMap map = map(flows);
        assertThat(map.edges()).hasSize(120);
        assertThat(map.left()).isPositive();
        assertThat(map(List.of()).boxes()).isEmpty();
    }
}
