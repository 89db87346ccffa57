package io.swarmkeeper.engine;

import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.swarmkeeper.collector.SwarmSource.Subscription;
import io.swarmkeeper.collector.SwarmSource.SwarmEvent;
import io.swarmkeeper.collector.SwarmUnavailableException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;

/**
 * {@code GET /events}, followed on a thread of its own. Containers attaching to networks are left out: they come in
 * floods and say nothing about the network itself.
 *
 * <p>Closing closes the response, never the body: closing a body first would wait for its end, which never comes.
 */
final class EventStream implements Subscription {

    private static final Logger log = LoggerFactory.getLogger(EventStream.class);
    private static final String FILTERS = """
            {"type":["node","service","network","secret","config","daemon"],\
            "event":["create","update","remove","destroy","prune","reload"]}""";

    private final Response response;
    private volatile boolean closed;

    private EventStream(Response response) {
        this.response = response;
    }

    static EventStream open(EngineClient client, Consumer<SwarmEvent> listener, Runnable onEnd)
            throws SwarmUnavailableException {
        String path = "/events?filters=" + URLEncoder.encode(FILTERS, StandardCharsets.UTF_8);
        EventStream stream = new EventStream(client.open(path));
        Thread.ofVirtual().name("engine-events").start(() -> stream.follow(listener, onEnd));
        return stream;
    }

    @Override
    public void close() {
        closed = true;
        closeResponse();
    }

    private void follow(Consumer<SwarmEvent> listener, Runnable onEnd) {
        try (MappingIterator<JsonNode> events =
                ListReader.JSON.readerFor(JsonNode.class).readValues(response.getBody())) {
            while (events.hasNextValue()) {
                tell(listener, events.nextValue());
            }
        } catch (JacksonException e) {
            log.debug("The event stream ended", e);
        } finally {
            closeResponse();
            if (!closed) {
                onEnd.run();
            }
        }
    }

    private static void tell(Consumer<SwarmEvent> listener, JsonNode json) {
        SwarmEvent event = new SwarmEvent(
                Fields.text(json, "Type"), Fields.text(json, "Action"), Fields.text(json.path("Actor"), "ID"));
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            log.warn("An event could not be handled: {}", event, e);
        }
    }

    private void closeResponse() {
        try {
            response.close();
        } catch (RuntimeException e) {
            log.debug("Closing the event stream", e);
        }
    }
}
