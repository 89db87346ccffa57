package io.swarmkeeper.web;

import io.swarmkeeper.web.Caller.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/**
 * Goes to every address that the server answers, with what nobody should send there, as an admin. Whatever comes back
 * must be an answer that someone thought of: a problem for programs, a page for people, never a fault of ours, a stack
 * trace or a framework's own page. Each walk returns what was not so, one line each.
 */
public final class RouteWalk {

    private static final int TEN_MEGABYTES = 10 * 1024 * 1024;

    private final List<Route> routes;
    private final Caller program;
    private final Caller browser;
    private final String csrf;
    private final RouteJudge judge;

    /** @param name an admin of this walk's own, with {@link Caller#PASSWORD}: it will be slowed down */
    public RouteWalk(RequestMappingHandlerMapping mapping, int port, String name) {
        routes = Route.all(mapping);
        program = Caller.stranger(port).as(name, Caller.PASSWORD);
        judge = new RouteJudge(program.get("/v3/api-docs").json().path("paths"));
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
            for (String id : BadInput.UNKNOWN_IDS) {
                String path = route.with(id);
                Answer answer =
                        send(route, path, route.body().isPresent() ? "{\"reason\":\"because\"}" : "reason=because");
                judge.look(route, path, answer);
                refused(route, path, answer);
            }
        }
        return judge.complaints();
    }

    /** Whatever a parameter says, and whatever parameters there are that nobody knows. */
    public List<String> wrongParameters() {
        for (Route route : routes) {
            for (String name : route.parameters()) {
                for (String value : BadInput.WRONG_VALUES) {
                    withParameter(route, name, value);
                }
            }
            Answer answer = withParameter(route, "no-such-parameter", "1");
            if (route.pattern().startsWith("/api/v1/")) {
                judge.check(
                        route,
                        "no-such-parameter",
                        "must tell it",
                        answer.code().equals("unknown-parameter"),
                        answer);
            }
        }
        return judge.complaints();
    }

    private Answer withParameter(Route route, String name, String value) {
        String pair = name + "=" + Route.encoded(value);
        String path = route.with("4711");
        Answer answer = route.isForPrograms() || route.isRead()
                ? send(route, path + "?" + pair, route.body().isPresent() ? "{}" : "")
                : send(route, path, pair);
        judge.look(route, path + " with " + pair, answer);
        return answer;
    }

    /** Bodies that are none, are none of this kind, or have one member that is not what it should be. */
    public List<String> brokenBodies() {
        for (Route route : routes) {
            if (route.body().isEmpty()) {
                continue;
            }
            String path = route.with("4711");
            for (String body : BadInput.BROKEN_BODIES) {
                Answer answer = send(route, path, body);
                judge.look(route, path + " with " + body, answer);
                judge.check(route, path + " with " + body, "must be refused", answer.status() >= 400, answer);
            }
            Answer form = program.form(path, "reason=because");
            if (route.method().equals("POST")) {
                judge.look(route, path + " with a form", form);
                judge.check(route, path + " with a form", "must be refused", form.status() >= 400, form);
            }
            List<String> members = Route.componentNames(route.body().get());
            for (String wrong : members) {
                for (String value : BadInput.WRONG_MEMBERS) {
                    String body = BadInput.object(members, wrong, value);
                    judge.look(route, path + " with " + body, send(route, path, body));
                }
            }
        }
        return judge.complaints();
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
            judge.look(route, path + " with 10 MB", answer);
            judge.check(route, path + " with 10 MB", "must be 413", answer.status() == 413, answer);
        }
        return judge.complaints();
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
                judge.lookAtAny(route, method + " " + path, answer);
                judge.check(
                        route,
                        method + " " + path,
                        "must be 405",
                        answer.status() == 405 || answer.status() == 404,
                        answer);
            }
        }
        return judge.complaints();
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
            judge.check(route, path + " as nobody", "must be closed", closed, answer);
        }
        return judge.complaints();
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
            judge.look(route, path, answer);
            if (answer.status() == 503 && !route.isHealth()) {
                JsonNode problem = answer.json();
                judge.check(
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
                judge.check(
                        route,
                        path,
                        "must say what was found",
                        Jsoup.parse(answer.text()).text().contains(found),
                        answer);
            }
        }
        return judge.complaints();
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
            case "POST", "PUT" ->
                program.with("Content-Type", route.contentType())
                        .send(route.method(), path, BodyPublishers.ofString(body));
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

    /** Programs and readers get 4xx; a form may send its reader back to a page that says so. */
    private void refused(Route route, String asked, Answer answer) {
        if (answer.status() >= 400) {
            return;
        }
        boolean told = false;
        if (!route.isForPrograms() && answer.status() == 302) {
            String back = answer.header("Location");
            told = !Jsoup.parse(browser.get(back.substring(path(back))).text())
                    .select(".notice.bad")
                    .isEmpty();
        }
        judge.check(route, asked, "must be refused", told, answer);
    }

    private static int path(String address) {
        return address.startsWith("http") ? address.indexOf('/', "https://".length()) : 0;
    }
}
