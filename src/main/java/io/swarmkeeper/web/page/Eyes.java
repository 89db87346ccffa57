package io.swarmkeeper.web.page;

import io.swarmkeeper.telemetry.Measurements;
import java.util.List;

/**
 * Whether anything can be measured at all, and what to do next where it cannot.
 *
 * @param open true if at least one agent was heard, be it long ago
 * @param title what is missing, without a full stop; empty, like the rest, if {@code open}
 * @param lines why, in words
 * @param commands that would cure it, to be run on a manager
 */
record Eyes(boolean open, String title, List<String> lines, List<String> commands) {

    static Eyes of(Measurements measurements) {
        boolean heard =
                measurements.agents().stream().anyMatch(a -> a.lastWord().isPresent());
        if (heard) {
            return new Eyes(true, "", List.of(), List.of());
        }
        List<String> why = measurements.troubles().stream()
                .limit(4)
                .map(t -> Wording.clip(t, 400))
                .toList();
        if (!measurements.asked()) {
            return new Eyes(
                    false,
                    "No agent is deployed",
                    why,
                    List.of(
                            "head -c 32 /dev/urandom | base64 | docker secret create swarmkeeper_agent_token -",
                            "docker stack deploy -c helm-free-deploy/swarmkeeper.yml swarmkeeper"));
        }
        return new Eyes(
                false, "No agent was heard yet", why, List.of("docker service ps swarmkeeper_swarmkeeper-agent"));
    }
}
