package io.swarmkeeper.remediation;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Plans as JSON text, for the store of changes. Reads what any earlier version wrote; not the API's own form. */
public final class PlanJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addMixIn(Action.class, NamedAction.class)
            .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Which action it is stands beside its fields as {@code "action"}. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "action")
    @JsonSubTypes(@JsonSubTypes.Type(value = Action.SetResources.class, name = Action.SetResources.NAME))
    private interface NamedAction {}

    private PlanJson() {}

    public static String write(Plan plan) {
        return MAPPER.writeValueAsString(plan);
    }

    /** @throws SpecException if the text is no plan */
    public static Plan read(String json) {
        try {
            return MAPPER.readValue(json, Plan.class);
        } catch (JacksonException e) {
            throw new SpecException("The stored plan cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}
