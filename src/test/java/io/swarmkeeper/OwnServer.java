package io.swarmkeeper;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** The server as an operator starts it: everything it is told comes from environment variables. On a loopback port. */
public final class OwnServer implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    /** @param variables all there are: nothing of this machine's own environment is seen */
    public OwnServer(Map<String, String> variables) {
        Map<String, Object> environment = new HashMap<>(variables);
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put("SERVER_PORT", "0");
        StandardEnvironment machine = new StandardEnvironment();
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        machine.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, environment));
        context = new SpringApplicationBuilder(Application.class)
                .environment(machine)
                .run();
    }

    public int port() {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    @Override
    public void close() {
        context.close();
    }
}
