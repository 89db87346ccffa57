package io.swarmkeeper.web;

import io.swarmkeeper.audit.AuditLog.AuditFailedException;
import io.swarmkeeper.change.Changes.ChangeConflictException;
import io.swarmkeeper.change.Changes.ChangeRefusedException;
import io.swarmkeeper.change.Changes.OwnRequestException;
import io.swarmkeeper.change.Changes.UnknownSubjectException;
import io.swarmkeeper.telemetry.AgentUnavailableException;
import io.swarmkeeper.telemetry.ProbeRefusedException;
import io.swarmkeeper.web.Problem.Code;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** From whatever was thrown to the problem that is told. Empty = nobody foresaw it: that is a fault of ours. */
final class Problems {

    private Problems() {}

    static Optional<Problem> of(Throwable thrown) {
        return Optional.ofNullable(
                switch (thrown) {
                    case ProblemException e -> e.problem();
                    case AuditFailedException e -> Problem.of(Code.AUDIT_UNAVAILABLE, message(e));
                    case ChangeRefusedException e ->
                        Problem.of(Code.PLAN_REFUSED, message(e)).with("reasons", e.reasons());
                    case ChangeConflictException e -> Problem.of(Code.WRONG_STATE, message(e));
                    case OwnRequestException e -> Problem.of(Code.OWN_REQUEST, message(e));
                    case UnknownSubjectException e -> Problem.of(Code.NOT_FOUND, message(e));
                    case ProbeRefusedException e -> Problem.of(Code.PROBE_REFUSED, message(e));
                    case AgentUnavailableException e -> Problem.of(Code.AGENT_UNAVAILABLE, message(e));
                    case BodyLimit.BodyTooLargeException e -> Problem.of(Code.BODY_TOO_LARGE, message(e));
                    case InvalidParameterException e -> ofStatus(e.getErrorCode());
                    case HttpMessageNotReadableException e -> unreadable(e);
                    case MissingServletRequestParameterException e ->
                        Problem.of(
                                        Code.INVALID_PARAMETER,
                                        "The parameter %s is missing.".formatted(e.getParameterName()))
                                .with("parameter", e.getParameterName());
                    case MethodArgumentTypeMismatchException e -> mismatch(e);
                    case HttpRequestMethodNotSupportedException e -> wrongMethod(e);
                    case HttpMediaTypeNotSupportedException e ->
                        Problem.of(
                                Code.UNSUPPORTED_MEDIA_TYPE,
                                "Found Content-Type %s; %s is expected."
                                        .formatted(
                                                e.getContentType() == null ? "none" : shown(e.getContentType()),
                                                types(e.getSupportedMediaTypes())));
                    case HttpMediaTypeNotAcceptableException e ->
                        Problem.of(
                                Code.NOT_ACCEPTABLE,
                                "The Accept header leaves out what this address answers with: %s."
                                        .formatted(types(e.getSupportedMediaTypes())));
                    case NoResourceFoundException e -> nothingHere();
                    case NoHandlerFoundException e -> nothingHere();
                    case CsrfException e ->
                        Problem.of(Code.CSRF, "The form had no valid token; reload the page and send it again.");
                    case AccessDeniedException e -> Problem.of(Code.FORBIDDEN, "Your role does not allow this.");
                    case ErrorResponse e
                    when e.getStatusCode().is4xxClientError() ->
                        ofStatus(e.getStatusCode().value());
                    default -> null;
                });
    }

    /** For errors that reach us as a bare status, from Tomcat or a filter. */
    static Problem ofStatus(int status) {
        return switch (status) {
            case 401 -> Problem.of(Code.UNAUTHENTICATED, "This address wants a login.");
            case 403 -> Problem.of(Code.FORBIDDEN, "Your role does not allow this.");
            case 404 -> nothingHere();
            case 405 -> Problem.of(Code.METHOD_NOT_ALLOWED, "Another method is expected at this address.");
            case 406 -> Problem.of(Code.NOT_ACCEPTABLE, "The Accept header leaves out what this address answers with.");
            case 413 -> Problem.of(Code.BODY_TOO_LARGE, "The body is larger than this server reads.");
            case 415 -> Problem.of(Code.UNSUPPORTED_MEDIA_TYPE, "A body of type application/json is expected.");
            default ->
                status >= 400 && status < 500
                        ? Problem.of(
                                Code.BAD_REQUEST,
                                "The request breaks the rules of HTTP: check address, headers and parameters for characters that must be encoded, and their length.")
                        : Problem.of(Code.INTERNAL_ERROR, "Something failed in Swarmkeeper.");
        };
    }

    private static Problem nothingHere() {
        return Problem.of(Code.NOT_FOUND, "There is nothing at this address.").with("documentation", "/v3/api-docs");
    }

