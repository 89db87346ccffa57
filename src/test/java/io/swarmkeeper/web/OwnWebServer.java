package io.swarmkeeper.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;

/**
 * As {@link WebServerTest}, but for one test class alone: a database of its own, gone at its end, and a Swarm and
 * settings of its own, which the class imports and names.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.address=127.0.0.1",
            "spring.datasource.url=jdbc:h2:mem:own",
            "swarmkeeper.admin-password=" + Caller.PASSWORD,
        })
@AutoConfigureMetrics
@DirtiesContext
public @interface OwnWebServer {}
