package io.swarmkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Bad input at every address there is, also at those that come later. */
@OwnWebServer
@Import(WebServerTest.Twin.class)
class EveryRouteTest {

    @LocalServerPort
    int port;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mapping;

    @Autowired
    Accounts accounts;

    @Autowired
    Collector collector;

    private RouteWalk walk;

    @BeforeEach
    void ownAdmin() throws Exception {
        collector.fresh();
        if (accounts.find("walker").isEmpty()) {
            accounts.create("walker", Caller.PASSWORD, Role.ADMIN, "test");
        }
        walk = new RouteWalk(mapping, port, "walker");
        assertThat(walk.size()).isGreaterThan(60);
    }

    private void holds(Function<RouteWalk, List<String>> of) {
        assertThat(of.apply(walk)).isEmpty();
    }

    @Test
    void unknownIdsAreTold() {
        holds(RouteWalk::unknownIds);
    }

    @Test
    void wrongParametersAreToldOrLeftOut() {
        holds(RouteWalk::wrongParameters);
    }

    @Test
    void brokenBodiesAreTold() {
        holds(RouteWalk::brokenBodies);
    }

    @Test
    void hugeBodiesAreRefused() {
        holds(RouteWalk::hugeBodies);
    }

    @Test
    void wrongMethodsAreTold() {
        holds(RouteWalk::wrongMethods);
    }

    @Test
    void nothingIsOpenToStrangers() {
        holds(w -> w.strangers(port));
    }
}
