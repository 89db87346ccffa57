package io.swarmkeeper.web.api;

import io.swarmkeeper.telemetry.AgentState;
import io.swarmkeeper.telemetry.Coverage;
import io.swarmkeeper.telemetry.Flow;
import io.swarmkeeper.telemetry.KillRecord;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.telemetry.PairLatency;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What agents tell beyond the use of nodes and services. Null is what nobody measured, never zero. */
final class MeasurementViews {

    private MeasurementViews() {}

    /**
     * How we stand with one agent.
     *
     * @param nodeId null, like hostname and version, if no proven answer ever came from there
     * @param standing {@code heard}, {@code no-samples}, {@code silent}, {@code wrong-token}, {@code foreign} or {@code other-format}
     * @param lastWordAt of its last proven answer; null if there never was one
     * @param startedAt its process, by our clock; null if unknown
     * @param clockOffsetMillis its clock less ours, a late answer counted in; null if unknown
     * @param clockOff true if it is ten seconds off or more; null if unknown
     * @param refusedSamples whose time made no sense, since the server started
     */
    record AgentView(
            String address,
            @Nullable String nodeId,
            @Nullable String hostname,
            @Nullable String version,
            String standing,
            @Nullable Instant lastWordAt,
            @Nullable Instant startedAt,
            @Nullable Long clockOffsetMillis,
            @Nullable Boolean clockOff,
            long refusedSamples,
            List<String> troubles) {
        static AgentView of(AgentState agent) {
            return new AgentView(
                    agent.address(),
                    agent.nodeId().orElse(null),
                    agent.hostname().isEmpty() ? null : Shown.text(agent.hostname()),
                    agent.version().isEmpty() ? null : Shown.text(agent.version()),
                    Words.of(agent.standing()),
                    agent.lastWord().orElse(null),
                    agent.startedAt().orElse(null),
                    agent.clockOffset().map(Duration::toMillis).orElse(null),
                    agent.isClockOff().orElse(null),
                    agent.refused(),
                    Shown.texts(agent.troubles()));
        }
    }

    /**
     * Round trips from one node to another.
     *
     * @param path {@code overlay} or {@code underlay}
     * @param network name of the overlay; null for the underlay
     * @param at end of the newest round; sent, received and the three percentiles are of the minute before it
     * @param p95TenMinutesMillis of the ten minutes before it
     * @param sustainedMillis the lower of the 95th percentiles of that minute's halves; null while there was one round
     * @param mtuBytes of the interface; null if not looked at
     * @param largestBytes largest packet that came through in one piece, as of {@code largestAt}; null if not looked at
     */
    record LatencyView(
            String sourceId,
            String source,
            String destId,
            String dest,
            String path,
            @Nullable String network,
            Instant at,
            int sent,
            int received,
            @Nullable Double p50Millis,
            @Nullable Double p95Millis,
            @Nullable Double p99Millis,
            @Nullable Double p95TenMinutesMillis,
            @Nullable Double sustainedMillis,
            @Nullable Integer mtuBytes,
            @Nullable Integer largestBytes,
            @Nullable Instant largestAt) {
        static LatencyView of(PairLatency pair) {
            return new LatencyView(
                    pair.sourceId(),
                    Shown.text(pair.source()),
                    pair.destId(),
                    Shown.text(pair.dest()),
                    Words.of(pair.path()),
                    pair.network().isEmpty() ? null : Shown.text(pair.network()),
                    pair.at(),
                    pair.sent(),
                    pair.received(),
                    pair.p50().orElse(null),
                    pair.p95().orElse(null),
                    pair.p99().orElse(null),
                    pair.p95TenMinutes().orElse(null),
                    pair.sustained().orElse(null),
                    pair.mtuBytes().orElse(null),
                    pair.largestBytes().orElse(null),
                    pair.largestAt().orElse(null));
        }
    }

    /**
     * One service seen talking to another.
     *
     * @param networkId null if no network has this name now
     * @param port of the server
     * @param connections that clients were seen to open
     * @param days on which it was seen, UTC
     */
    record FlowView(
            String client,
            String server,
            @Nullable String networkId,
            String network,
            String protocol,
            int port,
            Instant firstSeenAt,
            Instant lastSeenAt,
            long connections,
            int days) {
        static FlowView of(Flow flow) {
            return new FlowView(
                    Shown.text(flow.client()),
                    Shown.text(flow.server()),
                    flow.networkId().orElse(null),
                    Shown.text(flow.network()),
                    flow.protocol(),
                    flow.port(),
                    flow.firstSeen(),
                    flow.lastSeen(),
                    flow.connections(),
                    flow.days());
        }
    }

    /**
     * One process that was killed with signal 9.
     *
     * @param kind {@code container} or {@code child} for memory; {@code not-memory} if memory was not why
     * @param serviceId null, like service and taskId, if the container was no task; service is null, too, if nobody knew
     *     its name any more
     * @param limitBytes memory limit in force; null = none
     * @param peakBytes the container's high-water mark; null if nobody could read it
     * @param exitCode of the container; null while it lived
     */
    record KillView(
            String id,
            String kind,
            @Nullable String serviceId,
            @Nullable String service,
            @Nullable String taskId,
            String containerId,
            String nodeId,
            String node,
            Instant at,
            @Nullable Long limitBytes,
            @Nullable Long peakBytes,
            @Nullable Integer exitCode) {
        static KillView of(KillRecord kill) {
            return new KillView(
                    kill.id(),
                    Words.of(kill.kind()),
                    orNull(kill.serviceId()),
                    orNull(Shown.text(kill.serviceName())),
                    orNull(kill.taskId()),
                    kill.containerId(),
                    kill.nodeId(),
                    Shown.text(kill.hostname()),
                    kill.at(),
                    kill.limitBytes().orElse(null),
                    kill.peakBytes().orElse(null),
                    kill.exitCode().orElse(null));
        }
    }

    /**
     * How much of the Swarm agents look at: what nobody saw may still be there.
     *
     * @param asked false if agents are not asked at all; {@code troubles} say why
     * @param observedHours all nodes together: an hour in which half of the ready nodes were measured counts half
     * @param observedSince null if nothing was ever measured
     * @param taskShare of the running tasks, those measured now, 0 to 1; null while nothing runs
     * @param nodeShare of the ready nodes, those measured now, 0 to 1; null while none is ready
     */
    record CoverageView(
            Instant at,
            boolean asked,
            long agentsHeard,
            double observedHours,
            @Nullable Instant observedSince,
            @Nullable Double taskShare,
            @Nullable Double nodeShare,
            List<String> troubles) {
        static CoverageView of(Measurements measurements) {
            Coverage coverage = measurements.coverage();
            return new CoverageView(
                    measurements.at(),
                    measurements.asked(),
                    measurements.agents().stream().filter(AgentState::isHeard).count(),
                    Math.round(coverage.hours() * 100) / 100.0,
                    coverage.since().orElse(null),
                    coverage.taskShare().orElse(null),
                    coverage.nodeShare().orElse(null),
                    Shown.texts(measurements.troubles()));
        }
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
