package io.swarmkeeper.wire;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * {@code POST /health-probe?…}, without a body: all of it stands in the target, which {@link Proof} covers. An agent
 * answers each challenge ({@code GET /challenge}) once, so that a request somebody overheard is worth nothing.
 *
 * @param challenge as the agent gave it, 32 hex digits
 * @param containerId full id, 64 hex digits
 * @param taskId of the Swarm's task that this container is; the agent runs nothing in any other
 * @param runs 1 to {@link #MOST_RUNS}, one after the other
 * @param timeoutSeconds of each, 1 to {@link #LONGEST_SECONDS}
 */
public record ProbeRequest(
        String challenge, String containerId, String taskId, HealthProbe probe, int runs, int timeoutSeconds) {

    public static final String PATH = "/health-probe";
    public static final String CHALLENGE_PATH = "/challenge";
    public static final int MOST_RUNS = 10;
    public static final int LONGEST_SECONDS = 5;

    private static final Pattern CHALLENGE = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern CONTAINER = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern TASK = Pattern.compile("[0-9a-z]{25}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");
    private static final String PARAMETER = "p.";

    public ProbeRequest {
        check("challenge", challenge, CHALLENGE);
        check("container", containerId, CONTAINER);
        check("task", taskId, TASK);
        within("runs", runs, MOST_RUNS);
        within("timeoutSeconds", timeoutSeconds, LONGEST_SECONDS);
    }

    /** Path with query. */
    public String target() {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("challenge", challenge);
        query.put("container", containerId);
        query.put("task", taskId);
        query.put("template", probe.template());
        query.put("runs", Integer.toString(runs));
        query.put("timeoutSeconds", Integer.toString(timeoutSeconds));
        probe.parameters().forEach((name, value) -> query.put(PARAMETER + name, value));
        StringBuilder target = new StringBuilder(PATH);
        query.forEach((name, value) -> target.append(target.length() == PATH.length() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return target.toString();
    }

    /**
     * @param rawQuery of {@link #target}, still encoded
     * @throws IllegalArgumentException with what was found and what is expected
     */
    public static ProbeRequest ofQuery(String rawQuery) {
        Map<String, String> query = new HashMap<>();
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : rawQuery.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            boolean again = name.startsWith(PARAMETER)
                    ? parameters.put(name.substring(PARAMETER.length()), value) != null
                    : query.put(name, value) != null;
            if (again) {
                throw new IllegalArgumentException("%s is there twice".formatted(ProbeParameters.shown(name)));
            }
        }
        return new ProbeRequest(
                query.getOrDefault("challenge", ""),
                query.getOrDefault("container", ""),
                query.getOrDefault("task", ""),
                HealthProbe.of(query.getOrDefault("template", ""), parameters),
                number("runs", query),
                number("timeoutSeconds", query));
    }

    private static int number(String name, Map<String, String> query) {
        String text = query.getOrDefault(name, "");
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "%s is \"%s\"; a number is expected".formatted(name, ProbeParameters.shown(text)));
        }
        return Integer.parseInt(text);
    }

    private static void check(String name, String text, Pattern pattern) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "%s is \"%s\", which is none".formatted(name, ProbeParameters.shown(text)));
        }
    }

    private static void within(String name, int number, int most) {
        if (number < 1 || number > most) {
            throw new IllegalArgumentException("%s is %d; 1 to %d is expected".formatted(name, number, most));
        }
    }
}
