package io.swarmkeeper.web.page;

import io.swarmkeeper.Application;
import io.swarmkeeper.collector.Collector;
import java.time.Clock;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The server on the sample Swarm in memory, to look at pages: {@code mvn spring-boot:test-run}. With the argument
 * {@code --measured} agents have measured something, too.
 */
final class SampleServer {

    private SampleServer() {}

    public static void main(String[] args) {
        ConfigurableApplicationContext rooms = SpringApplication.from(Application::main)
                .with(SampleRooms.class)
                .run(args)
                .getApplicationContext();
        if (Arrays.asList(args).contains("--measured")) {
            Collector collector = rooms.getBean(Collector.class);
            SampleTelemetry telemetry = rooms.getBean(SampleTelemetry.class);
            Clock clock = rooms.getBean(Clock.class);
            Executors.newSingleThreadScheduledExecutor(
                            Thread.ofPlatform().daemon().factory())
                    .scheduleAtFixedRate(
                            () -> collector
                                    .latest()
                                    .ifPresent(s -> telemetry.tell(SampleMeasurements.of(s, clock.instant()))),
                            1,
                            5,
                            TimeUnit.SECONDS);
        }
    }
}
