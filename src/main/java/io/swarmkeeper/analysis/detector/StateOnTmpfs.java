package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.HostPaths;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.TaskTemplate.Mount;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A data store whose data is in memory alone: gone at every restart, update or move, and counted against its memory
 * limit. Scratch folders such as /tmp and /run are what tmpfs is for.
 */
final class StateOnTmpfs extends PerService {

    @Override
    public FindingCode code() {
        return FindingCode.STATE_ON_TMPFS;
    }

    @Override
    public Set<Part> needs() {
        return EnumSet.of(Part.SERVICES);
    }

    @Override
    Optional<Observation> judge(Service service, Situation situation) {
        List<String> targets = service.template().mounts().stream()
                .filter(m -> m.isTmpfs() && !m.readOnly() && !HostPaths.isScratch(m.target()))
                .map(Mount::target)
                .toList();
        if (targets.isEmpty() || !situation.profile(service).statefulByNature()) {
            return Optional.empty();
        }
        List<String> reasons = situation.profile(service).statefulReasons();
        return Optional.of(situation
                .observe(
                        code(),
                        Severity.CRITICAL,
                        service,
                        Words.name(service.name()) + " keeps its data in memory alone",
                        "%s is a tmpfs: its content is gone at every restart, update or move. It looks stateful: %s."
                                .formatted(Words.list(targets), Words.text(String.join(", ", reasons))))
                .with("tmpfs", targets)
                .with("statefulReasons", reasons));
    }
}
