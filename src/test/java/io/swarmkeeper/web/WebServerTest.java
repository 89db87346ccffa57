package io.swarmkeeper.web;

import io.swarmkeeper.engine.InMemorySwarm;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/**
 * The whole server on a port of its own, with a database in memory and the twin of a Swarm instead of an engine. One
 * for all test classes that want no other settings.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.address=127.0.0.1",
            "spring.datasource.url=jdbc:h2:mem:web;DB_CLOSE_DELAY=-1",
            "swarmkeeper.admin-password=" + Caller.PASSWORD,
        })
@AutoConfigureMetrics
@Import(WebServerTest.Twin.class)
public @interface WebServerTest {

    /** Three nodes and a small shop. */
    @TestConfiguration
    class Twin {

        @Bean
        @Primary
        InMemorySwarm twin() {
            InMemorySwarm swarm = InMemorySwarm.ofThree();
            String net = swarm.network("shop_net", "10.0.1.0/24");
            swarm.service("shop_web")
                    .stack("shop")
                    .image("nginx:1.27")
                    .replicas(2)
                    .limits(500_000_000, 64L << 20)
                    .network(net)
                    .add();
            swarm.service("shop_db")
                    .stack("shop")
                    .image("postgres:16")
                    .env("POSTGRES_PASSWORD=hunter2-hunter2")
                    .network(net)
                    .add();
            swarm.converge();
            return swarm.convergeAlways();
        }
    }
}
