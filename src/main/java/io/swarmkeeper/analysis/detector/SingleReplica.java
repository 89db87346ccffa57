package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.ServiceProfile.Kind;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.Mode;
import java.util.List;
import java.util.Optional;

/**
 * A service that is gone whenever its one task is. Backup services are left out: two of them would write over each
 * other. So are Swarmkeeper's own, which recover by themselves.
 */
final class SingleReplica extends PerService {

    @Override
    public FindingCode code() {
        return FindingCode.SINGLE_REPLICA;
    }

    @Override
    Optional<Observation> judge(Service service, Situation situation) {
        ServiceProfile profile = situation.profile(service);
        boolean alone = service.mode() instanceof Mode.Replicated(long replicas) && replicas == 1;
        if (!alone || profile.own() || profile.kind() == Kind.BACKUP) {
            return Optional.empty();
        }
        List<String> reasons = profile.statefulReasons();
        String advice = advice(profile);
        String role = profile.critical()
                ? "a critical " + profile.kind().words()
                : profile.kind().withArticle();
        return Optional.of(situation
                .observe(
                        code(),
                        profile.critical() ? Severity.CRITICAL : Severity.WARNING,
                        service,
                        Words.name(service.name()) + " runs only once",
                        "It is %s with 1 task: when that restarts or its node goes, nobody answers. %s"
                                .formatted(role, advice))
                .with("replicas", 1L)
                .with(
                        "kind",
                        profile.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'))
                .with("critical", profile.critical())
                .with("safeToScale", reasons.isEmpty() && profile.runsOnce().isEmpty())
                .with("statefulReasons", reasons));
    }

    private static String advice(ServiceProfile profile) {
        if (profile.stateful()) {
            return "Do not scale it: it keeps state (%s), and a second task would split or harm it."
                    .formatted(Words.text(String.join(", ", profile.statefulReasons())));
        }
        return profile.runsOnce()
                .map("Do not scale it: %s, and a second task would do the same work again."::formatted)
                .orElse(
                        "Nothing seen speaks against scaling it; that it keeps no sessions in memory only its owner knows.");
    }
}
