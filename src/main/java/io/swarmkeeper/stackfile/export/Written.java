package io.swarmkeeper.stackfile.export;

import io.swarmkeeper.stackfile.yaml.Meaning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A mapping of a stack file while it is put together. What is absent or empty gets no field, unless said otherwise. */
final class Written {

    private final Map<String, Meaning> fields = new LinkedHashMap<>();

    Written put(String name, Meaning value) {
        fields.put(name, value);
        return this;
    }

    Written all(Written others) {
        fields.putAll(others.fields);
        return this;
    }

    Written text(String name, String value) {
        if (!value.isEmpty()) {
            put(name, new Meaning.Text(value, true));
        }
        return this;
    }

    Written number(String name, OptionalLong value) {
        value.ifPresent(v -> put(name, new Meaning.Text(Long.toString(v), false)));
        return this;
    }

    Written flag(String name, boolean value) {
        return value ? put(name, new Meaning.Text("true", false)) : this;
    }

    Written texts(String name, List<String> values) {
        if (!values.isEmpty()) {
            put(
                    name,
                    new Meaning.Items(values.stream()
                            .<Meaning>map(v -> new Meaning.Text(v, true))
                            .toList()));
        }
        return this;
    }

    Written pairs(String name, Map<String, String> values) {
        if (!values.isEmpty()) {
            Map<String, Meaning> pairs = new LinkedHashMap<>();
            values.forEach((k, v) -> pairs.put(k, new Meaning.Text(v, true)));
            put(name, new Meaning.Fields(pairs));
        }
        return this;
    }

    Written items(String name, List<? extends Meaning> items) {
        return items.isEmpty() ? this : put(name, new Meaning.Items(List.copyOf(items)));
    }

    /** Also where it has no fields: that it is there may mean something. */
    Written map(String name, Optional<Written> map) {
        map.ifPresent(m -> put(name, m.build()));
        return this;
    }

    Written mapUnlessEmpty(String name, Written map) {
        return map.fields.isEmpty() ? this : put(name, map.build());
    }

    /** As Go reads it: {@code 1m30s}, {@code 1500ms}. */
    Written duration(String name, OptionalLong nanos) {
        return nanos.isEmpty() ? this : text(name, GoDuration.text(nanos.getAsLong()));
    }

    Meaning.Fields build() {
        return new Meaning.Fields(new LinkedHashMap<>(fields));
    }
}
