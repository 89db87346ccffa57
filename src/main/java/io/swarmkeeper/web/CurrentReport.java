package io.swarmkeeper.web;

import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.report.Report;
import io.swarmkeeper.collector.Collector;
import java.time.Clock;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/** What there is to report at this moment, the same for the API and for the page that shows it. */
@Component
public class CurrentReport {

    private final Collector collector;
    private final Analysis analysis;
    private final Clock clock;
    private final String version;

    /** @param build absent when the classes do not come from a packaged jar */
    CurrentReport(Collector collector, Analysis analysis, Clock clock, ObjectProvider<BuildProperties> build) {
        this.collector = collector;
        this.analysis = analysis;
        this.clock = clock;
        this.version = Optional.ofNullable(build.getIfAvailable())
                .map(BuildProperties::getVersion)
                .orElse("0.0.0");
    }

    public Report make() {
        return new Report(collector.latest(), analysis.latest(), analysis.scorecard(), version, clock.instant());
    }
}
