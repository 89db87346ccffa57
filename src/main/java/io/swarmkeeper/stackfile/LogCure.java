package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.yaml.Layout;
import io.swarmkeeper.stackfile.yaml.MapView;

/** Logs of at most three files of 10 MB. */
final class LogCure {

    private LogCure() {}

    static void propose(StackService service, Reader reader, Layout layout, Proposal proposal) {
        if (LogLimit.isBounded(reader, service)) {
            return;
        }
        MapView logging = ServiceReader.sub(service.fields(), "logging");
        boolean named = reader.text(logging, "driver").isPresent();
        if (reader.isOpen(logging, "driver")
                || !named && !reader.pairs(logging, "options").isEmpty()) {
            proposal.refuse("its log options are for a driver that the file does not name");
            return;
        }
        if (!named) {
            proposal.set(LogLimit.JSON_FILE, "logging", "driver");
        }
        proposal.set(layout.quoted("10m"), "logging", "options", "max-size");
        if (!reader.pairs(logging, "options").containsKey("max-file")) {
            proposal.set(layout.quoted("3"), "logging", "options", "max-file");
        }
        proposal.tell("logs of at most 30 MB");
    }
}
