package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.swarm.Service.Mode;
import java.util.List;
import java.util.Optional;

/** A second task where nothing speaks against one. Everything else is refused with what does. */
final class ReplicaCure {

    private ReplicaCure() {}

    /** @param paths what a second task may lack on another node, as the file has it */
    static void propose(StackService service, ServiceProfile profile, List<String> paths, Proposal proposal) {
        boolean alone = service.spec().mode() instanceof Mode.Replicated(long replicas) && replicas == 1;
        if (!alone || profile.own() || profile.kind() == ServiceProfile.Kind.BACKUP) {
            return;
        }
        Optional<String> ends = UpdateCure.ends(service, profile);
        List<String> reasons = profile.statefulReasons();
        if (!reasons.isEmpty()) {
            proposal.refuse("it keeps state (%s): a second task would split or harm it"
                    .formatted(Words.text(String.join(", ", reasons))));
        } else if (!UpdateCure.isKnownStateless(profile)) {
            proposal.refuse("it is %s: nothing in the file shows that two of it may run side by side"
                    .formatted(profile.kind().withArticle()));
        } else if (ends.isPresent()) {
            proposal.refuse(ends.get());
        } else if (profile.runsOnce().isPresent()) {
            proposal.refuse(profile.runsOnce().get());
        } else if (UpdateCure.publishesOnHost(service)) {
            proposal.refuse("it publishes a port of its node, and one node has it only once");
        } else if (!paths.isEmpty()) {
            proposal.refuse("it needs %s on every node: a second task is rejected where that is lacking"
                    .formatted(Words.list(paths)));
        } else {
            proposal.set("2", "deploy", "replicas");
            proposal.tell("2 replicas");
        }
    }
}
