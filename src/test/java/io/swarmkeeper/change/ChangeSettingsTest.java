package io.swarmkeeper.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ChangeSettingsTest {

    private static ChangeSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("swarmkeeper.change", ChangeSettings.class);
    }

    @Test
    void defaultsAreThoseOfTheDesign() {
        ChangeSettings settings = bind(Map.of());
        assertThat(settings.bake()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.approvalTtl()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.fourEyes()).isTrue();
        assertThat(settings.poll()).isEqualTo(Duration.ofMillis(250));
        assertThat(settings.stuck()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.lost()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.deadline()).isEqualTo(Duration.ofMinutes(3));
        assertThat(settings.deadlineMax()).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void everyKeyIsRead() {
        ChangeSettings settings = bind(Map.ofEntries(
                Map.entry("swarmkeeper.change.bake", "1s"),
                Map.entry("swarmkeeper.change.approval-ttl", "2s"),
                Map.entry("swarmkeeper.change.four-eyes", "false"),
                Map.entry("swarmkeeper.change.poll", "3s"),
                Map.entry("swarmkeeper.change.bake-poll", "4s"),
                Map.entry("swarmkeeper.change.deadline", "5s"),
                Map.entry("swarmkeeper.change.deadline-max", "6s"),
                Map.entry("swarmkeeper.change.stuck", "7s"),
                Map.entry("swarmkeeper.change.lost", "8s"),
                Map.entry("swarmkeeper.change.settle", "9s"),
                Map.entry("swarmkeeper.change.brake-after", "10s"),
                Map.entry("swarmkeeper.change.brake-hold", "11s"),
                Map.entry("swarmkeeper.change.expiry-every", "12s")));
        assertThat(settings)
                .isEqualTo(new ChangeSettings(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        false,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(9),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(11),
                        Duration.ofSeconds(12)));
    }

    @Test
    void theLongestDeadlineIsNoShorterThanTheFirst() {
        assertThatThrownBy(() -> bind(Map.of("swarmkeeper.change.deadline-max", "1s")))
                .rootCause()
                .hasMessage("swarmkeeper.change.deadline-max is PT1S, but must be at least as long as deadline, PT3M");
    }
}
