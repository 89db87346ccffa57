package io.swarmkeeper.remediation;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.swarm.Resources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposeFragmentTest {

    @ParameterizedTest
    @CsvSource({"2000000000, 2.0", "250000000, 0.25", "1, 0.000000001", "1500000000, 1.5", "12000000000, 12.0"})
    void coresAreExactDecimals(long cpuNano, String cores) {
        assertThat(ComposeFragment.cpus(cpuNano)).isEqualTo(cores);
    }

    @ParameterizedTest
    @CsvSource({
        "4294967296, 4G",
        "536870912, 512M",
        "1610612736, 1536M",
        "5120, 5K",
        "1234567, 1234567b",
        "9223372036854775807, 9223372036854775807b"
    })
    void memoryIsExactInTheLargestUnit(long bytes, String text) {
        assertThat(ComposeFragment.memory(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"web, web", "web-1, web-1", "on, '''on'''", "1, '''1'''", "a.b, '''a.b'''", "Null, '''Null'''"})
    void namesThatYamlWouldMisreadAreQuoted(String name, String key) {
        assertThat(ComposeFragment.resources(
                        name, Resources.NONE, Resources.NONE, Resources.of(1_000_000_000, 0), Resources.NONE))
                .isEqualTo("""
                    services:
                      %s:
                        deploy:
                          resources:
                            limits:
                              cpus: "1.0"
                    """.formatted(key));
    }

    /** Merging takes nothing away; whoever merges is told what to take out. */
    @Test
    void whatGoesAwayIsToldInACommentAndTheRestIsStillYaml() {
        Resources both = Resources.of(1_000_000_000, 1L << 30);
        assertThat(ComposeFragment.resources("web", both, both, Resources.of(0, 2L << 30), Resources.NONE))
                .isEqualTo("""
                    services:
                      web:
                        deploy:
                          resources:
                            limits:  # take out cpus
                              memory: 2G
                            reservations: {}  # take out cpus and memory
                    """);
        assertThat(ComposeFragment.resources("web", Resources.NONE, Resources.NONE, Resources.NONE, Resources.NONE))
                .endsWith("      resources: {}\n");
    }
}
