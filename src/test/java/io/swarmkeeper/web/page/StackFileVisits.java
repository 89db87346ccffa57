package io.swarmkeeper.web.page;

import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.engine.InMemorySwarm;
import io.swarmkeeper.web.Caller;
import io.swarmkeeper.web.Caller.Answer;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.page.FileForm.Part;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Sends stack files to the page, over the wire as browsers without JavaScript do. */
abstract class StackFileVisits {

    static final String PAGE = "/stack-files";

    static final String CURED = "/stack-files/cured";

    static final String FILE = "services:\n  redis:   # cache\n    image: redis:7\n";

    @LocalServerPort
    int port;

    @Autowired
    Accounts accounts;

    @Autowired
    InMemorySwarm swarm;

    @Autowired
    Collector collector;

    Caller person;

    @BeforeEach
    void signIn() {
        person = browser(Role.VIEWER);
    }

    Caller browser(Role role) {
        String name = "files-" + role.word();
        if (accounts.find(name).isEmpty()) {
            accounts.create(name, Caller.PASSWORD, role, "test");
        }
        return FileForm.browser(port, Caller.stranger(port).signIn(name, Caller.PASSWORD));
    }

    Answer send(String path, Part... parts) {
        return FileForm.send(person, path, parts);
    }

    static Part[] with(Part[] parts, Part more) {
        Part[] all = Arrays.copyOf(parts, parts.length + 1);
        all[parts.length] = more;
        return all;
    }

    static Part[] with(Part[] parts, String name, String value) {
        return with(parts, Part.text(name, value));
    }
}