    private static Problem wrongMethod(HttpRequestMethodNotSupportedException e) {
        List<String> allowed = e.getSupportedHttpMethods() == null
                ? List.of()
                : e.getSupportedHttpMethods().stream()
                        .map(Object::toString)
                        .sorted()
                        .toList();
        return Problem.of(
                        Code.METHOD_NOT_ALLOWED,
                        "Found %s; expected %s.".formatted(shown(e.getMethod()), String.join(" or ", allowed)))
                .with("allowed", allowed);
    }

    private static Problem mismatch(MethodArgumentTypeMismatchException e) {
        Class<?> type = e.getRequiredType();
        String expected = type == long.class || type == int.class || type == Long.class || type == Integer.class
                ? "a whole number"
                : "another kind of value";
        return Problem.of(
                        Code.INVALID_PARAMETER,
                        "%s: found \"%s\", expected %s."
                                .formatted(e.getName(), shown(String.valueOf(e.getValue())), expected))
                .with("parameter", e.getName());
    }

    private static Problem unreadable(HttpMessageNotReadableException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyLimit.BodyTooLargeException tooLarge) {
                return Problem.of(Code.BODY_TOO_LARGE, message(tooLarge));
            }
            if (cause instanceof JacksonException json) {
                return unreadable(json);
            }
        }
        return Problem.of(Code.INVALID_BODY, "A JSON object is expected as the body; found none.");
    }

    private static Problem unreadable(JacksonException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyLimit.BodyTooLargeException tooLarge) {
                return Problem.of(Code.BODY_TOO_LARGE, message(tooLarge));
            }
            if (cause instanceof ProblemException problem) {
                return problem.problem();
            }
        }
        String field = e.getPath().stream()
                .map(r -> r.getPropertyName() != null ? r.getPropertyName() : "[" + r.getIndex() + "]")
                .collect(Collectors.joining("."))
                .replace(".[", "[");
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                Problem.of(
                                Code.INVALID_BODY,
                                "There is no member %s here; known are %s."
                                        .formatted(shown(field), known(unknown.getKnownPropertyIds())))
                        .with("field", shown(field));
            case InvalidFormatException wrong ->
                Problem.of(
                                Code.INVALID_BODY,
                                "%s: found \"%s\", expected %s."
                                        .formatted(
                                                shown(field),
                                                shown(String.valueOf(wrong.getValue())),
                                                expected(wrong.getTargetType())))
                        .with("field", shown(field));
            case MismatchedInputException wrong ->
                Problem.of(
                                Code.INVALID_BODY,
                                "%s: expected %s, found something else."
                                        .formatted(
                                                field.isEmpty() ? "body" : shown(field),
                                                expected(wrong.getTargetType())))
                        .with("field", shown(field));
            case StreamReadException broken -> malformed(broken);
            default -> Problem.of(Code.INVALID_BODY, "The body cannot be read as what this address expects.");
        };
    }

    private static Problem malformed(StreamReadException broken) {
        TokenStreamLocation at = broken.getLocation();
        String why = Objects.requireNonNullElse(broken.getOriginalMessage(), "it ends too early");
        Problem problem = Problem.of(
                Code.MALFORMED_JSON,
                at == null
                        ? shown(why)
                        : "Line %d, column %d: %s".formatted(at.getLineNr(), at.getColumnNr(), shown(why)));
        return at == null ? problem : problem.with("line", at.getLineNr()).with("column", at.getColumnNr());
    }

    private static String expected(Class<?> type) {
        if (type == null) {
            return "another kind of value";
        }
        if (type == String.class) {
            return "a text";
        }
        if (type == Instant.class) {
            return "a time such as 2026-11-23T21:46:18Z";
        }
        if (Number.class.isAssignableFrom(type) || type == long.class || type == int.class) {
            return "a whole number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        return Collection.class.isAssignableFrom(type) ? "an array" : "an object";
    }

    private static String known(Collection<Object> names) {
        return names == null
                ? "none"
                : names.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    }

    private static String types(List<MediaType> types) {
        return types.stream().map(MediaType::toString).collect(Collectors.joining(", "));
    }

    /** What came from outside, short and on one line. */
    static String shown(Object text) {
        String flat = text.toString().replaceAll("\\p{Cntrl}", " ");
        return flat.length() <= 120 ? flat : flat.substring(0, 117) + "...";
    }

    private static String message(Throwable e) {
        return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    }

    /** The word an unforeseen fault is found by in the log. */
    static String faultId() {
        return "e-"
                + Long.toHexString(ThreadLocalRandom.current().nextLong() >>> 16)
                        .toLowerCase(Locale.ROOT);
    }
}
