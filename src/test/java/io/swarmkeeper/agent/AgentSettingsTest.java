package io.swarmkeeper.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.agent.AgentSettings.WrongSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentSettingsTest {

    private static final String TOKEN = "SWARMKEEPER_AGENT_TOKEN";

    @Test
    void aTokenIsAllThatIsNeeded() throws WrongSettingsException {
        AgentSettings settings = AgentSettings.read(Map.of(TOKEN, "a token of some length"));
        assertThat(settings.port()).isEqualTo(7979);
        assertThat(settings.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.peers()).isEqualTo("tasks.swarmkeeper-agent");
    }

    @Test
    void aSecretsFileIsReadAndItsLineEndIsNoPartOfIt(@TempDir Path folder) throws IOException, WrongSettingsException {
        Path file = Files.writeString(folder.resolve("token"), "a token of some length\n");
        assertThat(AgentSettings.read(Map.of("SWARMKEEPER_AGENT_TOKEN_FILE", file.toString()))
                        .token())
                .isEqualTo("a token of some length");
    }

    @Test
    void allThatIsWrongIsSaidAtOnceAndTheTokenIsNot() {
        assertThatThrownBy(() -> AgentSettings.read(Map.of(
                        TOKEN, "short secret", "SWARMKEEPER_AGENT_PORT", "http", "SWARMKEEPER_AGENT_INTERVAL", "10ms")))
                .isInstanceOf(WrongSettingsException.class)
                .hasMessageContaining("the token has 12 characters, but needs 16")
                .hasMessageContaining("SWARMKEEPER_AGENT_PORT is \"http\", but must be a port from 1 to 65535")
                .hasMessageContaining("SWARMKEEPER_AGENT_INTERVAL is \"10m\"")
                .hasMessageNotContaining("short secret");
    }

    @Test
    void aSecretThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> AgentSettings.read(Map.of("SWARMKEEPER_AGENT_TOKEN_FILE", "/nowhere/token")))
                .hasMessageContaining("/nowhere/token")
                .hasMessageContaining("no such file");
    }
}
