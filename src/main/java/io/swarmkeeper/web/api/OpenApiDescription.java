package io.swarmkeeper.web.api;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import io.swagger.v3.oas.annotations.servers.Server;
import io.swagger.v3.oas.models.media.Schema;
import io.swarmkeeper.web.access.Viewer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

/** What {@code /v3/api-docs} says about the API as a whole. */
@Configuration(proxyBeanMethods = false)
@OpenAPIDefinition(
        info = @Info(title = "Swarmkeeper", version = "v1", description = """
                                Watch a Docker Swarm, find what will hurt it next, and take fixes through approval to proof.
                                cpu in nano-CPUs (1e9 = one core), memory in bytes, times ISO-8601 UTC, ids as Docker gives them.
                                Errors are RFC 9457 problems with a stable code."""),
        // Whatever name and scheme a proxy gives this server, its calls are where the page is.
        servers = @Server(url = "/", description = "this server"),
        security = {@SecurityRequirement(name = "basic"), @SecurityRequirement(name = "token")})
@SecurityScheme(name = "basic", type = SecuritySchemeType.HTTP, scheme = "basic")
@SecurityScheme(name = "token", type = SecuritySchemeType.HTTP, scheme = "bearer", description = "skt_…")
class OpenApiDescription {

    static {
        // A Viewer is whoever asks, not something that is sent.
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Viewer.class);
        // Any value, not the methods of the class that holds it.
        SpringDocUtils.getConfig().replaceWithSchema(JsonNode.class, new Schema<>());
    }
}
