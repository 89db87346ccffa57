package io.swarmkeeper.web.api;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swarmkeeper.web.Problem;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;

/** Adds to each call's description the problems that it may answer with: one response for each status, by its codes. */
@Component
class DescribedProblems implements GlobalOperationCustomizer, GlobalOpenApiCustomizer {

    private static final String SCHEMA = "Problem";

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        if (!handler.getBeanType().getPackage().equals(getClass().getPackage())) {
            return operation;
        }
        Map<Integer, Set<Problem.Code>> byStatus = new TreeMap<>();
        codes(handler)
                .forEach(code -> byStatus.computeIfAbsent(code.status(), s -> EnumSet.noneOf(Problem.Code.class))
                        .add(code));
        byStatus.forEach((status, codes) -> operation
                .getResponses()
                .addApiResponse(
                        status.toString(),
                        new ApiResponse()
                                .description(codes.stream()
                                        .map(c -> c.word() + ": " + c.title())
                                        .collect(Collectors.joining(". ")))
                                .content(new Content()
                                        .addMediaType(
                                                "application/problem+json",
                                                new MediaType()
                                                        .schema(new Schema<>()
                                                                .$ref("#/components/schemas/" + SCHEMA))))));
        return operation;
    }

    private static Set<Problem.Code> codes(HandlerMethod handler) {
        Set<Problem.Code> codes = EnumSet.of(
                Problem.Code.BAD_REQUEST,
                Problem.Code.INVALID_PARAMETER,
                Problem.Code.UNKNOWN_PARAMETER,
                Problem.Code.UNAUTHENTICATED,
                Problem.Code.NOT_ACCEPTABLE,
                Problem.Code.BODY_TOO_LARGE,
                Problem.Code.SLOW_DOWN,
                Problem.Code.INTERNAL_ERROR);
        if (!handler.hasMethodAnnotation(GetMapping.class)) {
            codes.add(Problem.Code.FORBIDDEN);
            codes.add(Problem.Code.CSRF);
            codes.add(Problem.Code.AUDIT_UNAVAILABLE);
        }
        if (has(handler, RequestBody.class)) {
            codes.add(Problem.Code.MALFORMED_JSON);
            codes.add(Problem.Code.INVALID_BODY);
            codes.add(Problem.Code.UNSUPPORTED_MEDIA_TYPE);
        }
        if (has(handler, PathVariable.class)) {
            codes.add(Problem.Code.NOT_FOUND);
        }
        Tells own = handler.getMethodAnnotation(Tells.class);
        if (own != null) {
            codes.addAll(List.of(own.value()));
        }
        return codes;
    }

    private static boolean has(HandlerMethod handler, Class<? extends java.lang.annotation.Annotation> annotation) {
        return Arrays.stream(handler.getMethodParameters()).anyMatch(p -> p.hasParameterAnnotation(annotation));
    }

    @Override
    public void customise(OpenAPI api) {
        StringSchema code = new StringSchema();
        Arrays.stream(Problem.Code.values()).map(Problem.Code::word).forEach(code::addEnumItem);
        api.getComponents()
                .addSchemas(
                        SCHEMA,
                        new ObjectSchema()
                                .description("RFC 9457; some codes have further members, listed in docs/api.md")
                                .addProperty("type", new StringSchema())
                                .addProperty("title", new StringSchema())
                                .addProperty("status", new IntegerSchema())
                                .addProperty("code", code)
                                .addProperty("detail", new StringSchema().description("what was found and expected"))
                                .addProperty("instance", new StringSchema().description("the path that was asked for"))
                                .required(List.of("type", "title", "status", "code", "detail", "instance")));
    }
}
