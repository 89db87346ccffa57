package io.swarmkeeper.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.telemetry.AgentSettings.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AgentSettingsTest {

    private static AgentSettings bind(Map<String, ?> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("swarmkeeper.agent", AgentSettings.class);
    }

    private static String wrong(Map<String, ?> values) {
        Throwable failure = null;
        try {
            bind(values);
        } catch (RuntimeException e) {
            failure = e;
            while (failure.getCause() instanceof IllegalArgumentException
                    || failure.getCause() != null && !(failure instanceof IllegalArgumentException)) {
                failure = failure.getCause();
                if (failure instanceof IllegalArgumentException) {
                    break;
                }
            }
        }
        assertThat(failure).isNotNull();
        return failure.getMessage();
    }

    @Test
    void withNothingSetAgentsAreFoundByNameAndNotAsked() {
        AgentSettings settings = bind(Map.of());
        assertThat(settings.places()).containsExactly(new Place("tasks.swarmkeeper-agent", 7979));
        assertThat(settings.proof()).isEmpty();
    }

    @Test
    void addressesMayNameAPort() {
        AgentSettings settings = bind(
                Map.of("swarmkeeper.agent.addresses", "a, b:80,[fd00::1]:90,fd00::2", "swarmkeeper.agent.port", "70"));
        assertThat(settings.places())
                .containsExactly(
                        new Place("a", 70), new Place("b", 80), new Place("fd00::1", 90), new Place("fd00::2", 70));
    }

    @Test
    void theTokenComesFromAFileAndIsNeverShown(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("token");
        Files.writeString(file, "0123456789abcdef-secret\n");
        AgentSettings settings = bind(Map.of("swarmkeeper.agent.token-file", file.toString()));
        assertThat(settings.proof()).isPresent();
        assertThat(bind(Map.of("swarmkeeper.agent.token", "0123456789abcdef-secret"))
                        .toString())
                .doesNotContain("secret");
    }

    @Test
    void whatIsWrongIsNamed(@TempDir Path folder) throws Exception {
        Path shortOne = Files.writeString(folder.resolve("short"), "tooshort");
        assertThat(wrong(Map.of("swarmkeeper.agent.token", "tooshort")))
                .contains("swarmkeeper.agent.token is wrong")
                .contains("8 characters");
        assertThat(wrong(Map.of("swarmkeeper.agent.token-file", shortOne.toString())))
                .contains("swarmkeeper.agent.token-file is wrong")
                .doesNotContain("tooshort");
        assertThat(wrong(Map.of("swarmkeeper.agent.token-file", "/nowhere"))).contains("/nowhere");
        assertThat(wrong(Map.of("swarmkeeper.agent.token-file", "/x", "swarmkeeper.agent.token", "y")))
                .contains("both");
        assertThat(wrong(Map.of("swarmkeeper.agent.addresses", "a:0"))).contains("a:0");
        assertThat(wrong(Map.of("swarmkeeper.agent.addresses", "a b"))).contains("host:port is expected");
        assertThat(wrong(Map.of("swarmkeeper.agent.interval", "20s"))).contains("silent-after");
        assertThatThrownBy(() -> bind(Map.of("swarmkeeper.agent.interval", "soon")))
                .isInstanceOf(RuntimeException.class);
    }
}
