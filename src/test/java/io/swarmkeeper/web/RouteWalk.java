package io.swarmkeeper.web;

import io.swarmkeeper.web.Caller.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/**
 * Goes to every address that the server answers, with what nobody should send there, as an admin. Whatever comes back
 * must be an answer that someone thought of: a problem for programs, a page for people, never a fault of ours, a stack
 * trace or a framework's own page. Each walk returns what was not so, one line each.
 */
public final class RouteWalk {

    /** Ids that nothing has, of every shape there is. */
    private static final List<String> UNKNOWN_IDS = List.of(
            "4711",
            "0",
            "-1",
            "unheard-of",
            "f-00000000",
            "99999999999999999999",
            "\uD83D\uDE00 ü",
            "<script>alert(1)<script>",
            "' or 1=1 --",
            "__${T(Runtime)}__",
            "x".repeat(3000));

    private static final List<String> WRONG_VALUES = List.of(
            "",
            " ",
            "nope",
            "-1",
            "0",
            "1e999999999",
            "99999999999999999999",
            "a,b,,c",
            "\u0000",
            "\uD83D\uDE00",
            "<script>alert(1)</script>",
            "' or 1=1 --",
            "__${T(Runtime)}__",
            "..%2f..%2fetc",
            "x".repeat(5000));

    /** As they stand in JSON. */
    private static final List<String> WRONG_MEMBERS = List.of(
            "null",
            "true",
            "1",
            "-1",
            "1e400",
            "123456789012345678901234567890",
            "\"\"",
            "\"nope\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "[]",
            "[1]",
            "{}",
            "{\"a\":{\"b\":[1]}}",
            "{\"kind\":\"nope\"}",
            "{\"kind\":\"service\",\"id\":\"\\u0000\",\"name\":\"b\"}",
            "\"" + "x".repeat(100_000) + "\"");

    private static final List<String> BROKEN_BODIES = List.of(
            "",
            "{",
            "{\"reason\":",
            "[]",
            "null",
            "\"text\"",
            "12",
            "{\"reason\":\"a\",\"reason\":\"b\"}",
            "{\"no-such-member\":1}",
            "{\"a\":" + "[".repeat(10_000),
            "\u0000",
            "<html>");

    /** What each member is asked to be, so that one wrong one is not hidden behind others that are missing. */
    private static final Map<String, String> RIGHT_MEMBERS = Map.of(
            "reason", "\"because\"",
            "code", "\"single-replica\"",
            "until", "\"" + Instant.now().plus(Duration.ofDays(30)) + "\"",
            "subject", "{\"kind\":\"service\",\"name\":\"shop_web\"}",
            "action", "\"set-resources\"",
            "name", "\"probe\"",
            "role", "\"viewer\"",
            "password", "\"correct-horse-9\"");

    private static final Pattern INSIDES = Pattern.compile(
            "(?m)^\\s+at [\\w.$/]+\\(|Whitelabel|java\\.lang\\.|org\\.springframework|io\\.swarmkeeper\\.|[a-z]Exception");

    private static final int TEN_MEGABYTES = 10 * 1024 * 1024;

    private final List<Route> routes;
    private final Caller program;
    private final Caller browser;
    private final String csrf;
    private final JsonNode described;
    /** By route, status and what is wrong: the first of its kind. */
    private final Map<String, String> complaints = new LinkedHashMap<>();

    /** @param name an admin of this walk's own, with {@link Caller#PASSWORD}: it will be slowed down */
    public RouteWalk(RequestMappingHandlerMapping mapping, int port, String name) {
        routes = Route.all(mapping);
        program = Caller.stranger(port).as(name, Caller.PASSWORD);
        described = program.get("/v3/api-docs").json().path("paths");
        String cookie = "SWARMKEEPER-CSRF=1c9a0ee5-4f0e-4c1a-9d43-3b0d31a7f6b2";
        csrf = Caller.masked(cookie);
        browser = Caller.stranger(port)
                .with("Cookie", Caller.stranger(port).signIn(name, Caller.PASSWORD) + "; " + cookie)
                .with("Accept", "text/html");
    }

    public int size() {
        return routes.size();
    }

    /** No route answers an id that nothing has with success. */
    public List<String> unknownIds() {
        for (Route route : routes) {
            if (!route.hasVariables()) {
                continue;
            }
            for (String id : UNKNOWN_IDS) {
                String path = route.with(id);
                Answer answer =
                        send(route, path, route.body().isPresent() ? "{\"reason\":\"because\"}" : "reason=because");
                look(route, path, answer);
                refused(route, path, answer);
            }
        }
        return List.copyOf(complaints.values());
    }

    /** Whatever a parameter says, and whatever parameters there are that nobody knows. */
    public List<String> wrongParameters() {
        for (Route route : routes) {
            for (String name : route.parameters()) {
                for (String value : WRONG_VALUES) {
                    withParameter(route, name, value);
                }
            }
            Answer answer = withParameter(route, "no-such-parameter", "1");
            if (route.pattern().startsWith("/api/v1/")) {
                check(route, "no-such-parameter", "must tell it", answer.code().equals("unknown-parameter"), answer);
            }
        }
        return List.copyOf(complaints.values());
    }

