package io.swarmkeeper.agent;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import io.swarmkeeper.wire.TaskEvent;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Follows the engine's container events, for as long as the process lives; a broken stream is opened again. */
final class EventFollower {

    private static final String FILTER =
            "{\"type\":[\"container\"],\"event\":[\"start\",\"die\",\"oom\",\"health_status\"]}";
    private static final long PAUSE_MILLIS = 1_000;

    private final EngineSocket engine;
    private final Containers containers;
    private final Consumer<TaskEvent> listener;
    private volatile String trouble = "";

    EventFollower(EngineSocket engine, Containers containers, Consumer<TaskEvent> listener) {
        this.engine = engine;
        this.containers = containers;
        this.listener = listener;
    }

    void run() {
        while (true) {
            try (EngineSocket.Lines lines =
                    engine.follow("/events?filters=" + URLEncoder.encode(FILTER, StandardCharsets.UTF_8))) {
                trouble = "";
                String line;
                while ((line = lines.reader().readLine()) != null) {
                    if (!line.isBlank()) {
                        hear(line);
                    }
                }
                trouble = "the engine's event stream ended";
            } catch (IOException e) {
                trouble = "the engine's events cannot be followed: " + e.getMessage();
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    String trouble() {
        return trouble;
    }

    void hear(String line) {
        JsonObject event;
        try {
            event = JsonParser.object().from(line);
        } catch (JsonParserException e) {
            trouble = "the engine told an event that is no JSON";
            return;
        }
        JsonObject actor = Container.part(event, "Actor");
        JsonObject attributes = Container.part(actor, "Attributes");
        String id = actor.getString("ID", event.getString("id", ""));
        String action = event.getString("Action", event.getString("status", ""));
        long at = event.getLong("timeNano", 0) / 1_000_000;
        if (id.isEmpty()) {
            return;
        }
        if (action.equals("start")) {
            Container container = containers.started(id);
            tell("start", at, id, attributes, container, null);
        } else if (action.equals("oom")) {
            containers.outOfMemory(id);
            tell("oom", at, id, attributes, containers.find(id), null);
        } else if (action.equals("die")) {
            // told first: looking at how it ended takes the engine a moment
            Integer exit = number(attributes.getString("exitCode", ""));
            tell("die", at, id, attributes, containers.find(id), exit);
            containers.died(id);
        } else if (action.startsWith("health_status")) {
            int colon = action.indexOf(':');
            containers.healthIs(id, colon < 0 ? "" : action.substring(colon + 1).strip());
            tell("health", at, id, attributes, containers.find(id), null);
        }
    }

    private void tell(
            String type,
            long at,
            String id,
            JsonObject attributes,
            @Nullable Container container,
            @Nullable Integer exit) {
        String task = attributes.getString(Container.TASK_LABEL, container == null ? "" : container.taskId());
        String service = attributes.getString(Container.SERVICE_LABEL, container == null ? "" : container.serviceId());
        listener.accept(new TaskEvent(type, at, id, task, service, exit));
    }

    private static @Nullable Integer number(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
