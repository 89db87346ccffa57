package io.swarmkeeper.web;

import io.swarmkeeper.web.Caller.Answer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import tools.jackson.databind.JsonNode;

/** Says what is wrong with answers: each kind once, by route, status and fault. */
final class RouteJudge {

    private static final Pattern INSIDES = Pattern.compile(
            "(?m)^\\s+at [\\w.$/]+\\(|Whitelabel|java\\.lang\\.|org\\.springframework|io\\.swarmkeeper\\.|[a-z]Exception");

    private final JsonNode described;
    private final Map<String, String> complaints = new LinkedHashMap<>();

    /** @param described the paths of {@code /v3/api-docs} */
    RouteJudge(JsonNode described) {
        this.described = described;
    }

    List<String> complaints() {
        return List.copyOf(complaints.values());
    }

    /** What holds for every answer to a call that there is. */
    void look(Route route, String asked, Answer answer) {
        check(route, asked, "must answer as described", isDescribed(route, answer), answer);
        lookAtAny(route, asked, answer);
    }

    /** What holds for every answer. */
    void lookAtAny(Route route, String asked, Answer answer) {
        int status = answer.status();
        check(route, asked, "must be no fault of ours", status < 500 || isTold503(answer), answer);
        boolean policy = answer.header("Content-Security-Policy").contains("default-src 'none'");
        check(route, asked, "must carry the policy", policy, answer);
        if (status < 400) {
            return;
        }
        boolean inside = INSIDES.matcher(answer.text()).find();
        check(route, asked, "must not show our insides", !inside, answer);
        String kind = answer.header("Content-Type");
        if (route.isHealth() && kind.startsWith("text/plain")) {
            return;
        }
        if (route.isForPrograms()) {
            boolean problem = kind.equals("application/problem+json") && isProblem(answer);
            check(route, asked, "must be a problem", problem, answer);
        } else {
            boolean page = kind.startsWith("text/html")
                    && !Jsoup.parse(answer.text()).select("h1").text().isBlank();
            check(route, asked, "must be a page", page, answer);
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

    void check(Route route, String asked, String what, boolean holds, Answer answer) {
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
