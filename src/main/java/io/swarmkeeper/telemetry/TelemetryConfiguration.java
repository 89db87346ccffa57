package io.swarmkeeper.telemetry;

import io.swarmkeeper.audit.AuditLog;
import io.swarmkeeper.collector.Collector;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/** Puts telemetry together, starts it when all who listen are there, and stops it before they go. */
@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {

    @Bean
    TelemetryMetrics telemetryMetrics(AgentSettings settings) {
        return new TelemetryMetrics(settings.pairsExported());
    }

    @Bean
    Intake intake(AgentSettings settings, TelemetryStore store, TelemetryMetrics metrics) {
        return new Intake(settings.silentAfter(), settings.sizeAfter(), new KillLedger(store::findKill), metrics);
    }

    @Bean
    AgentLine agentLine(AgentSettings settings, Intake intake, ObjectProvider<Collector> collector, Clock clock) {
        Optional<AgentClient> client = settings.proof()
                .map(proof -> new AgentClient(proof, settings.connectTimeout(), settings.readTimeout(), clock));
        Optional<Agents> agents = client.map(asking -> new Agents(
                settings,
                asking,
                intake,
                InetAddress::getAllByName,
                () -> collector.ifAvailable(Collector::tasksChanged),
                clock));
        return new AgentLine(agents, client);
    }

    @Bean
    AgentErrands agentErrands(AgentLine line, AuditLog audit, Clock clock) {
        return new AgentErrands(line, audit, clock);
    }

    @Bean
    HealthProbes healthProbes(AgentErrands errands) {
        return new AgentHealthProbes(errands);
    }

    @Bean
    DiskProbes diskProbes(AgentErrands errands) {
        return new AgentDiskProbes(errands);
    }

    @Bean(destroyMethod = "")
    LiveTelemetry telemetry(
            AgentSettings settings,
            Intake intake,
            TelemetryStore store,
            AgentLine line,
            ApplicationEventPublisher events,
            Clock clock) {
        return new LiveTelemetry(intake, store, line.agents(), events::publishEvent, clock, settings.saveEvery());
    }

    @Bean
    Switch telemetrySwitch(LiveTelemetry telemetry) {
        return new Switch(telemetry);
    }

    static final class Switch {
        private final LiveTelemetry telemetry;

        Switch(LiveTelemetry telemetry) {
            this.telemetry = telemetry;
        }

        @EventListener(ApplicationReadyEvent.class)
        void start() {
            telemetry.start();
        }

        @EventListener(ContextClosedEvent.class)
        void stop() {
            telemetry.close();
        }
    }
}
