package io.swarmkeeper.telemetry;

import io.swarmkeeper.telemetry.AgentErrands.Errand;
import io.swarmkeeper.wire.DiskProbeRequest;
import io.swarmkeeper.wire.DiskSpeed;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sends the probe to the node's agent. */
final class AgentDiskProbes implements DiskProbes {

    private static final Duration MOST = Duration.ofSeconds(DiskProbeRequest.LONGEST_SECONDS + 5);

    private final AgentErrands errands;

    AgentDiskProbes(AgentErrands errands) {
        this.errands = errands;
    }

    @Override
    public DiskSpeed measure(Disk disk, String by) throws InterruptedException {
        String kind = disk.space().kind();
        String name = disk.space().name();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("kind", kind);
        facts.put("device", disk.space().device());
        Errand errand = new Errand(
                "disk-probe",
                by,
                "volume " + name,
                facts,
                MOST,
                challenge -> new DiskProbeRequest(challenge, kind, name).target());
        return errands.run(disk.nodeId(), errand, AnswerReader::readSpeed, AgentDiskProbes::outcome);
    }

    private static Map<String, String> outcome(DiskSpeed speed) {
        return Map.of(
                "small writes, p95", speed.p95Micros() + " µs", "in a row", speed.bytesPerSecond() + " bytes a second");
    }
}
