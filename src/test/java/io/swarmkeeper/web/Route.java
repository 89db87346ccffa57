package io.swarmkeeper.web;

import io.swarmkeeper.web.access.Viewer;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One of the addresses that the server answers, as Spring knows it: none can be forgotten.
 *
 * @param pattern with its variables in braces, e.g. <code>/changes/{id:\d{1,18}}</code>
 * @param contentType of the bodies that it reads; JSON where it does not say
 */
record Route(String method, String pattern, HandlerMethod handler, String contentType) {

    static List<Route> all(RequestMappingHandlerMapping mapping) {
        return mapping.getHandlerMethods().entrySet().stream()
                .flatMap(e -> of(e.getKey(), e.getValue()))
                .sorted(Comparator.comparing(Route::pattern).thenComparing(Route::method))
                .toList();
    }

    private static Stream<Route> of(RequestMappingInfo info, HandlerMethod handler) {
        Set<String> methods =
                info.getMethodsCondition().getMethods().stream().map(Enum::name).collect(Collectors.toSet());
        String contentType = info.getConsumesCondition().getConsumableMediaTypes().stream()
                .map(MediaType::toString)
                .sorted()
                .findFirst()
                .orElse(MediaType.APPLICATION_JSON_VALUE);
        return info.getPatternValues().stream()
                .flatMap(pattern -> (methods.isEmpty() ? Set.of("GET", "POST") : methods)
                        .stream().map(method -> new Route(method, pattern, handler, contentType)));
    }

    /** Its errors are problems; those of all other routes are pages. */
    boolean isForPrograms() {
        return ProblemWriter.isForPrograms(pattern);
    }

    boolean isHealth() {
        return pattern.startsWith("/health/");
    }

    boolean isRead() {
        return method.equals("GET");
    }

    boolean isStream() {
        return handler.getReturnType().getParameterType() == SseEmitter.class;
    }

    boolean hasVariables() {
        return pattern.indexOf('{') >= 0;
    }

    /** The address with this text in place of every variable; one that is a choice of words keeps its first. */
    String with(String value) {
        StringBuilder path = new StringBuilder();
        for (int at = 0; at < pattern.length(); at++) {
            if (pattern.charAt(at) != '{') {
                path.append(pattern.charAt(at));
                continue;
            }
            int end = closing(at);
            String variable = pattern.substring(at + 1, end);
            path.append(variable.contains("|") ? variable.split("[:|]")[1] : encoded(value));
            at = end;
        }
        return path.toString();
    }

    private int closing(int open) {
        int depth = 0;
        for (int at = open; at < pattern.length(); at++) {
            depth += pattern.charAt(at) == '{' ? 1 : pattern.charAt(at) == '}' ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
        throw new IllegalStateException(pattern);
    }

    /** Names of the parameters that it reads from the address or a form. */
    List<String> parameters() {
        List<String> names = new ArrayList<>();
        for (Parameter parameter : handler.getMethod().getParameters()) {
            RequestParam annotation = parameter.getAnnotation(RequestParam.class);
            if (annotation != null) {
                names.add(annotation.name().isEmpty() ? parameter.getName() : annotation.name());
            } else if (parameter.getAnnotations().length == 0 && isForm(parameter.getType())) {
                names.addAll(componentNames(parameter.getType()));
            }
        }
        return names;
    }

    private static boolean isForm(Class<?> type) {
        return type.isRecord() && type != Viewer.class;
    }

    /** The record that its body is read into, if it takes one. */
    Optional<Class<?>> body() {
        return Arrays.stream(handler.getMethod().getParameters())
                .filter(p -> p.isAnnotationPresent(RequestBody.class))
                .<Class<?>>map(Parameter::getType)
                .findFirst();
    }

    boolean mayLeaveBodyOut() {
        return Arrays.stream(handler.getMethod().getParameters())
                .map(p -> p.getAnnotation(RequestBody.class))
                .anyMatch(a -> a != null && !a.required());
    }

    static List<String> componentNames(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return method + " " + pattern;
    }
}
