package io.swarmkeeper;

import io.swarmkeeper.cli.CommandLine;
import java.security.Security;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.core.env.Environment;

/** Starts the server, or runs a command that needs none. Beans go by their full class name: two rooms may use the same noun. */
@SpringBootApplication(nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class)
@ConfigurationPropertiesScan
public class Application {

    public static void main(String[] args) {
        if (CommandLine.isCommand(List.of(args))) {
            System.exit(CommandLine.run(List.of(args)));
        }
        // The names of tasks move with every restart; the JDK would keep an address for 30 s. Read once, at first use.
        Security.setProperty("networkaddress.cache.ttl", "2");
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
        SpringApplication.run(Application.class, args);
    }

    /** Static: it comes before every other bean. */
    @Bean
    static SettingsCheck settingsCheck(Environment environment) {
        return new SettingsCheck(environment);
    }

    /** The one clock of all rooms; tests bring their own. */
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
