package io.swarmkeeper.analysis;

import io.swarmkeeper.swarm.Service;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a service's own labels set aside: {@code swarmkeeper.exempt.<code>=<until>;<reason>}, until being a date (its
 * whole day, UTC) or an ISO-8601 moment. A label that cannot be followed is not silently ignored: the finding it was
 * meant for says what is wrong with it.
 */
public final class ExemptionLabels {

    public static final String PREFIX = "swarmkeeper.exempt.";
    static final String OWNER = "label";
    private static final int LONGEST_QUOTE = 80;

    private final Map<FindingCode, Exemption> exemptions = new EnumMap<>(FindingCode.class);
    private final Map<FindingCode, String> problems = new EnumMap<>(FindingCode.class);
    private final List<String> unknown = new ArrayList<>();

    private ExemptionLabels() {}

    /** Empty if the service has no such label. */
    public static Optional<ExemptionLabels> of(Service service, Instant now) {
        ExemptionLabels labels = null;
        for (Map.Entry<String, String> label : service.labels().entrySet()) {
            if (label.getKey().startsWith(PREFIX)) {
                labels = labels == null ? new ExemptionLabels() : labels;
                labels.read(label.getKey(), label.getValue(), service, now);
            }
        }
        return Optional.ofNullable(labels);
    }

    public Optional<Exemption> find(FindingCode code) {
        return Optional.ofNullable(exemptions.get(code));
    }

    List<Exemption> all() {
        return List.copyOf(exemptions.values());
    }

    /** Why the label for this code does not hold, as a sentence. */
    public Optional<String> problem(FindingCode code) {
        return Optional.ofNullable(problems.get(code));
    }

    /** That there are labels for codes that do not exist, as a sentence. */
    Optional<String> unknownCodes() {
        return unknown.isEmpty()
                ? Optional.empty()
                : Optional.of("Label %s names no finding there is."
                        .formatted(quote(unknown.stream().sorted().toList().getFirst())));
    }

    private void read(String name, String value, Service service, Instant now) {
        Optional<FindingCode> code = FindingCode.findByCode(name.substring(PREFIX.length()));
        if (code.isEmpty()) {
            unknown.add(name);
            return;
        }
        int semicolon = value.indexOf(';');
        String reason = semicolon < 0 ? "" : value.substring(semicolon + 1).strip();
        Optional<Instant> until = until((semicolon < 0 ? value : value.substring(0, semicolon)).strip());
        if (until.isEmpty()) {
            refuse(
                    code.get(),
                    name,
                    "'%s' does not begin with a date such as 2026-12-31 and a semicolon".formatted(quote(value)));
        } else if (reason.isEmpty()) {
            refuse(code.get(), name, "'%s' gives no reason after a semicolon".formatted(quote(value)));
        } else if (!until.get().isAfter(now)) {
            refuse(code.get(), name, "it ended on " + day(until.get()));
        } else if (until.get().isAfter(now.plus(ExemptionRules.LONGEST))) {
            refuse(code.get(), name, "%s is more than a year ahead".formatted(day(until.get())));
        } else {
            Subject subject = new Subject(Subject.Kind.SERVICE, service.id(), service.name());
            exemptions.put(code.get(), new Exemption(0, code.get(), subject, reason, OWNER, until.get()));
        }
    }

    private void refuse(FindingCode code, String name, String why) {
        problems.put(code, "Label %s does not hold: %s.".formatted(name, why));
    }

    private static Optional<Instant> until(String text) {
        try {
            return Optional.of(
                    text.length() == 10
                            ? LocalDate.parse(text)
                                    .plusDays(1)
                                    .atStartOfDay(ZoneOffset.UTC)
                                    .toInstant()
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The last day on which it holds. */
    private static String day(Instant until) {
        return until.minusMillis(1).atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static String quote(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }
}
