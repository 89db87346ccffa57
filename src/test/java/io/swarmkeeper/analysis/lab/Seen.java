package io.swarmkeeper.analysis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.web.Caller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One finding as the API gives it. */
record Seen(
        String id,
        String code,
        String severity,
        String kind,
        String subject,
        String state,
        String title,
        Instant since,
        JsonNode evidence) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** All findings there are now, of any state. */
    static List<Seen> all(Caller caller) {
        Caller.Answer answer = caller.get("/api/v1/findings");
        assertThat(answer.status()).as(answer::text).isEqualTo(200);
        List<Seen> seen = new ArrayList<>();
        answer.json().forEach(f -> seen.add(of(f)));
        return seen;
    }

    private static Seen of(JsonNode json) {
        return new Seen(
                json.path("id").asString(),
                json.path("code").asString(),
                json.path("severity").asString(),
                json.path("subject").path("kind").asString(),
                json.path("subject").path("name").asString(),
                json.path("state").asString(),
                json.path("title").asString(),
                Instant.parse(json.path("since").asString()),
                json.path("evidence"));
    }

    /** Each of these members of the evidence is just this; lists in whatever order the engine has them. */
    Seen with(String json) {
        JSON.readTree(json).properties().forEach(p -> {
            JsonNode actual = evidence.path(p.getKey());
            if (p.getValue().isArray()) {
                assertThat(actual).as("%s of %s", p.getKey(), this).containsExactlyInAnyOrderElementsOf(p.getValue());
            } else {
                assertThat(actual).as("%s of %s", p.getKey(), this).isEqualTo(p.getValue());
            }
        });
        return this;
    }

    boolean has(String json) {
        return JSON.readTree(json).properties().stream()
                .allMatch(p -> evidence.path(p.getKey()).equals(p.getValue()));
    }

    Seen as(String severity, String kind) {
        assertThat(List.of(this.severity, this.kind, state))
                .as("severity, kind and state of %s", this)
                .containsExactly(severity, kind, "open");
        return this;
    }

    long number(String member) {
        assertThat(evidence.path(member).isIntegralNumber())
                .as("%s of %s is a number", member, this)
                .isTrue();
        return evidence.path(member).asLong();
    }
}
