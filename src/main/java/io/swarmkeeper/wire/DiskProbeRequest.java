package io.swarmkeeper.wire;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * {@code POST /disk-probe?…}, without a body, answered with a {@link DiskSpeed}. Names a mount that the agent itself told
 * of in {@link DiskSpace}; how much is written, and how, cannot be asked for. A challenge as in {@link ProbeRequest}.
 *
 * @param challenge as the agent gave it, 32 hex digits
 * @param kind {@code volume} or {@code bind}
 * @param name volume name, or host path of a bind mount
 */
public record DiskProbeRequest(String challenge, String kind, String name) {

    public static final String PATH = "/disk-probe";

    /** After which an agent has given up, seconds. */
    public static final int LONGEST_SECONDS = 40;

    private static final Pattern CHALLENGE = Pattern.compile("[0-9a-f]{32}");
    private static final int LONGEST_NAME = 500;
    private static final List<String> KINDS = List.of("volume", "bind");

    public DiskProbeRequest {
        if (!CHALLENGE.matcher(challenge).matches()) {
            throw new IllegalArgumentException(
                    "challenge is \"%s\", which is none".formatted(ProbeParameters.shown(challenge)));
        }
        if (!KINDS.contains(kind)) {
            throw new IllegalArgumentException(
                    "kind is \"%s\"; volume or bind is expected".formatted(ProbeParameters.shown(kind)));
        }
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("name is \"%s\"; 1 to %d characters are expected"
                    .formatted(ProbeParameters.shown(name), LONGEST_NAME));
        }
    }

    /** Path with query. */
    public String target() {
        return "%s?challenge=%s&kind=%s&name=%s"
                .formatted(PATH, challenge, kind, URLEncoder.encode(name, StandardCharsets.UTF_8));
    }

    /**
     * @param rawQuery of {@link #target}, still encoded
     * @throws IllegalArgumentException with what was found and what is expected
     */
    public static DiskProbeRequest ofQuery(String rawQuery) {
        Map<String, String> query = new HashMap<>();
        for (String pair : rawQuery.split("&")) {
            int equals = Math.max(0, pair.indexOf('='));
            String value =
                    URLDecoder.decode(pair.substring(Math.min(equals + 1, pair.length())), StandardCharsets.UTF_8);
            if (query.put(pair.substring(0, equals), value) != null) {
                throw new IllegalArgumentException("something is there twice");
            }
        }
        return new DiskProbeRequest(
                query.getOrDefault("challenge", ""), query.getOrDefault("kind", ""), query.getOrDefault("name", ""));
    }
}
