package io.swarmkeeper.web.page;

import io.swarmkeeper.Application;
import org.springframework.boot.SpringApplication;

/** The server on the sample Swarm in memory, to look at pages: {@code mvn spring-boot:test-run}. */
final class SampleServer {

    private SampleServer() {}

    public static void main(String[] args) {
        SpringApplication.from(Application::main).with(SampleRooms.class).run(args);
    }
}
