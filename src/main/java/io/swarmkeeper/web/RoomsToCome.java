package io.swarmkeeper.web;

import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.AppliedFixes;
import io.swarmkeeper.analysis.Exemption;
import io.swarmkeeper.analysis.Exemptions;
import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Scorecard;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.remediation.PlanResult;
import io.swarmkeeper.remediation.Planner;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Rooms that other worktrees are still building: each bean here steps back when the real one lands. Goes then. */
@AutoConfiguration
class RoomsToCome {

    @Bean
    @ConditionalOnMissingBean
    Analysis noAnalysis() {
        return new Analysis() {
            @Override
            public Findings latest() {
                return Findings.none(Instant.EPOCH);
            }

            @Override
            public Findings analyse(Snapshot snapshot) {
                return latest();
            }

            @Override
            public Scorecard scorecard() {
                return new Scorecard(List.of());
            }

            @Override
            public ServiceProfile profile(Service service, Snapshot snapshot) {
                return new ServiceProfile(ServiceProfile.Kind.OTHER, List.of(), false, false);
            }
        };
    }

    @Bean
    @ConditionalOnMissingBean
    Exemptions noExemptions() {
        return new Exemptions() {
            @Override
            public List<Exemption> list() {
                return List.of();
            }

            @Override
            public Exemption set(FindingCode code, Subject subject, String reason, String owner, Instant until) {
                throw new UnsupportedOperationException("analysis is not built in yet");
            }

            @Override
            public Optional<Exemption> remove(long id, String by) {
                return Optional.empty();
            }
        };
    }

    @Bean
    @ConditionalOnMissingBean
    Planner noPlanner() {
        return new Planner() {
            @Override
            public List<Remedy> remedies(Finding finding, Snapshot snapshot) {
                return List.of();
            }

            @Override
            public PlanResult plan(
                    String actionName, String serviceId, Map<String, String> parameters, Snapshot snapshot) {
                return new PlanResult.Refused(List.of("remediation is not built in yet"));
            }
        };
    }

    @Bean
    @ConditionalOnMissingBean
    AppliedFixes noAppliedFixes() {
        return new AppliedFixes() {
            @Override
            public void record(AppliedFix fix) {}

            @Override
            public void withdraw(long changeId) {}

            @Override
            public List<AppliedFix> list() {
                return List.of();
            }
        };
    }
}
