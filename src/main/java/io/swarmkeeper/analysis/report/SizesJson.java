package io.swarmkeeper.analysis.report;

import io.swarmkeeper.analysis.report.SizedService.Size;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The sizes in the JSON report, written and read in one place. A report that comes back may be anybody's. */
public final class SizesJson {

    /** Raised when a reader of the form before would take something for what it is not. */
    static final int FORM = 1;

    static final String FORM_NAME = "form";

    /** A Swarm of 1,000 services writes some 20 MB. */
    public static final int MOST_BYTES = 64 << 20;

    private static final int LONGEST_TEXT = 500;
    private static final double LONGEST_DAYS = 36_500;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private SizesJson() {}

    static void write(ArrayNode services, MeasuredSizes sizes) {
        for (SizedService service : sizes.services()) {
            ObjectNode node = services.addObject()
                    .put("name", service.name())
                    .put("stack", service.stack().orElse(null))
                    .put("nameInStack", service.shortName());
            ObjectNode sizing = node.putObject("sizing")
                    .put("samples", service.samples())
                    .put("observedSeconds", service.observed().toSeconds())
                    .put("confidenceDays", Math.round(service.confidenceDays() * 100) / 100.0)
                    .put("undecided", service.isDecided() ? null : service.undecided())
                    .put("peakBytes", service.peakBytes().orElse(null));
            part(sizing.putObject("limit"), service.limitCpu(), service.limitMemory());
            part(sizing.putObject("reservation"), service.reservationCpu(), service.reservationMemory());
        }
    }

    private static void part(ObjectNode part, Optional<Size> cpu, Optional<Size> memory) {
        size(part, "cpuNano", cpu);
        size(part, "memoryBytes", memory);
    }

    private static void size(ObjectNode part, String name, Optional<Size> size) {
        if (size.isEmpty()) {
            part.putNull(name);
        } else {
            part.putObject(name)
                    .put("amount", size.get().amount())
                    .put("how", size.get().how());
        }
    }

    /**
     * The sizes of a report; everything else in it is passed over.
     *
     * @param report no more of it is held in memory than the sizes
     * @throws ReportException if it is no such report, or one of its values is none; the message says what was found
     */
    public static MeasuredSizes read(InputStream report) {
        try (JsonParser parser = MAPPER.createParser(report)) {
            return read(parser);
        } catch (JacksonException e) {
            if (e.getCause() instanceof IOException cause) {
                throw new ReportException("cannot be read: " + text(String.valueOf(cause.getMessage())));
            }
            throw new ReportException("not JSON: line %d, column %d: %s"
                    .formatted(
                            e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                            e.getLocation() == null ? 1 : e.getLocation().getColumnNr(),
                            text(String.valueOf(e.getOriginalMessage()))));
        }
    }

