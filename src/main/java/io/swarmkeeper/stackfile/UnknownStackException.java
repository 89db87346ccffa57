package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.detector.Words;
import java.util.Collection;
import java.util.List;

/** No stack, or none that can be told, is there for a file to be compared with or sized by. The message is for people. */
public final class UnknownStackException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int MOST_NAMED = 20;

    UnknownStackException(String message) {
        super(message);
    }

    /** @throws UnknownStackException with the stacks there are, if it is none of them */
    public static void require(String stack, Collection<String> stacks) {
        if (!stacks.contains(stack)) {
            throw new UnknownStackException("There is no stack %s; %s"
                    .formatted(
                            Words.name(stack), stacks.isEmpty() ? "the Swarm runs none" : "there are " + list(stacks)));
        }
    }

    /** Their names as a message has them; empty text if there are none. */
    static String list(Collection<String> stacks) {
        List<String> first = stacks.stream().limit(MOST_NAMED).toList();
        String more = stacks.size() > MOST_NAMED ? " and %d more".formatted(stacks.size() - MOST_NAMED) : "";
        return String.join(", ", first) + more;
    }
}
