package io.swarmkeeper.cli;

import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.stackfile.FileFault;
import io.swarmkeeper.stackfile.FileFinding;
import io.swarmkeeper.stackfile.yaml.Place;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a Swarmkeeper what differs between a file and what runs, by its API. */
final class RemoteReview {

    private static final int UNAUTHORIZED = 401;

    private final Server server;

    RemoteReview(String address, Map<String, String> environment) {
        this.server = new Server(address, environment, Server.WHOLE);
    }

    /** Of all that the server finds in the file only this: it knows no variables and no files beside it. */
    List<FileFinding> drift(byte[] file, Optional<String> stack) {
        HttpResponse<byte[]> answer = server.ask(
                "/api/v1/stack-files/review?stack=" + URLEncoder.encode(stack.orElse(""), StandardCharsets.UTF_8),
                r -> r.header("Content-Type", "application/yaml").POST(BodyPublishers.ofByteArray(file)));
        Optional<JsonNode> json = json(answer.body());
        if (answer.statusCode() != Server.OK || json.isEmpty()) {
            throw server.refused(
                    answer.statusCode(),
                    answer.statusCode() == UNAUTHORIZED
                            ? ""
                            : json.map(j -> j.path("detail").asString("")).orElse(""));
        }
        List<FileFinding> findings = new ArrayList<>();
        for (JsonNode finding : json.get().path("findings").values()) {
            if (finding.path("code").asString("").equals(FileFault.STACK_DRIFT.code())) {
                findings.add(finding(finding));
            }
        }
        return findings;
    }

    private static Optional<JsonNode> json(byte[] body) {
        try {
            return Optional.of(JsonMapper.shared().readTree(body)).filter(JsonNode::isObject);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** The server's, which may be newer or older than this. */
    private static Severity severity(JsonNode json) {
        return Arrays.stream(Severity.values())
                .filter(s -> s.name().equalsIgnoreCase(json.path("severity").asString("")))
                .findFirst()
                .orElse(FileFault.STACK_DRIFT.severity());
    }

    private static FileFinding finding(JsonNode json) {
        return new FileFinding(
                FileFault.STACK_DRIFT.code(),
                severity(json),
                new Place(
                        Math.max(1, json.path("line").asInt(1)),
                        Math.max(1, json.path("column").asInt(1))),
                json.path("subject").asString(""),
                json.path("title").asString(""),
                json.path("explanation").asString(""));
    }
}
