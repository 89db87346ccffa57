package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.FindingCode;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Since when a finding is there. */
@ExtendWith(SharedLab.class)
class FindingAgeIT {

    private final FindingsLab lab;

    FindingAgeIT(FindingsLab lab) {
        this.lab = lab;
    }

    @Test
    void isKeptOverAnUpdateAndARestart() {
        String service = lab.sound("old");
        lab.judged(service);
        Instant provoked = Instant.now();
        lab.update(service, "--limit-memory=0");
        Seen seen = lab.seen(FindingCode.NO_RESOURCE_LIMITS, service, provoked);
        lab.update(service, "--label-add=touched=yes");
        lab.judged(service);
        assertThat(lab.find(FindingCode.NO_RESOURCE_LIMITS, service)).contains(seen);
        lab.restart();
        assertThat(lab.find(FindingCode.NO_RESOURCE_LIMITS, service)).contains(seen);
        lab.update(service, "--limit-memory=64M");
        lab.gone(FindingCode.NO_RESOURCE_LIMITS, service);
    }
}
