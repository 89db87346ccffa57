package io.swarmkeeper.collector;

import java.time.Clock;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/** Starts the collector when all who listen to it are there, and stops it before they go. */
@Configuration(proxyBeanMethods = false)
class CollectorConfiguration {

    @Bean(destroyMethod = "")
    LiveCollector collector(
            SwarmSource source, ApplicationEventPublisher publisher, Clock clock, CollectorSettings settings) {
        return new LiveCollector(source, publisher::publishEvent, clock, settings);
    }

    @Bean
    Switch collectorSwitch(LiveCollector collector) {
        return new Switch(collector);
    }

    static final class Switch {
        private final LiveCollector collector;

        Switch(LiveCollector collector) {
            this.collector = collector;
        }

        @EventListener(ApplicationReadyEvent.class)
        void start() {
            collector.start();
        }

        @EventListener(ContextClosedEvent.class)
        void stop() {
            collector.close();
        }
    }
}
