package io.swarmkeeper.web;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What went wrong, for people and programs alike (RFC 9457). The code is stable, docs/api.md lists all of them.
 *
 * @param detail what was found, what was expected, what to do; safe to show
 * @param more further members, in order
 */
public record Problem(Code code, String detail, Map<String, Object> more) {

    /** Every kind of problem there is, with its HTTP status. */
    public enum Code {
        BAD_REQUEST(400, "The request cannot be understood"),
        MALFORMED_JSON(400, "The body is not well-formed JSON"),
        INVALID_BODY(400, "The body has the wrong content"),
        INVALID_PARAMETER(400, "A parameter has a wrong value"),
        UNKNOWN_PARAMETER(400, "There is no such parameter"),
        UNAUTHENTICATED(401, "Please sign in"),
        FORBIDDEN(403, "Your role does not allow this"),
        CSRF(403, "The request did not prove that it comes from this site"),
        OWN_REQUEST(403, "Nobody decides on an own request"),
        NOT_FOUND(404, "There is no such thing"),
        METHOD_NOT_ALLOWED(405, "This method is not for this address"),
        NOT_ACCEPTABLE(406, "The answer does not exist in that format"),
        PLAN_REFUSED(409, "The plan was refused"),
        WRONG_STATE(409, "The change is in another state"),
        PROBE_REFUSED(409, "The probe cannot be run there"),
        CONFLICT(409, "It stands against something that exists"),
        BODY_TOO_LARGE(413, "The body is too large"),
        UNSUPPORTED_MEDIA_TYPE(415, "Bodies of this kind are not read here"),
        SLOW_DOWN(429, "Too many failed attempts"),
        TOO_MANY_STREAMS(429, "Too many open event streams"),
        INTERNAL_ERROR(500, "Something failed in Swarmkeeper"),
        BUSY(503, "Too much is being done at once"),
        AUDIT_UNAVAILABLE(503, "The audit log cannot be written, so nothing was done"),
        AGENT_UNAVAILABLE(503, "The node's agent does not answer"),
        SWARM_UNAVAILABLE(503, "The Swarm cannot be read");

        private final int status;
        private final String title;

        Code(int status, String title) {
            this.status = status;
            this.title = title;
        }

        public int status() {
            return status;
        }

        public String title() {
            return title;
        }

        /** After how many seconds it is worth another try; 0 where waiting does not help. */
        public int retryAfterSeconds() {
            return switch (this) {
                case BUSY -> 5;
                case TOO_MANY_STREAMS -> 60;
                default -> 0;
            };
        }

        /** Kebab-case, as it is sent. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Problem {
        more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
    }

    public static Problem of(Code code, String detail) {
        return new Problem(code, detail, Map.of());
    }

    public int status() {
        return code.status();
    }

    /** This problem with one more member. */
    public Problem with(String name, Object value) {
        Map<String, Object> all = new LinkedHashMap<>(more);
        all.put(name, value);
        return new Problem(code, detail, all);
    }

    /** The members as they are sent; {@code instance} is the path that was asked for. */
    Map<String, Object> members(String instance) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "urn:swarmkeeper:problem:" + code.word());
        members.put("title", code.title());
        members.put("status", code.status());
        members.put("code", code.word());
        members.put("detail", detail);
        members.put("instance", instance);
        members.putAll(more);
        return members;
    }
}
