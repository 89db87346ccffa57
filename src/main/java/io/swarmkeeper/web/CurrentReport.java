package io.swarmkeeper.web;

import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.report.MeasuredSizes;
import io.swarmkeeper.analysis.report.Report;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.remediation.RightSizes;
import io.swarmkeeper.stackfile.export.StackExport;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Telemetry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/** What there is to report at this moment, the same for the API and for the page that shows it. */
@Component
public class CurrentReport {

    private final Collector collector;
    private final Analysis analysis;
    private final Telemetry telemetry;
    private final Clock clock;
    private final String version;

    /** @param build absent when the classes do not come from a packaged jar */
    CurrentReport(
            Collector collector,
            Analysis analysis,
            Telemetry telemetry,
            Clock clock,
            ObjectProvider<BuildProperties> build) {
        this.collector = collector;
        this.analysis = analysis;
        this.telemetry = telemetry;
        this.clock = clock;
        this.version = Optional.ofNullable(build.getIfAvailable())
                .map(BuildProperties::getVersion)
                .orElse("0.0.0");
    }

    public Report make() {
        return new Report(
                collector.latest(), analysis.latest(), analysis.scorecard(), sizes(), version, clock.instant(), false);
    }

    /** Names of the stacks that run, sorted, those of nothing but jobs too; none while the Swarm has not been seen. */
    public List<String> stacks() {
        return collector.latest().map(StackExport::stacks).orElse(List.of());
    }

    /** What each service of one stack should be given, by what was measured until now; jobs are not in it. */
    public MeasuredSizes sizes(String stack) {
        return sizes((snapshot, now) -> RightSizes.ofStack(snapshot, telemetry.latest(), stack, now));
    }

    /** What each service should be given. */
    private MeasuredSizes sizes() {
        return sizes((snapshot, now) -> RightSizes.of(snapshot, telemetry.latest(), now));
    }

    private MeasuredSizes sizes(BiFunction<Snapshot, Instant, MeasuredSizes> work) {
        Instant now = clock.instant();
        return collector.latest().map(s -> work.apply(s, now)).orElse(new MeasuredSizes(now, List.of()));
    }
}