    private Answer withParameter(Route route, String name, String value) {
        String pair = name + "=" + Route.encoded(value);
        String path = route.with("4711");
        Answer answer = route.isForPrograms() || route.isRead()
                ? send(route, path + "?" + pair, route.body().isPresent() ? "{}" : "")
                : send(route, path, pair);
        look(route, path + " with " + pair, answer);
        return answer;
    }

    /** Bodies that are none, are none of this kind, or have one member that is not what it should be. */
    public List<String> brokenBodies() {
        for (Route route : routes) {
            if (route.body().isEmpty()) {
                continue;
            }
            String path = route.with("4711");
            for (String body : BROKEN_BODIES) {
                Answer answer = send(route, path, body);
                look(route, path + " with " + body, answer);
                check(route, path + " with " + body, "must be refused", answer.status() >= 400, answer);
            }
            Answer form = program.form(path, "reason=because");
            if (route.method().equals("POST")) {
                look(route, path + " with a form", form);
                check(route, path + " with a form", "must be refused", form.status() >= 400, form);
            }
            List<String> members = Route.componentNames(route.body().get());
            for (String wrong : members) {
                for (String value : WRONG_MEMBERS) {
                    String body = object(members, wrong, value);
                    look(route, path + " with " + body, send(route, path, body));
                }
            }
        }
        return List.copyOf(complaints.values());
    }

