package io.swarmkeeper.wire;

import java.util.List;

/**
 * What came of a {@link ProbeRequest}.
 *
 * @param command the words that were run
 * @param runs in the order they were made; fewer than asked for if one did not end in time, because its process may
 *     still be there and a second one would be too much
 */
public record ProbeAnswer(List<String> command, List<ProbeRun> runs) {

    public ProbeAnswer {
        command = List.copyOf(command);
        runs = List.copyOf(runs);
    }
}
