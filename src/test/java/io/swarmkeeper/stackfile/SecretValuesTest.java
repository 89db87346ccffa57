package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.stackfile.yaml.StackFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What came in by a variable is told as the file has it, and what looks secret in the file is not told. */
class SecretValuesTest {

    private static final String SERVICE = "services:\n  redis:\n    image: ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x/a:1\n    networks: [\"${S}\"]",
                "x/a:1\n    secrets: [\"${S}\"]",
                "x/a:1\n    secrets: [{source: \"${S}\"}]",
                "x/a:1\n    configs: [\"${S}\"]",
                "x/a:1\n    volumes: [\"${S}:/x\"]",
                "x/a:1\n    volumes: [\"/${S}:/x\"]",
                "x/a:1\n    volumes: [\"./${S}:/x\"]",
                "x/a:1\n    volumes: [\"/${S}\"]",
                "x/a:1\n    volumes: [{type: volume, source: \"${S}\", target: /x}]",
                "x/a:1\n    volumes: [{type: bind, source: \"/${S}\", target: /x}]",
                "redis:7\n    volumes: [{type: tmpfs, target: \"/${S}\"}]",
                "x/a:1\n    deploy: {placement: {constraints: [\"${S}\"]}}",
                "x/a:1\n    deploy: {placement: {constraints: [\"node.nothing == ${S}\"]}}",
                "x/a:1\n    deploy: {placement: {constraints: [\"node.hostname == ${S}\"]}}",
                "u:${S}",
                "u/${S}:1",
                "${S}",
                "${S:-x}",
                "x/a:1\nsecrets: {s: {file: \"./${S}\"}}",
                "x/a:1\nconfigs: {c: {file: \"${S}\"}}",
            })
    void tellsVariablesAsTheyStand(String rest, @TempDir Path folder) {
        StackFile file = beside(folder, SERVICE + rest + "\n");
        assertThat(Review.of(file).toString()).contains("${S").doesNotContain("hunter2secret");
        Optimization cured = Optimizer.optimize(file, EnumSet.allOf(Cure.class));
        assertThat(cured.done() + " " + cured.refused() + cured.text()).doesNotContain("hunter2secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x/a:1\n    env_file: ${S}",
                "x/a:1\n    env_file: [\"${S}.env\"]",
                "x/a:1\n    ports: [\"${P}:80\"]",
            })
    void tellsVariablesAsTheyStandWhereItRefuses(String rest, @TempDir Path folder) {
        assertThatThrownBy(() -> beside(folder, SERVICE + rest + "\n"))
                .isInstanceOf(StackFileException.class)
                .hasMessageContaining("${")
                .message()
                .doesNotContain("hunter2secret", "70000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "    environment: DB_PASSWORD=hunter2secret",
                "    logging: {options: \"password: hunter2secret\"}",
                "    environment: {A: \"${PASSWORD:?hunter2secret}\"}",
                "secrets: {db: hunter2secret}",
                "secrets: hunter2secret",
            })
    void hidesWhatLooksSecretInTheFile(String rest) {
        assertThatThrownBy(() -> Written.file(SERVICE + "x/a:1\n" + rest + "\n"))
                .isInstanceOf(StackFileException.class)
                .message()
                .doesNotContain("hunter2secret");
    }

    @Test
    void stillTellsWhatIsNoSecret() {
        assertThatThrownBy(() -> Written.file(SERVICE + "x/a:1\n    environment: MODE=fast\n"))
                .hasMessageContaining("is text (MODE=fast)");
        assertThatThrownBy(() -> Written.file(SERVICE + "x/a:1\n    hostname: \"${HOST:?name it}\"\n"))
                .hasMessageContaining("variable HOST must be set: name it");
    }

    private static StackFile beside(Path folder, String text) {
        return StackFile.parse(
                text.getBytes(StandardCharsets.UTF_8),
                Optional.of(folder),
                Variables.of(Map.of("S", "hunter2secret", "P", "70000")));
    }
}