    private static String object(List<String> members, String wrong, String value) {
        Map<String, String> object = new LinkedHashMap<>();
        for (String member : members) {
            if (RIGHT_MEMBERS.containsKey(member)) {
                object.put(member, RIGHT_MEMBERS.get(member));
            }
        }
        if (wrong.equals("findingId")) {
            object.remove("subject");
        }
        object.put(wrong, value);
        return object.entrySet().stream()
                .map(e -> "\"" + e.getKey() + "\":" + e.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** Ten megabytes to every address that may get a body. */
    public List<String> hugeBodies() {
        String filling = "x".repeat(TEN_MEGABYTES);
        for (Route route : routes) {
            String path = route.with("4711");
            Answer answer = switch (route.method()) {
                case "POST", "PUT", "PATCH" ->
                    send(route, path, route.isForPrograms() ? "{\"reason\":\"" + filling + "\"}" : "reason=" + filling);
                default ->
                    (route.isForPrograms() ? program : browser)
                            .send(route.method(), path, BodyPublishers.ofString(filling));
            };
            look(route, path + " with 10 MB", answer);
            check(route, path + " with 10 MB", "must be 413", answer.status() == 413, answer);
        }
        return List.copyOf(complaints.values());
    }

    /** Methods that an address does not know are told with those that it does. */
    public List<String> wrongMethods() {
        Map<String, List<String>> known = routes.stream()
                .collect(Collectors.groupingBy(Route::pattern, Collectors.mapping(Route::method, Collectors.toList())));
        for (Route route : routes) {
            if (route.pattern().equals("/error")) {
                continue; // answers everything, with what went wrong
            }
            for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
                boolean signIn = route.pattern().equals("/login") && method.equals("POST");
                if (signIn || known.get(route.pattern()).contains(method)) {
                    continue;
                }
                String path = route.with("4711");
                Answer answer = (route.isForPrograms() ? program : browser.with("X-CSRF-TOKEN", csrf))
                        .send(method, path, BodyPublishers.noBody());
                look(route, method + " " + path, answer);
                check(
                        route,
                        method + " " + path,
                        "must be 405",
                        answer.status() == 405 || answer.status() == 404,
                        answer);
            }
        }
        return List.copyOf(complaints.values());
    }

    /** Nothing but the doors is open to whoever has not signed in. */
    public List<String> strangers(int port) {
        Caller stranger = Caller.stranger(port);
        for (Route route : routes) {
            if (route.isHealth() || List.of("/login", "/error").contains(route.pattern())) {
                continue;
            }
            String path = route.with("4711");
            Answer answer = (route.isForPrograms() ? stranger : stranger.with("Accept", "text/html"))
                    .send(route.method(), path, BodyPublishers.noBody());
            boolean toLogin =
                    answer.status() == 302 && answer.header("Location").endsWith("/login");
            boolean closed = route.isForPrograms() ? answer.status() == 401 : toLogin || answer.status() == 403;
            check(route, path + " as nobody", "must be closed", closed, answer);
        }
        return List.copyOf(complaints.values());
    }

    /**
     * Every address while there is no engine: what can be told without one is told, everything else says why not.
     *
     * @param found a sentence about the engine that has to be on every page and in every refusal
     */
    public List<String> withoutEngine(String reason, String found) {
        for (Route route : routes) {
            if (!route.isRead() || route.isStream() || route.pattern().equals("/error")) {
                continue;
            }
            String path = route.with("4711");
            Answer answer = send(route, path, "");
            look(route, path, answer);
            if (answer.status() == 503 && !route.isHealth()) {
                JsonNode problem = answer.json();
                check(
                        route,
                        path,
                        "must say why there is no Swarm",
                        problem.path("code").asString().equals("swarm-unavailable")
                                && problem.path("reason").asString().equals(reason)
                                && problem.path("found").asString().contains(found)
                                && !problem.path("advice").asString().isEmpty(),
                        answer);
            }
            boolean page = answer.header("Content-Type").startsWith("text/html")
                    && !List.of("/login", "/api-docs").contains(route.pattern());
            if (page && !answer.text().contains("swagger")) {
                check(
                        route,
                        path,
                        "must say what was found",
                        Jsoup.parse(answer.text()).text().contains(found),
                        answer);
            }
        }
        return List.copyOf(complaints.values());
    }

    private Answer send(Route route, String path, String body) {
        if (!route.isForPrograms()) {
            if (!route.isRead()) {
                return browser.form(path, "_csrf=" + csrf + "&" + body);
            }
            return route.isStream() ? begin(browser, path) : browser.get(path);
        }
        if (route.isStream()) {
            return begin(program, path);
        }
        return switch (route.method()) {
            case "POST" -> program.post(path, body);
            case "PUT" -> program.put(path, body);
            default -> program.send(route.method(), path, BodyPublishers.noBody());
        };
    }

    /** A stream that was opened ends here; what it was refused with is read. */
    private static Answer begin(Caller caller, String path) {
        HttpResponse<InputStream> response = caller.open(path);
        try (InputStream body = response.body()) {
            byte[] text = response.statusCode() == 200 ? new byte[0] : body.readAllBytes();
            return new Answer(new Raw.Heard(response.statusCode(), response.headers(), text));
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        }
    }

    /** What holds for every answer. */
    private void look(Route route, String asked, Answer answer) {
        int status = answer.status();
        check(route, asked, "must be no fault of ours", status < 500 || isTold503(answer), answer);
        check(
                route,
                asked,
                "must carry the policy",
                answer.header("Content-Security-Policy").contains("default-src 'none'"),
                answer);
        if (status < 400) {
            return;
        }
        check(
                route,
                asked,
                "must not show our insides",
                !INSIDES.matcher(answer.text()).find(),
                answer);
        String kind = answer.header("Content-Type");
        if (route.isHealth() && kind.startsWith("text/plain")) {
            return;
        }
        if (route.isForPrograms()) {
            check(
                    route,
                    asked,
                    "must be a problem",
                    kind.equals("application/problem+json") && isProblem(answer),
                    answer);
        } else {
            Document page = Jsoup.parse(answer.text());
            check(
                    route,
                    asked,
                    "must be a page",
                    kind.startsWith("text/html") && !page.select("h1").text().isBlank(),
                    answer);
        }
    }

    /** The status, and for problems the code, is one that /v3/api-docs foretells for this call. */
    private boolean isDescribed(Route route, Answer answer) {
        if (!route.pattern().startsWith("/api/v1/")) {
            return true;
        }
        JsonNode response = described
                .path(route.pattern())
                .path(route.method().toLowerCase(Locale.ROOT))
                .path("responses")
                .path(Integer.toString(answer.status()));
        return response.isObject()
                && (answer.status() < 400
                        || response.path("description").asString().contains(answer.code() + ": "));
    }

    private static boolean isTold503(Answer answer) {
        return answer.status() == 503
                && (answer.code().equals("swarm-unavailable")
                        || answer.header("Content-Type").startsWith("text/plain"));
    }

    private static boolean isProblem(Answer answer) {
        JsonNode problem = answer.json();
        return Arrays.stream(Problem.Code.values())
                        .filter(c -> c != Problem.Code.INTERNAL_ERROR)
                        .anyMatch(c -> c.word().equals(problem.path("code").asString()))
                && problem.path("status").asInt() == answer.status()
                && !problem.path("title").asString().isBlank()
                && !problem.path("detail").asString().isBlank()
                && problem.path("instance").asString().startsWith("/");
    }

    /** Programs and readers get 4xx; a form may send its reader back to a page that says so. */
    private void refused(Route route, String asked, Answer answer) {
        if (answer.status() >= 400) {
            return;
        }
        boolean told = false;
        if (!route.isForPrograms() && answer.status() == 302) {
            String back = answer.header("Location");
            told = !Jsoup.parse(browser.get(back.substring(back.indexOf('/', 8) < 0 ? 0 : path(back)))
                            .text())
                    .select(".notice.bad")
                    .isEmpty();
        }
        check(route, asked, "must be refused", told, answer);
    }

    private static int path(String address) {
        return address.startsWith("http") ? address.indexOf('/', "https://".length()) : 0;
    }

    private void check(Route route, String asked, String what, boolean holds, Answer answer) {
        if (!holds) {
            complaints.putIfAbsent(
                    route + " " + answer.status() + " " + what,
                    "%s %s; asked %s; answered %d %s %s"
                            .formatted(
                                    route,
                                    what,
                                    shortened(asked, 160),
                                    answer.status(),
                                    answer.header("Content-Type"),
                                    shortened(answer.text(), 300)));
        }
    }

    private static String shortened(String text, int most) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= most ? line : line.substring(0, most) + "…";
    }
}
