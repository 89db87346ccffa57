package io.swarmkeeper.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ExplanationsTest {

    @Test
    void everyCodeIsExplainedInFull() {
        assertThat(Explanations.all()).hasSize(FindingCode.values().length).allSatisfy(e -> {
            assertThat(e.title()).isNotBlank();
            assertThat(e.meaning()).isNotEmpty();
            assertThat(e.severity()).isNotEmpty();
            assertThat(e.why()).isNotEmpty();
            assertThat(e.cures()).isNotEmpty();
        });
    }

    @Test
    void theDefaultsThatAreExplainedAreTheDefaults() {
        Map<String, Object> explained = new HashMap<>();
        Explanations.all().forEach(e -> e.thresholds().forEach(t -> explained.put(t.setting(), t.standard())));
        assertThat(explained).hasSize(33);
        assertThat(bind(explained)).isEqualTo(bind(Map.of()));
        assertThat(bind(Map.of("swarmkeeper.findings.under-replicated.after", "31s")))
                .isNotEqualTo(bind(Map.of()));
    }

    private static FindingsProperties bind(Map<String, Object> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("swarmkeeper.findings", FindingsProperties.class);
    }

    @Test
    void thePageInTheDocumentationHasTheSameWords() throws IOException {
        String page = Files.readString(Path.of("docs/findings.md"));
        for (FindingCode code : FindingCode.values()) {
            String text = Files.readString(Path.of("src/main/resources/findings/" + code.code() + ".md"));
            String section = text.replace("\n## ", "\n#### ").replaceFirst("^# ", "### `" + code.code() + "`: ");
            assertThat(page).contains(section.strip());
        }
    }
}
