package io.swarmkeeper.web.page;

import io.swarmkeeper.engine.InMemorySwarm;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;

/** The sample Swarm in memory in place of an engine, and nothing measured; every other room is the real one. */
@TestConfiguration(proxyBeanMethods = false)
class SampleRooms {

    @Bean
    @Primary
    InMemorySwarm sampleSwarm() {
        return SampleSwarm.sophia().convergeAlways();
    }

    /** What some metrics were a day ago; here before the analysis looks for it. */
    @Bean
    InitializingBean sampleHistory(JdbcTemplate jdbc, Clock clock) {
        OffsetDateTime hour = clock.instant()
                .minus(Duration.ofDays(1))
                .truncatedTo(ChronoUnit.HOURS)
                .atOffset(ZoneOffset.UTC);
        return () -> Map.of(
                        "services-with-limits", 0.0,
                        "lone-critical-services", 4.0,
                        "health-checks-passing", 55.6,
                        "oom-kills", 1.0)
                .forEach((metric, amount) -> {
                    jdbc.update("DELETE FROM scorecard_hour WHERE metric = ?", metric);
                    jdbc.update(
                            "INSERT INTO scorecard_hour (metric, measured_at, amount) VALUES (?, ?, ?)",
                            metric,
                            hour,
                            amount);
                });
    }

    @Bean
    @Primary
    SampleProbes sampleProbes() {
        return new SampleProbes();
    }

    @Bean
    @Primary
    SampleTelemetry sampleTelemetry(ApplicationEventPublisher events, LiveState state) {
        return new SampleTelemetry(events, state);
    }
}
