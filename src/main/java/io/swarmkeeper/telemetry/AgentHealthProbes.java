package io.swarmkeeper.telemetry;

import io.swarmkeeper.swarm.Masking;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.telemetry.AgentErrands.Errand;
import io.swarmkeeper.wire.ProbeAnswer;
import io.swarmkeeper.wire.ProbeRequest;
import io.swarmkeeper.wire.ProbeRun;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Sends the probe to the node's agent. */
final class AgentHealthProbes implements HealthProbes {

    /** The label of our own services: we do not operate on ourselves. */
    private static final String ROLE = "swarmkeeper.role";

    /** What an agent adds to each run at most: its patience with the engine, and its pause. */
    private static final Duration PER_RUN = Duration.ofSeconds(3);

    private static final Duration ONCE = Duration.ofSeconds(10);

    private final AgentErrands errands;

    AgentHealthProbes(AgentErrands errands) {
        this.errands = errands;
    }

    @Override
    public ProbeResult run(Request request) throws InterruptedException {
        String name = request.service().name();
        Task task = request.task();
        if (request.service().labels().containsKey(ROLE)) {
            throw new ProbeRefusedException(
                    "%s is one of Swarmkeeper's own services (label %s): it does not operate on itself."
                            .formatted(name, ROLE));
        }
        if (!task.isRunning() || task.containerId().isEmpty()) {
            throw new ProbeRefusedException("The task %s of %s is not running, so there is no container to try it in."
                    .formatted(task.id(), name));
        }
        String nodeId = task.nodeId().orElse("");
        Duration most = PER_RUN.plusSeconds(request.timeoutSeconds())
                .multipliedBy(request.runs())
                .plus(ONCE);
        Errand errand = new Errand(
                "health-probe",
                request.by(),
                "service " + name,
                facts(request),
                most,
                challenge -> made(request, challenge).target());
        Duration offset = errands.contact(nodeId).clockOffset();
        return errands.run(
                nodeId,
                errand,
                body -> result(
                        AnswerReader.readProbe(body, request.probe(), request.timeoutSeconds(), request.runs()),
                        request,
                        offset),
                AgentHealthProbes::outcome);
    }

    private static ProbeRequest made(Request request, String challenge) {
        return new ProbeRequest(
                challenge,
                request.task().containerId(),
                request.task().id(),
                request.probe(),
                request.runs(),
                request.timeoutSeconds());
    }

    /** @param offset the agent's clock less ours */
    private static ProbeResult result(ProbeAnswer answer, Request request, Duration offset) {
        return new ProbeResult(
                answer.command(),
                request.runs(),
                answer.runs().stream().map(r -> run(r, offset)).toList());
    }

    private static ProbeResult.Run run(ProbeRun run, Duration offset) {
        return new ProbeResult.Run(
                Instant.ofEpochMilli(run.atMillis()).minus(offset),
                Duration.ofMillis(run.millis()),
                Optional.ofNullable(run.exitCode()),
                Masking.text(run.output()));
    }

    private static Map<String, String> facts(Request request) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("template", request.probe().template());
        facts.putAll(request.probe().parameters());
        facts.put("runs", Integer.toString(request.runs()));
        facts.put("timeout", request.timeoutSeconds() + " s");
        facts.put("task", request.task().id());
        facts.put("container", request.task().containerId());
        return facts;
    }

    private static Map<String, String> outcome(ProbeResult result) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "exit codes",
                result.runs().stream()
                        .map(r -> r.exitCode().map(String::valueOf).orElse("none in time"))
                        .collect(Collectors.joining(", ")));
        long slowest =
                result.runs().stream().mapToLong(r -> r.took().toMillis()).max().orElse(0);
        facts.put("slowest", slowest + " ms");
        return facts;
    }
}
