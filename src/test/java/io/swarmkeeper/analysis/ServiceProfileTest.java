package io.swarmkeeper.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.ServiceProfile.Kind;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ServiceProfileTest {

    @Test
    void eachKindHasTheArticleThatIsSpoken() {
        assertThat(Arrays.stream(Kind.values()).map(Kind::withArticle))
                .containsExactly(
                        "a gateway",
                        "a database",
                        "a cache",
                        "a message queue",
                        "an MCP server",
                        "a backend",
                        "a monitoring service",
                        "a backup service",
                        "a service of no known kind");
    }
}
