package io.swarmkeeper.remediation;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What to send to get a saved spec back: an ordinary update, never the engine's {@code rollback=previous}. */
public final class SpecWayBack {

    private SpecWayBack() {}

    /**
     * The saved spec, value for value, but for two things: a {@code Placement} that the live spec has and the saved one
     * has not becomes {@code {}} (reference: swarm pitfalls 0.1), and a number of replicas that someone changed in the
     * meantime stays as it is.
     *
     * @param savedSpec as it was before the change, as the engine sent it
     * @param liveSpec as it is now
     * @throws SpecException if one of them is no JSON object
     */
    public static String of(String savedSpec, String liveSpec) {
        ObjectNode saved = SpecJson.readObject(savedSpec);
        ObjectNode live = SpecJson.readObject(liveSpec);
        if (SpecPatch.hasPlacement(live)) {
            SpecPatch.keepPlacement(saved);
        }
        Optional<JsonNode> replicas = SpecJson.find(live, "Mode", "Replicated", "Replicas");
        if (replicas.isPresent()
                && SpecJson.find(saved, "Mode", "Replicated").orElse(null) instanceof ObjectNode replicated
                && replicated.has("Replicas")) {
            replicated.set("Replicas", replicas.get());
        }
        return SpecJson.write(saved);
    }
}
