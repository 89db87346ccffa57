package io.swarmkeeper.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.audit.AuditLog;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.MOCK,
        properties = {"spring.datasource.url=jdbc:h2:mem:exemptions", "swarmkeeper.collector.enabled=false"})
class ExemptionsTest {

    private static final Subject REDIS = new Subject(Subject.Kind.SERVICE, "cz2", "sophia_redis");

    @Autowired
    private Exemptions exemptions;

    @Autowired
    private AuditLog audit;

    @Test
    void anExemptionIsKeptUntilItIsRemovedAndEachStepIsAudited() {
        Instant until = Instant.now().plus(Duration.ofDays(30));

        Exemption set = exemptions.set(FindingCode.SINGLE_REPLICA, REDIS, " a cache, may be lost ", "mara", until);

        assertThat(exemptions.list()).containsExactly(set);
        assertThat(set.reason()).isEqualTo("a cache, may be lost");
        assertThat(audit.newest(2)).extracting("action").containsExactly("exemption.was-set", "exemption.set");

        assertThat(exemptions.remove(set.id(), "mara")).contains(set);
        assertThat(exemptions.list()).isEmpty();
        assertThat(exemptions.remove(set.id(), "mara")).isEmpty();
        assertThat(audit.newest(2)).extracting("action").containsExactly("exemption.removed", "exemption.remove");
    }

    @Test
    void aSecondExemptionOfTheSameSubjectReplacesTheFirst() {
        Instant until = Instant.now().plus(Duration.ofDays(30));
        exemptions.set(FindingCode.NO_BACKUP, REDIS, "first", "mara", until);

        Exemption second = exemptions.set(FindingCode.NO_BACKUP, REDIS, "second", "jonas", until);

        assertThat(exemptions.list()).containsExactly(second);
        exemptions.remove(second.id(), "jonas");
    }

    @Test
    void everythingWrongWithARequestIsSaidAtOnceAndNothingIsStored() {
        Instant past = Instant.parse("2020-01-01T00:00:00Z");

        assertThatThrownBy(() -> exemptions.set(FindingCode.NO_BACKUP, REDIS, "  ", "mara", past))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "A reason is needed: write why this finding may stand. The end, 2020-01-01T00:00:00Z, is not in the future.");

        assertThat(exemptions.list()).isEmpty();
    }

    @Test
    void aReasonMayHave4096CharactersAndTheEndMayBeAYearAhead() {
        Instant until = Instant.now().plus(Duration.ofDays(366));
        Exemption set = exemptions.set(FindingCode.NO_BACKUP, REDIS, "x".repeat(4096), "mara", until);
        exemptions.remove(set.id(), "mara");

        assertThatThrownBy(() -> exemptions.set(
                        FindingCode.NO_BACKUP, REDIS, "x".repeat(4097), "mara", until.plus(Duration.ofDays(10))))
                .hasMessageContaining("The reason has 4097 characters")
                .hasMessageContaining("more than a year ahead");
    }
}
