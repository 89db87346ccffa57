package io.swarmkeeper.web.page;

import io.swarmkeeper.engine.InMemorySwarm;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** The sample Swarm in memory in place of an engine; every other room is the real one. */
@TestConfiguration(proxyBeanMethods = false)
class SampleRooms {

    @Bean
    @Primary
    InMemorySwarm sampleSwarm() {
        return SampleSwarm.sophia().convergeAlways();
    }
}
