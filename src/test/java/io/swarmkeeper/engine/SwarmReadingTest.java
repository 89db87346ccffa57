package io.swarmkeeper.engine;

import static io.swarmkeeper.engine.FakeEngine.json;
import static io.swarmkeeper.engine.FakeEngine.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.swarm.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command reads of an engine, over its socket. */
class SwarmReadingTest {

    @TempDir
    Path folder;

    private FakeEngine engine;

    @BeforeEach
    void start() throws IOException {
        engine = new FakeEngine(folder)
                .on("/swarm", json("{\"ID\":\"s1\"}"))
                .on("/version", json("{\"Version\":\"20.10.24\",\"ApiVersion\":\"1.41\"}"))
                .on("/info", json("{\"Swarm\":{\"NodeID\":\"n1\"}}"))
                .on("/networks", json("[]"))
                .on("/nodes", json("[]"))
                .on("/tasks", json("[]"))
                .on("/services", json("""
                        [{"ID":"v1","Version":{"Index":7},"Spec":{"Name":"web","Mode":{"Replicated":{"Replicas":1}},
                          "TaskTemplate":{"ContainerSpec":{"Image":"web:1"}}}}]"""))
                .on("/images/web:1/json", json("{\"Config\":{\"Volumes\":{\"/data\":{}}}}"));
    }

    @AfterEach
    void end() throws IOException {
        engine.close();
    }

    @Test
    void readsOnlyAndEverything() throws Exception {
        Snapshot snapshot = SwarmReading.everything(engine.host(), Map.of(), Clock.systemUTC());

        assertThat(snapshot.complete()).isTrue();
        assertThat(snapshot.services())
                .singleElement()
                .satisfies(s -> assertThat(s.name()).isEqualTo("web"));
        assertThat(snapshot.images().get("web:1").volumes()).containsExactly("/data");
        assertThat(engine.requests).allSatisfy(r -> assertThat(r).matches("(GET|HEAD) .*"));
    }

    @Test
    void takesTheHostOfTheEnvironment() throws Exception {
        assertThat(SwarmReading.everything("", Map.of("DOCKER_HOST", engine.host()), Clock.systemUTC())
                        .services())
                .hasSize(1);
    }

    @Test
    void readsOfStacksNoMoreThanTheyAreMadeOf() throws Exception {
        Snapshot snapshot = SwarmReading.stacks(engine.host(), Map.of(), Clock.systemUTC());

        assertThat(snapshot.missing()).isEqualTo(List.of("nodes", "tasks"));
        assertThat(snapshot.services()).hasSize(1);
        assertThat(engine.requests).noneMatch(r -> r.contains("/nodes") || r.contains("/tasks"));
    }

    @Test
    void anEngineThatIsNoManagerIsSaidToBeNone() {
        engine.on("/swarm", status(503, """
                {"message":"This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state."}"""));

        assertThatThrownBy(() -> SwarmReading.everything(engine.host(), Map.of(), Clock.systemUTC()))
                .isInstanceOf(SwarmUnavailableException.class)
                .hasMessageContaining("manager");
    }
}
