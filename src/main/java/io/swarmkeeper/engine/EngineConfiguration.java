package io.swarmkeeper.engine;

import io.swarmkeeper.change.SwarmControl;
import io.swarmkeeper.collector.SwarmSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One connection pool to one engine for reads and writes. Nothing here touches the engine before it is first used. */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {

    @Bean
    EngineClient engineClient(EngineSettings settings) {
        return new EngineClient(settings);
    }

    @Bean
    SwarmSource swarmSource(EngineClient client) {
        return new EngineSwarmSource(client);
    }

    @Bean
    SwarmControl swarmControl(EngineClient client) {
        return new EngineSwarmControl(client);
    }
}