    private static MeasuredSizes read(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new ReportException("not a report: a JSON object is expected");
        }
        Optional<JsonNode> head = Optional.empty();
        Optional<JsonNode> at = Optional.empty();
        Optional<List<SizedService>> services = Optional.empty();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "swarmkeeper" -> head = Optional.of(parser.readValueAsTree());
                case "at" -> at = Optional.of(parser.readValueAsTree());
                case "services" -> services = Optional.of(services(parser, value));
                default -> parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw new ReportException("not a report: something follows its end");
        }
        requireForm(head);
        if (services.isEmpty()) {
            throw new ReportException("services is missing");
        }
        return new MeasuredSizes(instant(at.orElseThrow(() -> new ReportException("at is missing"))), services.get());
    }

    private static void requireForm(Optional<JsonNode> head) {
        JsonNode node =
                head.orElseThrow(() -> new ReportException("not a report of Swarmkeeper: swarmkeeper is missing"));
        JsonNode form = node.path(FORM_NAME);
        if (form.isMissingNode()) {
            throw new ReportException("a report of an older Swarmkeeper (%s), which had no sizes: make a new one"
                    .formatted(text(node.path("version").asString(""))));
        }
        if (!form.isIntegralNumber() || !form.canConvertToInt() || form.intValue() != FORM) {
            throw new ReportException(
                    "a report of form %s; this Swarmkeeper reads form %d".formatted(text(form.toString()), FORM));
        }
    }

    private static List<SizedService> services(JsonParser parser, JsonToken first) {
        if (first != JsonToken.START_ARRAY) {
            throw new ReportException("services is no list");
        }
        List<SizedService> services = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            services.add(service(parser.readValueAsTree(), "services[%d]".formatted(services.size())));
        }
        return services;
    }

    private static SizedService service(JsonNode node, String where) {
        JsonNode sizing = node.path("sizing");
        String at = where + ".sizing";
        if (!sizing.isObject()) {
            throw new ReportException(at + " is missing");
        }
        JsonNode limit = sizing.path("limit");
        JsonNode reservation = sizing.path("reservation");
        String undecided = words(sizing, "undecided", at).orElse("");
        return new SizedService(
                required(node, "name", where),
                words(node, "stack", where),
                required(node, "nameInStack", where),
                number(sizing, "samples", at).orElse(0),
                Duration.ofSeconds(number(sizing, "observedSeconds", at).orElse(0)),
                days(sizing, at),
                undecided,
                optional(number(sizing, "peakBytes", at)),
                size(limit, "cpuNano", at + ".limit"),
                size(limit, "memoryBytes", at + ".limit"),
                size(reservation, "cpuNano", at + ".reservation"),
                size(reservation, "memoryBytes", at + ".reservation"));
    }

    private static Optional<Size> size(JsonNode part, String name, String where) {
        JsonNode size = part.path(name);
        if (size.isMissingNode() || size.isNull()) {
            return Optional.empty();
        }
        String at = where + "." + name;
        long amount = number(size, "amount", at).orElseThrow(() -> new ReportException(at + ".amount is missing"));
        if (amount == 0) {
            throw new ReportException(at + ".amount is 0; more is expected");
        }
        return Optional.of(new Size(amount, words(size, "how", at).orElse("")));
    }

    private static OptionalLong number(JsonNode node, String name, String where) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return OptionalLong.empty();
        }
        // A ninth of what fits: sums and 15 % more never run over.
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < 0
                || value.longValue() > Long.MAX_VALUE / 9) {
            throw new ReportException("%s.%s is %s; a whole number from 0 to %d is expected"
                    .formatted(where, name, text(value.toString()), Long.MAX_VALUE / 9));
        }
        return OptionalLong.of(value.longValue());
    }

    private static Optional<Long> optional(OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }

    private static double days(JsonNode sizing, String where) {
        JsonNode value = sizing.path("confidenceDays");
        if (!value.isNumber() || !(value.doubleValue() >= 0) || value.doubleValue() > LONGEST_DAYS) {
            throw new ReportException(
                    "%s.confidenceDays is %s; a number of days is expected".formatted(where, text(value.toString())));
        }
        return value.doubleValue();
    }

    private static String required(JsonNode node, String name, String where) {
        return words(node, name, where)
                .filter(w -> !w.isEmpty())
                .orElseThrow(() -> new ReportException("%s.%s is missing".formatted(where, name)));
    }

    private static Optional<String> words(JsonNode node, String name, String where) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw new ReportException("%s.%s is %s; a text is expected".formatted(where, name, text(value.toString())));
        }
        return Optional.of(text(value.stringValue()));
    }

    private static Instant instant(JsonNode node) {
        try {
            return Instant.parse(node.asString(""));
        } catch (DateTimeException e) {
            throw new ReportException(
                    "at is %s; a time such as 2026-11-28T18:00:00Z is expected".formatted(text(node.toString())));
        }
    }

    /** On one line, without what a terminal would obey. */
    private static String text(String text) {
        String clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
        return clean.length() <= LONGEST_TEXT ? clean : clean.substring(0, LONGEST_TEXT) + "…";
    }

    /** The message is for people. */
    public static final class ReportException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReportException(String message) {
            super(message);
        }
    }
}
