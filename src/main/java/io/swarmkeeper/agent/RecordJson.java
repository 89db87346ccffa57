package io.swarmkeeper.agent;

import com.grack.nanojson.JsonWriter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record as JSON: its components by name, enums as they are named, null as null. */
final class RecordJson {

    private RecordJson() {}

    static String write(Object value) {
        return JsonWriter.string(tree(value));
    }

    private static @Nullable Object tree(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Enum<?> word -> word.name();
            case List<?> list -> {
                List<@Nullable Object> items = new ArrayList<>(list.size());
                list.forEach(item -> items.add(tree(item)));
                yield items;
            }
            case Record record -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                for (RecordComponent component : record.getClass().getRecordComponents()) {
                    members.put(component.getName(), tree(read(component, record)));
                }
                yield members;
            }
            default -> value;
        };
    }

    private static @Nullable Object read(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
