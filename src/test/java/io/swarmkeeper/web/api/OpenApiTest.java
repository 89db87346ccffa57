package io.swarmkeeper.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.web.Caller;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.WebServerTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** {@code /v3/api-docs} holds together, and describes all there is. What calls answer is held against it by RouteWalk. */
@WebServerTest
class OpenApiTest {

    @LocalServerPort
    int port;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mapping;

    private JsonNode api;

    @BeforeEach
    void read() {
        api = Caller.admin(port).get("/v3/api-docs").json();
    }

    /** One call of the description. */
    private record Call(String method, String path, JsonNode operation) {}

    private List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : api.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                calls.add(new Call(method.getKey(), path.getKey(), method.getValue()));
            }
        }
        return calls;
    }

    @Test
    void everyRouteOfTheApiIsThereAndNothingElse() {
        Set<String> routes = new TreeSet<>();
        mapping.getHandlerMethods()
                .forEach((info, handler) -> info.getPatternValues().stream()
                        .filter(p -> p.startsWith("/api/v1") || p.startsWith("/health/"))
                        .forEach(p ->
                                info.getMethodsCondition().getMethods().forEach(m -> routes.add(m.name() + " " + p))));
        assertThat(calls())
                .extracting(c -> c.method().toUpperCase(Locale.ROOT) + " " + c.path())
                .containsExactlyInAnyOrderElementsOf(routes)
                .hasSizeGreaterThan(30);
    }

    @Test
    void everyCallHasItsNameSummaryAndResponses() {
        assertThat(calls())
                .extracting(c -> c.operation().path("operationId").asString())
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z][a-zA-Z]+"));
        for (Call call : calls()) {
            assertThat(call.operation().path("summary").asString())
                    .as(call.path())
                    .isNotBlank();
            JsonNode responses = call.operation().path("responses");
            assertThat(responses.propertyNames().stream().filter(s -> s.startsWith("2")))
                    .as(call.method() + " " + call.path())
                    .hasSize(1);
            responses.properties().forEach(r -> {
                assertThat(r.getValue().path("description").asString()).isNotBlank();
                if (call.path().startsWith("/api/") && r.getKey().charAt(0) > '2') {
                    assertThat(r.getValue()
                                    .path("content")
                                    .path("application/problem+json")
                                    .path("schema")
                                    .path("$ref")
                                    .asString())
                            .isEqualTo("#/components/schemas/Problem");
                }
            });
            for (JsonNode parameter : call.operation().path("parameters")) {
                assertThat(parameter.path("schema").has("type")).isTrue();
                assertThat(call.path().contains("{" + parameter.path("name").asString() + "}"))
                        .isEqualTo(parameter.path("in").asString().equals("path"));
            }
        }
    }

    /** Of what is read it is the one thing that not everybody may. */
    @Test
    void theExportSaysThatItTakesARole() {
        JsonNode responses = calls().stream()
                .filter(c -> c.operation().path("operationId").asString().equals("exportStack"))
                .findFirst()
                .orElseThrow()
                .operation()
                .path("responses");
        assertThat(responses.path("403").path("description").asString()).contains("forbidden");
        assertThat(responses.path("503").path("description").asString()).contains("audit-unavailable");
    }

    @Test
    void whatIsMadeIsCreatedAndWhatIsRemovedLeavesNothing() {
        for (Call call : calls()) {
            // A stack file that is sent is judged and forgotten: nothing is made.
            boolean makes = call.method().equals("post")
                    && !call.path().contains("{")
                    && !call.path().startsWith("/api/v1/stack-files/");
            Set<String> statuses =
                    new TreeSet<>(call.operation().path("responses").propertyNames());
            assertThat(statuses)
                    .as(call.method() + " " + call.path())
                    .contains(makes ? "201" : call.method().equals("delete") ? "204" : "200");
        }
    }

    @Test
    void everyReferenceLeadsSomewhereAndEverySchemaIsUsed() {
        Set<String> referred = new TreeSet<>();
        references(api, referred);
        assertThat(referred)
                .isNotEmpty()
                .allSatisfy(ref ->
                        assertThat(api.at(ref.substring(1)).isObject()).as(ref).isTrue());
        assertThat(api.path("components").path("schemas").propertyNames())
                .allMatch(name -> referred.contains("#/components/schemas/" + name))
                .contains("PlacementView", "PlanPlacementView")
                .doesNotContain("SseEmitter", "JsonNode");
    }

    private static void references(JsonNode node, Set<String> found) {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (member.getKey().equals("$ref")) {
                found.add(member.getValue().asString());
            }
            references(member.getValue(), found);
        }
        if (node.isArray()) {
            node.forEach(element -> references(element, found));
        }
    }

    @Test
    void bothWaysToSignInAreDescribedAndHealthNeedsNone() {
        JsonNode schemes = api.path("components").path("securitySchemes");
        assertThat(schemes.path("basic").path("scheme").asString()).isEqualTo("basic");
        assertThat(schemes.path("token").path("scheme").asString()).isEqualTo("bearer");
        assertThat(api.path("servers").get(0).path("url").asString()).isEqualTo("/");
        assertThat(api.path("security").toString()).isEqualTo("[{\"basic\":[]},{\"token\":[]}]");
        for (Call call : calls()) {
            JsonNode own = call.operation().path("security");
            assertThat(own.isMissingNode() ? "as the API" : own.toString())
                    .as(call.path())
                    .isEqualTo(call.path().startsWith("/health/") ? "[]" : "as the API");
        }
    }

    @Test
    void everyProblemCodeIsInTheDescriptionAndInTheDocument() throws Exception {
        Set<String> known = Arrays.stream(Problem.Code.values())
                .map(Problem.Code::word)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> described = new TreeSet<>();
        api.path("components")
                .path("schemas")
                .path("Problem")
                .path("properties")
                .path("code")
                .path("enum")
                .forEach(c -> described.add(c.asString()));
        assertThat(described).isEqualTo(known);
        String document = Files.readString(Path.of("docs/api.md"));
        for (Problem.Code code : Problem.Code.values()) {
            assertThat(document.lines()
                            .filter(l -> l.startsWith("| " + code.status()) || l.contains(", " + code.status() + " |")))
                    .as(code.word())
                    .anyMatch(l -> l.contains("`" + code.word() + "`"));
        }
    }
}
