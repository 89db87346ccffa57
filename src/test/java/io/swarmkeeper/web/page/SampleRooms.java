package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Scorecard;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.collector.CollectorStatistics;
import io.swarmkeeper.collector.Connection;
import io.swarmkeeper.engine.InMemorySwarm;
import io.swarmkeeper.remediation.PlanResult;
import io.swarmkeeper.remediation.Planner;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

@TestConfiguration
class SampleRooms {
    final InMemorySwarm swarm = SampleSwarm.sophia();
    final Snapshot snapshot = swarm.snapshot();

    @Bean
    @Primary
    Collector sampleCollector() {
        return new Collector() {
            public Optional<Snapshot> latest() {
                return Optional.of(snapshot);
            }

            public Snapshot fresh() {
                return snapshot;
            }

            public Connection connection() {
                return new Connection.Connected(snapshot.collectedAt());
            }

            public CollectorStatistics statistics() {
                return new CollectorStatistics(1, 0, 0, Map.of());
            }
        };
    }

    @Bean
    @Primary
    Analysis sampleAnalysis() {
        List<Finding> all = new ArrayList<>();
        for (Service s : snapshot.services()) {
            Subject subject = new Subject(Subject.Kind.SERVICE, s.id(), s.name());
            if (!s.template().limits().hasMemory()) {
                all.add(new Finding(
                        "f-" + String.format("%012x", s.name().hashCode() & 0xffffffffL),
                        FindingCode.NO_RESOURCE_LIMITS,
                        Severity.CRITICAL,
                        subject,
                        s.name() + " may take all of its node",
                        "No limit at all; its node has 8 GiB and 4.0 cores.",
                        Map.of("limits", "none", "nodeMemoryBytes", 8L << 30),
                        Instant.now().minusSeconds(7000),
                        Finding.State.OPEN,
                        Optional.empty()));
            }
            all.add(new Finding(
                    "f-a" + String.format("%011x", s.name().hashCode() & 0xffffffffL),
                    FindingCode.NO_HEALTH_CHECK,
                    Severity.WARNING,
                    subject,
                    s.name() + " has no health check",
                    "The image's own is not known here.",
                    Map.of("image", s.template().image()),
                    Instant.now().minusSeconds(100),
                    s.name().contains("mcp") ? Finding.State.UNDECIDED : Finding.State.OPEN,
                    Optional.empty()));
        }
        Findings findings = new Findings(1, Instant.now(), all);
        return new Analysis() {
            public Findings latest() {
                return findings;
            }

            public Findings analyse(Snapshot s) {
                return findings;
            }

            public Scorecard scorecard() {
                return new Scorecard(List.of(
                        new Scorecard.Metric(
                                "services-with-limits",
                                "Services with resource limits",
                                "100 %",
                                Optional.of("1 of 9"),
                                Scorecard.State.MISSED,
                                "counted",
                                Instant.now()),
                        new Scorecard.Metric(
                                "latency",
                                "Overlay latency p95",
                                "10 ms",
                                Optional.empty(),
                                Scorecard.State.UNKNOWN,
                                "needs agents",
                                Instant.now())));
            }

            public ServiceProfile profile(Service service, Snapshot s) {
                return new ServiceProfile(ServiceProfile.Kind.CACHE, List.of("image redis"), true, false);
            }
        };
    }

    @Bean
    @Primary
    Planner samplePlanner() {
        return new Planner() {
            public List<Remedy> remedies(Finding f, Snapshot s) {
                return f.code() == FindingCode.NO_RESOURCE_LIMITS
                        ? List.of(new Remedy("set-resources", "Limit to 2.0 cores and 4 GiB"))
                        : List.of();
            }

            public PlanResult plan(String a, String b, Map<String, String> p, Snapshot s) {
                return new PlanResult.Refused(List.of("not here yet"));
            }
        };
    }
}
