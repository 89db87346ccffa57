package io.swarmkeeper.web.api;

import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** A misspelt filter must not answer with everything: query parameters that a call does not know are refused. */
@Component
class KnownParameters implements HandlerInterceptor, WebMvcConfigurer {

    private final Map<Method, List<String>> known = new ConcurrentHashMap<>();

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/api/v1/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method && request.getQueryString() != null) {
            List<String> names = known.computeIfAbsent(method.getMethod(), KnownParameters::namesOf);
            request.getParameterMap().forEach((name, values) -> check(name, values, names));
        }
        return true;
    }

    private static void check(String name, String[] values, List<String> names) {
        if (!names.contains(name)) {
            String expected = names.isEmpty() ? "none" : String.join(", ", names);
            throw new ProblemException(Problem.of(
                            Problem.Code.UNKNOWN_PARAMETER,
                            "Found the parameter \"%s\"; known here: %s.".formatted(Shown.text(name), expected))
                    .with("parameter", Shown.text(name)));
        }
        if (values.length > 1) {
            throw new ProblemException(Problem.of(
                            Problem.Code.INVALID_PARAMETER,
                            "The parameter %s is given %d times; once is expected, with commas between several values."
                                    .formatted(name, values.length))
                    .with("parameter", name));
        }
    }

    private static List<String> namesOf(Method method) {
        return Arrays.stream(method.getParameters())
                .flatMap(KnownParameters::nameOf)
                .toList();
    }

    private static Stream<String> nameOf(Parameter parameter) {
        RequestParam annotation = parameter.getAnnotation(RequestParam.class);
        if (annotation == null) {
            return Stream.of();
        }
        return Stream.of(annotation.name().isEmpty() ? parameter.getName() : annotation.name());
    }
}
