package io.swarmkeeper.web;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What nobody should send. */
final class BadInput {

    /** Ids that nothing has, of every shape there is. */
    static final List<String> UNKNOWN_IDS = List.of(
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

    static final List<String> WRONG_VALUES = List.of(
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
    static final List<String> WRONG_MEMBERS = List.of(
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

    static final List<String> BROKEN_BODIES = List.of(
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
    static final Map<String, String> RIGHT_MEMBERS = Map.of(
            "template", "\"redis-ping\"",
            "reason", "\"because\"",
            "code", "\"single-replica\"",
            "until", "\"" + Instant.now().plus(Duration.ofDays(30)) + "\"",
            "subject", "{\"kind\":\"service\",\"name\":\"shop_web\"}",
            "action", "\"set-resources\"",
            "name", "\"probe\"",
            "role", "\"viewer\"",
            "password", "\"correct-horse-9\"");

    private BadInput() {}

    /** A body with these members, one of them wrong. */
    static String object(List<String> members, String wrong, String value) {
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
}
