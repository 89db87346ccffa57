package io.swarmkeeper.audit;

import java.time.Clock;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Puts the log on the server's database. */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

    @Bean
    DatabaseAuditLog auditLog(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            AuditSettings settings,
            Clock clock,
            @Value("${spring.datasource.url:}") String database) {
        boolean inMemory = database.startsWith("jdbc:h2:mem:");
        Optional<Anchor> anchor = inMemory ? Optional.empty() : Optional.of(new Anchor(settings.anchor()));
        return new DatabaseAuditLog(jdbc, transactions, anchor, settings.headEvery(), clock);
    }

    /** The head of the log in the server's own log at every start, where no one with the database alone can change it. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> auditHeadAtStart(DatabaseAuditLog log) {
        return ready -> log.printHead();
    }
}
