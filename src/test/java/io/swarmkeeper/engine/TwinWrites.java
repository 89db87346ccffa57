package io.swarmkeeper.engine;

import io.swarmkeeper.change.SwarmControl.WriteResult;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an engine says to the update of a service, in its own words. */
final class TwinWrites {

    private TwinWrites() {}

    /**
     * @param spec what is written; empty if nothing is
     * @param panics the engine dies of it
     */
    record Verdict(WriteResult result, Optional<ObjectNode> spec, boolean panics) {}

    /** @param service as it is; null if there is none */
    static Verdict judge(ObjectNode service, String serviceId, long version, String specJson) {
        if (service == null) {
            return refused("service " + serviceId + " not found");
        }
        ObjectNode spec;
        try {
            spec = (ObjectNode) TwinState.JSON.readTree(specJson);
        } catch (JacksonException | ClassCastException e) {
            return refused("invalid JSON: " + e.getMessage());
        }
        JsonNode live = service.path("Spec");
        long memory = spec.path("TaskTemplate")
                .path("Resources")
                .path("Limits")
                .path("MemoryBytes")
                .asLong(0);
        if (memory != 0 && memory < 4L << 20) {
            return refused("rpc error: code = InvalidArgument desc = invalid memory value %d: Must be at least 4MiB"
                    .formatted(memory));
        }
        if (!live.path("Name").equals(spec.path("Name"))) {
            return refused("rpc error: code = Unimplemented desc = renaming services is not supported");
        }
        if (!live.path("Mode").propertyNames().equals(spec.path("Mode").propertyNames())) {
            return refused("rpc error: code = Unimplemented desc = service mode change is not allowed");
        }
        if (version != service.path("Version").path("Index").asLong()) {
            return new Verdict(new WriteResult.OutOfSequence(), Optional.empty(), false);
        }
        if (live.path("TaskTemplate").hasNonNull("Placement")
                && !spec.path("TaskTemplate").hasNonNull("Placement")) {
            return new Verdict(
                    new WriteResult.Unknown("connection closed: the engine panicked"), Optional.empty(), true);
        }
        return new Verdict(new WriteResult.Accepted(List.of()), Optional.of(spec), false);
    }

    private static Verdict refused(String words) {
        return new Verdict(new WriteResult.Refused(words), Optional.empty(), false);
    }
}
