package io.swarmkeeper.stackfile.export;

import io.swarmkeeper.stackfile.yaml.Printable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The comment at the top of an exported file: what to know before it is deployed. */
final class Head {

    private Head() {}

    static String of(Draft draft, Instant seen) {
        List<String> lines = new ArrayList<>();
        lines.add("Stack %s as it ran at %s, written by Swarmkeeper."
                .formatted(draft.stack(), seen.truncatedTo(ChronoUnit.SECONDS)));
        lines.add("Deployed over it under the same name, it restarts nothing but what is named here.");
        lines.add("");
        lines.add(
                "The values of the environment stand here as they run, passwords too: keep this file as you keep those.");
        lines.add(
                "Images have the digest that runs, so a deploy fetches nothing new; take @sha256:... away to follow the tag.");
        if (!draft.secrets().isEmpty() || !draft.configs().isEmpty()) {
            lines.add(
                    "Secrets and configs must be there already (external): what is in them cannot be read from a Swarm.");
        }
        if (!draft.networks().isEmpty()) {
            lines.add("Subnets are those the networks have; where the engine chose one, its line may go.");
        }
        if (!draft.unsaid().isEmpty()) {
            lines.add("");
            lines.add("What a stack file cannot say, and what a deploy of this one does:");
            draft.unsaid().forEach(u -> lines.add("  %s: %s: %s.".formatted(u.service(), u.path(), u.what())));
        }
        // Names come from a Swarm: none of them may end the comment.
        StringBuilder head = new StringBuilder();
        lines.forEach(l -> head.append(("# " + Printable.of(l)).stripTrailing()).append('\n'));
        return head.toString();
    }
}
