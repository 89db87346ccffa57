package io.swarmkeeper.remediation;

import io.swarmkeeper.telemetry.Telemetry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Hands the planner to the other rooms; planning itself knows no Spring. */
@Configuration(proxyBeanMethods = false)
class RemediationConfiguration {

    @Bean
    Planner planner(Telemetry telemetry) {
        return Planner.create(telemetry);
    }
}
