package io.swarmkeeper.engine;

import io.swarmkeeper.change.SwarmControl;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.engine.EngineClient.Answer;
import io.swarmkeeper.engine.JsonText.Range;
import io.swarmkeeper.swarm.Task;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Writes service specs, each with one request. No {@code X-Registry-Auth} is sent, so the engine keeps the credentials
 * that the spec has (20.10 daemon/cluster/services.go).
 */
final class EngineSwarmControl implements SwarmControl {

    private final EngineClient client;

    EngineSwarmControl(EngineClient client) {
        this.client = client;
    }

    @Override
    public Optional<LiveService> readService(String serviceId) throws SwarmUnavailableException {
        String path = "/services/" + encode(serviceId);
        Answer answer = client.get(path);
        if (answer.status() == 404) {
            return Optional.empty();
        }
        if (!answer.isSuccess()) {
            throw client.failures().ofAnswer(path, answer);
        }
        try {
            byte[] body = answer.body();
            JsonNode json = ListReader.JSON.readTree(body);
            String spec = JsonText.member(body, new Range(0, body.length), "Spec")
                    .map(r -> JsonText.text(body, r))
                    .orElseThrow(() -> new IllegalArgumentException("it has no Spec"));
            return Optional.of(LiveServiceParser.parse(json, spec));
        } catch (JacksonException | JsonText.MalformedException | IllegalArgumentException e) {
            throw client.failures().garbled(path, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public WriteResult updateService(String serviceId, long version, String specJson) {
        String path = "/services/%s/update?version=%d".formatted(encode(serviceId), version);
        Answer answer;
        try {
            answer = client.post(path, specJson.getBytes(StandardCharsets.UTF_8));
        } catch (SwarmUnavailableException e) {
            return new WriteResult.Unknown(e.found());
        }
        if (answer.isSuccess()) {
            return new WriteResult.Accepted(warnings(answer));
        }
        String message = EngineFailures.message(answer);
        if (message.contains("update out of sequence")) {
            return new WriteResult.OutOfSequence();
        }
        return answer.status() < 500 || answer.status() == 501
                ? new WriteResult.Refused(message)
                : new WriteResult.Unknown("The engine answered %d: %s.".formatted(answer.status(), message));
    }

    @Override
    public List<Task> readUpToDateTasks(String serviceId) throws SwarmUnavailableException {
        return tasks("""
                {"service":["%s"],"_up-to-date":["true"]}""".formatted(serviceId));
    }

    @Override
    public List<Task> readTasks(String serviceId) throws SwarmUnavailableException {
        return tasks("""
                {"service":["%s"]}""".formatted(serviceId));
    }

    private List<Task> tasks(String filters) throws SwarmUnavailableException {
        String path = "/tasks?filters=" + encode(filters);
        Answer answer = client.get(path);
        if (answer.status() == 404) {
            return List.of(); // the service is gone, and its tasks with it
        }
        if (!answer.isSuccess()) {
            throw client.failures().ofAnswer(path, answer);
        }
        try {
            ListReader.Outcome<Task> outcome = new SwarmReaders().tasks.read(answer.body());
            if (!outcome.leftOut().isEmpty()) {
                // a change must never be judged by part of its tasks
                throw client.failures().garbled(path, outcome.leftOut().getFirst());
            }
            return outcome.items();
        } catch (JsonText.MalformedException e) {
            throw client.failures().garbled(path, String.valueOf(e.getMessage()));
        }
    }

    private static List<String> warnings(Answer answer) {
        try {
            return Fields.texts(ListReader.JSON.readTree(answer.body()), "Warnings");
        } catch (JacksonException e) {
            return List.of(); // written all the same: the status says so
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
