package io.swarmkeeper.analysis;

import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.detector.Detectors;
import io.swarmkeeper.analysis.detector.Judging;
import io.swarmkeeper.audit.InMemoryAuditLog;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.collector.SnapshotTaken;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.NodeBuilder;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.Measuring;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** What a fresh look at the Swarm says of a finding whose fix is to be proven. */
class LiveAnalysisTest {

    /** How long a service must be held back before that counts. */
    private static final Duration AFTER = Duration.ofMinutes(5);

    private final Snapshot snapshot = new ClusterBuilder()
            .node("m1", 4, 8, NodeBuilder::manager)
            .node("w1", 4, 8)
            .service("web", s -> s.limit(0.5, 1).runningOn("w1"))
            .build();
    private Instant now = NOW;
    private Measurements measured = heldBack(0.6);
    private final LiveAnalysis analysis = analysis();

    private LiveAnalysis analysis() {
        DriverManagerDataSource database =
                new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        Flyway.configure().dataSource(database).load().migrate();
        JdbcTemplate jdbc = new JdbcTemplate(database);
        JdbcTransactionManager transactions = new JdbcTransactionManager(database);
        JdbcClient client = JdbcClient.create(database);
        InstantSource time = () -> now;
        Clock clock = time.withZone(ZoneOffset.UTC);
        ApplicationEventPublisher nobody = event -> {};
        ObjectProvider<Collector> none = new StaticListableBeanFactory().getBeanProvider(Collector.class);
        return new LiveAnalysis(
                new Analyser(Detectors.all(Judging.STANDARD)),
                new FirstSeen(Duration.ofSeconds(10)),
                Duration.ofHours(1),
                new FirstSeenTable(jdbc, transactions),
                new DatabaseExemptions(client, transactions, new InMemoryAuditLog(), none, nobody, clock),
                new DatabaseAppliedFixes(client, transactions),
                none,
                () -> measured,
                nobody,
                new Scoring(Judging.STANDARD.use(), new TrendTable(jdbc, transactions)),
                clock);
    }

    private Measurements heldBack(double share) {
        return Measuring.of(snapshot).service("web", u -> u.throttled(share)).build();
    }

    private void passes(Duration time) {
        now = now.plus(time);
        analysis.on(new SnapshotTaken(snapshot));
    }

    private Optional<Finding> asked() {
        return analysis.analyse(snapshot).find(FindingCode.CPU_THROTTLED, "web");
    }

    private Optional<Finding> told() {
        return analysis.latest().find(FindingCode.CPU_THROTTLED, "web");
    }

    /** A new container under another limit clears what was measured, so the time of what it does begins anew. */
    @Test
    void whatIsSeenAgainAfterAFixIsNotCalledGoneBeforeItCounts() {
        passes(Duration.ZERO);
        passes(AFTER.plusSeconds(1));
        assertThat(told()).hasValueSatisfying(f -> assertThat(f.isOpen()).isTrue());

        measured = heldBack(0);
        passes(Duration.ofSeconds(1));
        passes(Duration.ofSeconds(11));
        assertThat(told()).isEmpty();
        assertThat(asked()).as("nothing is seen of it").isEmpty();

        measured = heldBack(0.6);
        passes(Duration.ofSeconds(1));
        passes(AFTER.minusSeconds(10));
        assertThat(told()).as("it does not count yet").isEmpty();
        assertThat(asked()).hasValueSatisfying(f -> {
            assertThat(f.state()).isEqualTo(Finding.State.UNDECIDED);
            assertThat(f.explanation()).endsWith("It counts once it has lasted, and has not lasted long enough yet.");
        });

        passes(Duration.ofSeconds(11));
        assertThat(asked()).hasValueSatisfying(f -> assertThat(f.isOpen()).isTrue());
    }

    @Test
    void anExemptionDecidesNothingThatHasNotLasted() {
        Snapshot exempt = new ClusterBuilder()
                .node("m1", 4, 8, NodeBuilder::manager)
                .node("w1", 4, 8)
                .service(
                        "web",
                        s -> s.label("swarmkeeper.exempt.cpu-throttled", "2026-12-31; known")
                                .limit(0.5, 1)
                                .runningOn("w1"))
                .build();
        assertThat(analysis.analyse(exempt).find(FindingCode.CPU_THROTTLED, "web"))
                .hasValueSatisfying(f -> assertThat(f.state()).isEqualTo(Finding.State.UNDECIDED));
    }
}
