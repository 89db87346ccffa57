package io.swarmkeeper.remediation;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Hands the planner to the other rooms; planning itself knows no Spring. */
@Configuration(proxyBeanMethods = false)
class RemediationConfiguration {

    @Bean
    Planner planner() {
        return Planner.create();
    }
}
