package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.yaml.MapView;
import java.util.Map;
import java.util.Optional;

/** Whether a service's logs end somewhere. */
final class LogLimit {

    static final String JSON_FILE = "json-file";

    private LogLimit() {}

    /** Another driver keeps its logs elsewhere, or, as {@code local}, in bounds; where it does, nobody can tell here. */
    static boolean isBounded(Reader reader, StackService service) {
        Optional<MapView> logging = service.fields().findMap("logging");
        if (logging.isEmpty()) {
            return false;
        }
        String driver = reader.text(logging.get(), "driver").orElse(JSON_FILE);
        Map<String, String> options = reader.pairs(logging.get(), "options");
        return !driver.equals(JSON_FILE) || options.containsKey("max-size");
    }
}
