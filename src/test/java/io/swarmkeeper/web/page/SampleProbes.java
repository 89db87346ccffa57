package io.swarmkeeper.web.page;

import io.swarmkeeper.telemetry.AgentUnavailableException;
import io.swarmkeeper.telemetry.Disk;
import io.swarmkeeper.telemetry.DiskProbes;
import io.swarmkeeper.telemetry.HealthProbes;
import io.swarmkeeper.telemetry.ProbeRefusedException;
import io.swarmkeeper.telemetry.ProbeResult;
import io.swarmkeeper.wire.DiskSpeed;
import io.swarmkeeper.wire.HealthProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Agents that answer by what they are asked: redis-ping passes, http-curl has no such program, tcp-connect does not end,
 * whatever else fails with hostile output; port 1 is refused, nobody is heard at port 2. ServerAndAgentsIT asks real ones.
 */
final class SampleProbes implements HealthProbes, DiskProbes {

    /** What was asked for, newest last. */
    final List<Request> asked = new ArrayList<>();

    /** Who had a disk measured, newest last. */
    final List<String> measured = new ArrayList<>();

    @Override
    public synchronized ProbeResult run(Request request) {
        asked.add(request);
        if (request.probe().port() == 1) {
            throw new ProbeRefusedException("The agent of node m1 refuses: the container is paused");
        }
        if (request.probe().port() == 2) {
            throw new AgentUnavailableException("The agent of node m1 is not heard, so nobody can run anything there.");
        }
        List<ProbeResult.Run> runs = new ArrayList<>();
        for (int i = 1; i <= request.runs(); i++) {
            runs.add(
                    switch (request.probe()) {
                        case HealthProbe.RedisPing _ -> result(9 + i, 0, "PONG\n");
                        case HealthProbe.HttpCurl _ ->
                            result(4, 127, "exec: \"curl\": executable file not found in $PATH");
                        case HealthProbe.TcpConnect _ ->
                            new ProbeResult.Run(Instant.now(), Duration.ofMillis(5003), Optional.empty(), "");
                        case HealthProbe.HttpWget _, HealthProbe.PostgresReady _ ->
                            result(31, i == 1 ? 0 : 1, "<img src=x onerror=alert(1)> no response " + "x".repeat(4000));
                    });
            if (runs.getLast().exitCode().isEmpty()) {
                break;
            }
        }
        return new ProbeResult(request.probe().command(request.timeoutSeconds()), request.runs(), runs);
    }

    private static ProbeResult.Run result(long millis, int exitCode, String output) {
        return new ProbeResult.Run(Instant.now(), Duration.ofMillis(millis), Optional.of(exitCode), output);
    }

    @Override
    public synchronized DiskSpeed measure(Disk disk, String by) {
        measured.add(by);
        if (disk.space().fileSystem().startsWith("nfs")) {
            throw new ProbeRefusedException("The agent of node w1 refuses: nas:/export could not be looked at");
        }
        return new DiskSpeed(System.currentTimeMillis(), 200, 850, 2_100, 6_400, 31_000, 64L << 20, 84L << 20);
    }
}
