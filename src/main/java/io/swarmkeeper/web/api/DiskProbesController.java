package io.swarmkeeper.web.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.telemetry.Disk;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.access.Viewer;
import io.swarmkeeper.web.probe.DiskTrials;
import io.swarmkeeper.wire.DiskSpeed;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/nodes", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Swarm")
class DiskProbesController {

    private static final int LONGEST_NAME = 500;

    private final DiskTrials trials;
    private final LatestSnapshot latest;

    DiskProbesController(DiskTrials trials, LatestSnapshot latest) {
        this.trials = trials;
        this.latest = latest;
    }

    /**
     * The disk to measure.
     *
     * @param kind volume or bind
     * @param name of the volume, or the host path of a bind mount, as a running task of the node mounts it
     */
    record DiskProbeRequest(@Nullable String kind, @Nullable String name) {}

    /**
     * @param device as the host's mount table names it
     * @param writes synchronous writes of 4 KiB, one after the other
     * @param writeP50Micros median of their times; likewise the others
     * @param bytesPerSecond of 64 MiB written in a row, until all of it was durable
     */
    record DiskProbeView(
            String nodeId,
            String nodeHostname,
            String kind,
            String name,
            String device,
            String fileSystem,
            int writes,
            long writeP50Micros,
            long writeP95Micros,
            long writeP99Micros,
            long writeMaxMicros,
            long bytesPerSecond) {}

    @PostMapping(path = "/{node}/disk-probe", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Tells({Problem.Code.PROBE_REFUSED, Problem.Code.AGENT_UNAVAILABLE, Problem.Code.SWARM_UNAVAILABLE})
    @Operation(
            operationId = "probeDisk",
            summary = "Measures the disk under a volume by writing 65 MiB to it, gone afterwards (role operator)")
    DiskProbeView probe(
            @PathVariable @Parameter(description = "id or host name") String node,
            @RequestBody DiskProbeRequest request,
            Viewer viewer)
            throws InterruptedException {
        DiskTrials.require(viewer);
        Node found = latest.getNode(latest.get(), node);
        String kind = Wanted.text("kind", request.kind(), 20);
        if (!List.of("volume", "bind").contains(kind)) {
            throw Wanted.invalid("kind", "kind is \"%s\"; expected is volume or bind.".formatted(Shown.text(kind)));
        }
        String name = Wanted.text("name", request.name(), LONGEST_NAME);
        Disk disk = trials.get(found, kind, name);
        DiskSpeed speed = trials.measure(disk, viewer);
        return new DiskProbeView(
                found.id(),
                found.hostname(),
                kind,
                name,
                disk.space().device(),
                disk.space().fileSystem(),
                speed.writes(),
                speed.p50Micros(),
                speed.p95Micros(),
                speed.p99Micros(),
                speed.maxMicros(),
                speed.bytesPerSecond());
    }
}
