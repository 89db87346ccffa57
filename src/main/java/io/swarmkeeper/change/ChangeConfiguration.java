package io.swarmkeeper.change;

import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.AppliedFixes;
import io.swarmkeeper.audit.AuditLog;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.collector.SnapshotTaken;
import io.swarmkeeper.remediation.Planner;
import java.time.Clock;
import java.util.function.Consumer;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Puts the room together. */
@Configuration(proxyBeanMethods = false)
class ChangeConfiguration {

    private static final Consumer<String> UNHURT = point -> {};

    @Bean
    Brake changeBrake(ChangeSettings settings, Clock clock) {
        return new Brake(settings.brakeAfter(), settings.brakeHold(), clock);
    }

    @Bean
    BrakeFeed changeBrakeFeed(Brake brake) {
        return new BrakeFeed(brake);
    }

    /** Every snapshot the server takes goes to the brake. */
    record BrakeFeed(Brake brake) {
        @EventListener
        void on(SnapshotTaken taken) {
            brake.observe(taken.snapshot());
        }
    }

    @Bean
    Work changeWork(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            AuditLog audit,
            ApplicationEventPublisher events,
            SwarmControl control,
            Collector collector,
            Analysis analysis,
            Planner planner,
            AppliedFixes fixes,
            Brake brake,
            ChangeSettings settings,
            Clock clock) {
        ChangeStore store = new ChangeStore(jdbc, transactions, clock);
        return new Work(
                store,
                new Journal(audit, store, events, settings.fourEyes(), UNHURT),
                control,
                collector,
                analysis,
                planner,
                fixes,
                brake,
                new ApplyTurn(),
                settings,
                clock,
                UNHURT);
    }

    @Bean(destroyMethod = "")
    ChangeRunner changeRunner(Work work) {
        return new ChangeRunner(work);
    }

    @Bean
    StoredChanges changes(Work work, ChangeRunner runner) {
        return new StoredChanges(work, runner);
    }

    @Bean
    ChangeLife changeLife(StoredChanges changes, ChangeRunner runner, ChangeSettings settings) {
        return new ChangeLife(changes, runner, settings.expiryEvery());
    }
}
