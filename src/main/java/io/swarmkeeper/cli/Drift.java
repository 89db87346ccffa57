package io.swarmkeeper.cli;

import io.swarmkeeper.stackfile.FileFinding;
import io.swarmkeeper.stackfile.StackDrift;
import io.swarmkeeper.stackfile.StackFile;
import io.swarmkeeper.stackfile.UnknownStackException;
import io.swarmkeeper.swarm.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code --against}: what differs between a file and what runs, told by an engine or by a Swarmkeeper. */
final class Drift {

    private Drift() {}

    /**
     * @param host of a Docker engine, or {@code http://} or {@code https://} of a Swarmkeeper
     * @throws UsageException if nobody answers, or the stack is none of those that run
     */
    static List<FileFinding> find(
            StackFile file, String host, Optional<String> stack, Map<String, String> environment) {
        if (Server.isAddress(host)) {
            return new RemoteReview(host, environment).drift(file.yaml().bytes(), stack);
        }
        Snapshot snapshot = RunningSwarm.stacks(host, environment);
        String meant = stackOf(file, snapshot, stack);
        try {
            return StackDrift.of(file, snapshot, meant);
        } catch (UnknownStackException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static String stackOf(StackFile file, Snapshot snapshot, Optional<String> stack) {
        try {
            return StackDrift.stackOf(file, snapshot, stack);
        } catch (UnknownStackException e) {
            throw new UsageException(e.getMessage() + "; --stack says which");
        }
    }
}
