package io.swarmkeeper.telemetry;

import io.swarmkeeper.wire.AgentIdentity;
import io.swarmkeeper.wire.Answer;
import io.swarmkeeper.wire.Connection;
import io.swarmkeeper.wire.ContainerUse;
import io.swarmkeeper.wire.DiskSpace;
import io.swarmkeeper.wire.DiskSpeed;
import io.swarmkeeper.wire.HealthProbe;
import io.swarmkeeper.wire.HealthRun;
import io.swarmkeeper.wire.Kill;
import io.swarmkeeper.wire.NodeUse;
import io.swarmkeeper.wire.ProbeAnswer;
import io.swarmkeeper.wire.ProbeRun;
import io.swarmkeeper.wire.RoundTrip;
import io.swarmkeeper.wire.Sample;
import io.swarmkeeper.wire.SilentPeer;
import io.swarmkeeper.wire.TaskEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * From JSON to what an agent told, or not at all: a text that is cut off, holds a number that nothing measures or misses
 * a name gives nothing. Members that nobody here knows are passed over: a newer agent may have them.
 */
final class AnswerReader {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final int LONGEST_NAME = 190;
    private static final double LONGEST_INTERVAL = 3600;

    private record Format(int format) {}

    /** An answer that makes no sense. */
    static final class SenselessException extends Exception {
        private static final long serialVersionUID = 1L;

        SenselessException(String message) {
            super(message);
        }
    }

    /** It is of another version. */
    static final class OtherFormatException extends Exception {
        private static final long serialVersionUID = 1L;

        final int format;

        OtherFormatException(int format) {
            super("format " + format);
            this.format = format;
        }
    }

    private AnswerReader() {}

    static Answer read(byte[] body) throws SenselessException, OtherFormatException {
        Answer answer;
        try {
            answer = JSON.readValue(body, Answer.class);
        } catch (JacksonException e) {
            int format = format(body);
            if (format != Answer.FORMAT) {
                throw new OtherFormatException(format);
            }
            throw new SenselessException(
                    "its answer is no whole JSON of format %d: %s".formatted(Answer.FORMAT, e.getOriginalMessage()));
        }
        if (answer.format() != Answer.FORMAT) {
            throw new OtherFormatException(answer.format());
        }
        check(answer);
        return answer;
    }

    /** Of one line. */
    static TaskEvent readEvent(String line) throws SenselessException {
        try {
            TaskEvent event = JSON.readValue(line, TaskEvent.class);
            name("type", event.type());
            text("taskId", event.taskId());
            return event;
        } catch (JacksonException e) {
            throw new SenselessException("its event is no JSON: " + e.getOriginalMessage());
        }
    }

    /** The answer to this very request. */
    static ProbeAnswer readProbe(byte[] body, HealthProbe probe, int timeoutSeconds, int most)
            throws SenselessException {
        try {
            ProbeAnswer answer = JSON.readValue(body, ProbeAnswer.class);
            require(answer.command().equals(probe.command(timeoutSeconds)), "command", answer.command());
            int runs = answer.runs().size();
            require(runs > 0 && runs <= most, "runs", runs);
            for (ProbeRun run : answer.runs()) {
                amount("atMillis", run.atMillis());
                amount("millis", run.millis());
                require(run.output() != null, "output", run.output());
                require(
                        run.output().length() <= ProbeRun.LONGEST_OUTPUT,
                        "length of output",
                        run.output().length());
            }
            return answer;
        } catch (JacksonException e) {
            throw new SenselessException("its answer is no whole JSON: " + e.getOriginalMessage());
        }
    }

    static DiskSpeed readSpeed(byte[] body) throws SenselessException {
        try {
            DiskSpeed speed = JSON.readValue(body, DiskSpeed.class);
            check(speed);
            return speed;
        } catch (JacksonException e) {
            throw new SenselessException("its answer is no whole JSON: " + e.getOriginalMessage());
        }
    }

    private static void check(DiskSpeed speed) throws SenselessException {
        amount("atMillis", speed.atMillis());
        require(speed.writes() > 0, "writes", speed.writes());
        amount("p50Micros", speed.p50Micros());
        require(speed.p95Micros() >= speed.p50Micros(), "p95Micros", speed.p95Micros());
        require(speed.p99Micros() >= speed.p95Micros(), "p99Micros", speed.p99Micros());
        require(speed.maxMicros() >= speed.p99Micros(), "maxMicros", speed.maxMicros());
        require(speed.bytes() > 0, "bytes", speed.bytes());
        require(speed.bytesPerSecond() > 0, "bytesPerSecond", speed.bytesPerSecond());
    }

