package io.swarmkeeper.web.stackfile;

import io.swarmkeeper.audit.AuditLog;
import io.swarmkeeper.stackfile.FileFinding;
import io.swarmkeeper.stackfile.Review;
import io.swarmkeeper.stackfile.StackDrift;
import io.swarmkeeper.stackfile.StackFile;
import io.swarmkeeper.stackfile.UnknownStackException;
import io.swarmkeeper.stackfile.export.StackExport;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The stacks of a snapshot as stack files: to take away, and to compare others with. */
@Component
public class RunningStacks {

    private final AuditLog audit;
    private final Clock clock;

    RunningStacks(AuditLog audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    /** Empty if no service is of that stack. The text holds what is secret: show it masked. */
    public Optional<StackExport> find(Snapshot snapshot, String stack) {
        return StackExport.stacks(snapshot).contains(stack)
                ? Optional.of(StackExport.of(snapshot, stack))
                : Optional.empty();
    }

    /** Before it goes out as it is: whose passwords left the server, and to whom, is written down. */
    public void handOut(StackExport export, String to) {
        audit.append(to, "stack.exported", "stack " + export.stack(), Map.of());
    }

    /**
     * What is wrong with a file, and where it and the stack differ.
     *
     * @param stack its name; empty for the one that runs services of these names
     * @throws UnknownStackException with the stacks there are, if it is none of them or none can be told; or if what runs
     *     cannot be a stack file
     */
    public List<FileFinding> review(StackFile file, Snapshot snapshot, String stack) {
        Optional<String> asked = Optional.of(stack).filter(s -> !s.isEmpty());
        List<FileFinding> findings = new ArrayList<>(Review.of(file, clock.instant()));
        findings.addAll(StackDrift.of(file, snapshot, StackDrift.stackOf(file, snapshot, asked)));
        return Review.sorted(findings);
    }
}
