package io.swarmkeeper.analysis;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All findings of one snapshot, worst first, then oldest first.
 *
 * @param snapshotSequence which snapshot they were made from
 * @param analysedAt when
 * @param all open, exempt and undecided ones
 */
public record Findings(long snapshotSequence, Instant analysedAt, List<Finding> all) {

    private static final Comparator<Finding> WORST_FIRST = Comparator.comparing(Finding::severity)
            .thenComparing(f -> f.code().phase())
            .thenComparing(Finding::code)
            .thenComparing(f -> f.subject().name());

    public Findings {
        all = all.stream().sorted(WORST_FIRST).toList();
    }

    public static Findings none(Instant at) {
        return new Findings(0, at, List.of());
    }

    public List<Finding> open() {
        return all.stream().filter(Finding::isOpen).toList();
    }

    public List<Finding> open(Severity severity) {
        return all.stream().filter(f -> f.isOpen() && f.severity() == severity).toList();
    }

    public Optional<Finding> worst() {
        return all.stream().filter(Finding::isOpen).findFirst();
    }

    public Optional<Finding> find(String id) {
        return all.stream().filter(f -> f.id().equals(id)).findFirst();
    }

    /** The finding of this code on this subject, in whatever state. */
    public Optional<Finding> find(FindingCode code, String subjectId) {
        return all.stream()
                .filter(f -> f.code() == code && f.subject().id().equals(subjectId))
                .findFirst();
    }

    /**
     * Why it cannot be told whether this subject has a finding of this code: its own undecided one, or that on the Swarm
     * that names it, or that says that nothing at all can be told. Empty if it can.
     */
    public Optional<Finding> undecided(FindingCode code, Subject subject) {
        return all.stream()
                .filter(f -> f.code() == code && f.state() == Finding.State.UNDECIDED)
                .filter(f ->
                        f.subject().equals(subject) || f.subject().kind() == Subject.Kind.SWARM && concerns(f, subject))
                .findFirst();
    }

    /** Names only some if there are many; then any may be meant. */
    private static boolean concerns(Finding finding, Subject subject) {
        Object named = finding.evidence().get(subject.kind().name().toLowerCase(Locale.ROOT) + "s");
        Object unknown = finding.evidence().get("unknown");
        return !(named instanceof List<?> names)
                || names.contains(subject.name())
                || unknown instanceof Long count && count > names.size();
    }

    public Stream<Finding> on(Subject.Kind kind, String id) {
        return all.stream()
                .filter(f -> f.subject().kind() == kind && f.subject().id().equals(id));
    }

    /**
     * A phase's progress: its codes without open findings, of its codes that are decided.
     *
     * @param done codes with no open and no undecided finding
     * @param decided codes that are not wholly undecided
     */
    public record Progress(FindingCode.Phase phase, int done, int decided) {}

    public Progress progress(FindingCode.Phase phase) {
        Set<FindingCode> open = EnumSet.noneOf(FindingCode.class);
        Set<FindingCode> undecided = EnumSet.noneOf(FindingCode.class);
        for (Finding finding : all) {
            if (finding.state() == Finding.State.OPEN) {
                open.add(finding.code());
            } else if (finding.state() == Finding.State.UNDECIDED) {
                undecided.add(finding.code());
            }
        }
        int done = 0;
        int decided = 0;
        for (FindingCode code : FindingCode.values()) {
            if (code.phase() == phase) {
                boolean isOpen = open.contains(code);
                boolean isUndecided = undecided.contains(code) && !isOpen;
                decided += isUndecided ? 0 : 1;
                done += isOpen || isUndecided ? 0 : 1;
            }
        }
        return new Progress(phase, done, decided);
    }
}
