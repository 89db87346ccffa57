package io.swarmkeeper.web;

import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.Exemption;
import io.swarmkeeper.analysis.Exemptions;
import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Scorecard;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.change.Change;
import io.swarmkeeper.change.Changes;
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
    Changes noChanges() {
        return new Changes() {
            private Change none() {
                throw new UnknownSubjectException("change is not built in yet");
            }

            @Override
            public Change request(Request request, String by) {
                return none();
            }

            @Override
            public Change approve(long id, String by, String reason) {
                return none();
            }

            @Override
            public Change reject(long id, String by, String reason) {
                return none();
            }

            @Override
            public Change cancel(long id, String by, String reason) {
                return none();
            }

            @Override
            public Change accept(long id, String by, String reason) {
                return none();
            }

            @Override
            public Change undo(long id, String by, String reason) {
                return none();
            }

            @Override
            public Optional<Change> find(long id) {
                return Optional.empty();
            }

            @Override
            public List<Change> list(int limit) {
                return List.of();
            }

            @Override
            public List<Change> open() {
                return List.of();
            }

            @Override
            public boolean fourEyes() {
                return true;
            }
        };
    }
}
