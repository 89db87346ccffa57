package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.swarm.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What of the findings is shown, as it stands in the address. Values that mean nothing narrow nothing, and the page says so.
 *
 * @param service id or name
 * @param node id or name; findings on services with a task there count too
 * @param state {@code open} (the default), {@code exempt}, {@code undecided} or {@code all}
 */
record FindingFilter(
        @Nullable String code,
        @Nullable String severity,
        @Nullable String phase,
        @Nullable String service,
        @Nullable String node,
        @Nullable String state,
        @Nullable String q) {

    private static final Set<String> SEVERITIES = Set.of("critical", "warning", "info");
    private static final Set<String> STATES = Set.of("open", "exempt", "undecided", "all");

    FindingFilter cleaned() {
        return new FindingFilter(
                code != null && FindingCode.findByCode(code).isPresent() ? code : "",
                severity != null && SEVERITIES.contains(severity) ? severity : "",
                phase != null && phase.matches("[1-4]") ? phase : "",
                clip(service),
                clip(node),
                state != null && STATES.contains(state) ? state : "open",
                clip(q));
    }

    /** What was asked for but means nothing here, as {@code name=value}; it narrows nothing. */
    List<String> meaningless() {
        FindingFilter kept = cleaned();
        List<String> words = new ArrayList<>();
        tell(words, "code", code, kept.code());
        tell(words, "severity", severity, kept.severity());
        tell(words, "phase", phase, kept.phase());
        tell(words, "state", state, kept.state());
        return words;
    }

    private static void tell(List<String> words, String name, @Nullable String asked, @Nullable String kept) {
        if (asked != null && !asked.isEmpty() && !asked.equals(kept)) {
            words.add(name + "=" + Wording.clip(asked, 60));
        }
    }

    private static String clip(@Nullable String text) {
        return text == null ? "" : Wording.clip(text.strip(), 200);
    }

    String stateWord() {
        return state == null ? "open" : state;
    }

    Predicate<Finding> byState() {
        String word = stateWord();
        return f -> word.equals("all") || Wording.words(f.state()).equals(word);
    }

    Predicate<Finding> on(Snapshot snapshot) {
        String needle = q == null ? "" : q.toLowerCase(Locale.ROOT);
        Predicate<Finding> byNode = nodePredicate(snapshot);
        return byState()
                .and(f -> (isEmpty(code) || f.code().code().equals(code))
                        && (isEmpty(severity) || Wording.words(f.severity()).equals(severity))
                        && (isEmpty(phase)
                                || Integer.toString(f.code().phase().number()).equals(phase))
                        && (service == null || service.isEmpty() || isSubject(f, Subject.Kind.SERVICE, service))
                        && (needle.isEmpty()
                                || f.title().toLowerCase(Locale.ROOT).contains(needle)
                                || f.subject().name().toLowerCase(Locale.ROOT).contains(needle)
                                || f.code().code().contains(needle)))
                .and(byNode);
    }

    private Predicate<Finding> nodePredicate(Snapshot snapshot) {
        String wanted = node;
        if (wanted == null || wanted.isEmpty()) {
            return f -> true;
        }
        Set<String> there = snapshot.nodes().stream()
                .filter(n -> n.id().equals(wanted) || n.hostname().equals(wanted))
                .flatMap(n -> snapshot.tasksOn(n.id()).stream())
                .filter(t -> t.state().holdsResources())
                .map(t -> t.serviceId())
                .collect(Collectors.toSet());
        return f -> isSubject(f, Subject.Kind.NODE, wanted)
                || f.subject().kind() == Subject.Kind.SERVICE
                        && there.contains(f.subject().id());
    }

    private static boolean isSubject(Finding finding, Subject.Kind kind, String idOrName) {
        Subject subject = finding.subject();
        return subject.kind() == kind
                && (subject.id().equals(idOrName)
                        || subject.name().equals(idOrName)
                        || subject.name().endsWith("_" + idOrName));
    }

    /** True if it is what everybody sees who has not filtered yet. */
    public boolean isEmpty() {
        return address(Map.of()).equals("/findings");
    }

    /** True if nothing but the state narrows the list. */
    public boolean isPlain() {
        return isEmpty(code) && isEmpty(severity) && isEmpty(phase) && isEmpty(service) && isEmpty(node) && isEmpty(q);
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    String withCode(String code) {
        return address(Map.of("code", code));
    }

    String withState(String state) {
        return address(Map.of("state", state));
    }

    String withPage(int page) {
        return address(Map.of("page", Integer.toString(page)));
    }

    /** The address of this filter with some of it changed; what is at its default stays out of it. */
    private String address(Map<String, String> changes) {
        Map<String, String> all = new LinkedHashMap<>();
        put(all, "code", code);
        put(all, "severity", severity);
        put(all, "phase", phase);
        put(all, "service", service);
        put(all, "node", node);
        put(all, "state", state);
        put(all, "q", q);
        all.putAll(changes);
        all.remove("state", "open");
        all.values().removeIf(String::isEmpty);
        String query = all.entrySet().stream()
                .map(e -> e.getKey() + "=" + FindingRow.encode(e.getValue()))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "/findings" : "/findings?" + query;
    }

    private static void put(Map<String, String> all, String name, @Nullable String value) {
        if (value != null) {
            all.put(name, value);
        }
    }
}
