package io.swarmkeeper.web.stackfile;

import io.swarmkeeper.stackfile.KnownSizes;
import io.swarmkeeper.stackfile.StackFile;
import io.swarmkeeper.stackfile.UnknownStackException;
import io.swarmkeeper.web.CurrentReport;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What this server measured of the services that a stack file is about. */
@Component
public class StackSizes {

    private final CurrentReport current;

    StackSizes(CurrentReport current) {
        this.current = current;
    }

    /**
     * Nothing is known of a file unless it is said, here or in the file itself, which stack it deploys: a guess would
     * give it a stranger's numbers. Of a stack of nothing but jobs there is nothing to know, for they are not measured.
     *
     * @throws UnknownStackException if no stack of that name runs
     */
    public KnownSizes known(StackFile file, Optional<String> stack) {
        List<String> running = current.stacks();
        if (stack.isPresent()) {
            UnknownStackException.require(stack.get(), running);
        }
        return stack.or(() -> file.name().filter(running::contains))
                .map(s -> KnownSizes.of(s, current.sizes(s)))
                .orElse(KnownSizes.NONE);
    }

    /** Names of the stacks that run, sorted; none while the Swarm has not been seen. */
    public List<String> stacks() {
        return current.stacks();
    }
}