    private static int format(byte[] body) {
        try {
            return JSON.readValue(body, Format.class).format();
        } catch (JacksonException e) {
            return Answer.FORMAT;
        }
    }

    private static void check(Answer answer) throws SenselessException {
        AgentIdentity agent = answer.agent();
        if (agent == null) {
            throw new SenselessException("its answer does not say who it is");
        }
        name("nodeId", agent.nodeId());
        text("hostname", agent.hostname());
        text("version", agent.version());
        name("boot", answer.boot());
        long before = 0;
        for (Sample sample : answer.samples()) {
            require(sample.sequence() > before, "sequence", sample.sequence());
            before = sample.sequence();
            check(sample);
        }
    }

    private static void check(Sample sample) throws SenselessException {
        require(sample.seconds() > 0 && sample.seconds() <= LONGEST_INTERVAL, "seconds", sample.seconds());
        NodeUse node = sample.node();
        if (node != null) {
            amount("cores", node.cores());
            amount("capacityCores", node.capacityCores());
            amount("memoryBytes", node.memoryBytes());
            amount("capacityBytes", node.capacityBytes());
            text("source", node.source());
        }
        for (ContainerUse use : sample.containers()) {
            name("containerId", use.containerId());
            text("taskId", use.taskId());
            text("serviceId", use.serviceId());
            text("health", use.health());
            amount("cores", use.cores());
            amount("memoryBytes", use.memoryBytes());
            amount("cacheBytes", use.cacheBytes());
            amount("peakBytes", use.peakBytes());
            amount("limitBytes", use.limitBytes());
            amount("limitCores", use.limitCores());
        }
        for (Kill kill : sample.kills()) {
            name("id", kill.id());
            require(kill.kind() != null, "kind", kill.kind());
            text("containerId", kill.containerId());
            text("taskId", kill.taskId());
            text("serviceId", kill.serviceId());
            amount("limitBytes", kill.limitBytes());
            amount("peakBytes", kill.peakBytes());
        }
        for (RoundTrip trip : sample.roundTrips()) {
            name("peerNodeId", trip.peerNodeId());
            text("peerHostname", trip.peerHostname());
            text("network", trip.network());
            require(trip.path() != null, "path", trip.path());
            require(trip.micros().size() <= trip.sent(), "sent", trip.sent());
            for (Long micros : trip.micros()) {
                amount("micros", micros);
            }
        }
        for (SilentPeer peer : sample.silentPeers()) {
            name("address", peer.address());
            text("network", peer.network());
        }
        for (Connection connection : sample.connections()) {
            text("serviceId", connection.serviceId());
            text("taskId", connection.taskId());
            text("localAddress", connection.localAddress());
            text("remoteAddress", connection.remoteAddress());
            require(connection.side() != null, "side", connection.side());
            require(
                    "tcp".equals(connection.protocol()) || "udp".equals(connection.protocol()),
                    "protocol",
                    connection.protocol());
            require(connection.port() > 0 && connection.port() <= 65535, "port", connection.port());
        }
        for (DiskSpace space : sample.disks()) {
            require(
                    space.path() != null && space.name() != null && space.kind() != null && space.device() != null,
                    "path",
                    space.path());
            amount("totalBytes", space.totalBytes());
            amount("freeBytes", space.freeBytes());
            DiskSpeed speed = space.speed();
            if (speed != null) {
                check(speed);
            }
        }
        for (HealthRun run : sample.healthRuns()) {
            name("containerId", run.containerId());
            text("serviceId", run.serviceId());
        }
    }

    private static void amount(String what, @Nullable Number value) throws SenselessException {
        require(value == null || Double.isFinite(value.doubleValue()) && value.doubleValue() >= 0, what, value);
    }

    /** Must be there, fits a column, and holds nothing that PostgreSQL refuses. */
    private static void name(String what, @Nullable String value) throws SenselessException {
        text(what, value);
        require(value != null && !value.isBlank(), what, value);
    }

    private static void text(String what, @Nullable String value) throws SenselessException {
        require(
                value != null
                        && value.length() <= LONGEST_NAME
                        && value.chars().noneMatch(c -> c < ' ' || Character.isSurrogate((char) c)),
                what,
                value);
    }

    private static void require(boolean sense, String what, @Nullable Object value) throws SenselessException {
        if (!sense) {
            String shown = String.valueOf(value);
            throw new SenselessException("its answer makes no sense: %s is %s"
                    .formatted(what, shown.length() > 60 ? shown.substring(0, 60) + "…" : shown));
        }
    }
}
