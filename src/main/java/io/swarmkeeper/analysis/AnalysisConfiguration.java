package io.swarmkeeper.analysis;

import io.swarmkeeper.analysis.detector.Detectors;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.telemetry.Telemetry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the detectors, the memory and the beat together. */
@Configuration(proxyBeanMethods = false)
class AnalysisConfiguration {

    @Bean
    LiveAnalysis analysis(
            FindingsProperties properties,
            FirstSeenTable table,
            DatabaseExemptions exemptions,
            AppliedFixes fixes,
            ObjectProvider<Collector> collector,
            Telemetry telemetry,
            ApplicationEventPublisher events,
            TrendTable trends,
            Clock clock) {
        return new LiveAnalysis(
                new Analyser(Detectors.all(properties.thresholds())),
                new FirstSeen(properties.grace()),
                properties.failureMemory(),
                table,
                exemptions,
                fixes,
                collector,
                telemetry,
                events,
                new Scoring(properties.thresholds().use(), trends),
                clock);
    }

    @Bean
    AnalysisBeat analysisBeat(LiveAnalysis analysis) {
        return new AnalysisBeat(analysis);
    }
}
