package io.swarmkeeper.cli;

import io.swarmkeeper.stackfile.export.StackExport;
import io.swarmkeeper.stackfile.export.Unsaid;
import io.swarmkeeper.stackfile.report.FileReport;
import io.swarmkeeper.swarm.Snapshot;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code export STACK}: writes a running stack as a stack file. */
final class ExportCommand {

    private ExportCommand() {}

    /** The file goes to out, what it cannot say to err. */
    static int run(List<String> words, Map<String, String> environment, PrintStream out, PrintStream err) {
        Arguments arguments = new Arguments(words, Set.of("--against"), Set.of());
        String stack = arguments.only("stack");
        Snapshot snapshot = RunningSwarm.stacks(arguments.value("--against").orElse(""), environment);
        List<String> stacks = StackExport.stacks(snapshot);
        if (!stacks.contains(stack)) {
            throw new UsageException("There is no stack %s; %s"
                    .formatted(
                            stack,
                            stacks.isEmpty() ? "this Swarm runs none" : "there are " + String.join(", ", stacks)));
        }
        StackExport export = StackExport.of(snapshot, stack);
        out.print(export.text());
        for (Unsaid unsaid : export.unsaid()) {
            err.println(FileReport.printable("%s: %s: %s.".formatted(unsaid.service(), unsaid.path(), unsaid.what())));
        }
        return 0;
    }
}
