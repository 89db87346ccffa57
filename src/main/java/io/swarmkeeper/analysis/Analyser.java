package io.swarmkeeper.analysis;

import io.swarmkeeper.analysis.detector.Detector;
import io.swarmkeeper.analysis.detector.Observation;
import io.swarmkeeper.analysis.detector.Situation;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Asks every detector and makes findings of what they saw: with the time they were first seen, with exemptions, and
 * undecided where the snapshot lacks what a detector needs. Pure; safe for any thread.
 */
final class Analyser {

    private final List<Detector> detectors;

    Analyser(List<Detector> detectors) {
        this.detectors = List.copyOf(detectors);
    }

    /** Codes whose evidence is what agents measured, and moves with every sample. */
    Set<FindingCode> measured() {
        return detectors.stream()
                .filter(d -> d.needs().contains(Detector.Part.MEASUREMENTS))
                .map(Detector::code)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(FindingCode.class)));
    }

    /**
     * @param findings what counts now
     * @param unlasting what is seen now, but has not lasted long enough to count
     * @param seen since when, by finding id: of both
     * @param blind codes whose detector could not be asked, so that nothing can be said of their findings
     */
    record Judgement(Findings findings, List<Finding> unlasting, Map<String, Seen> seen, Set<FindingCode> blind) {

        /** What counts, and beside it what does not yet, each made of it by {@code made}. */
        Findings withUnlasting(UnaryOperator<Finding> made) {
            List<Finding> all = new ArrayList<>(findings.all());
            unlasting.forEach(f -> all.add(made.apply(f)));
            return new Findings(findings.snapshotSequence(), findings.analysedAt(), all);
        }
    }

    /** @param counts false while it has not lasted long enough */
    record Seen(FindingCode code, Instant since, boolean counts) {}

    /**
     * @param firstSeen times remembered by finding id
     * @param counting ids that have counted, and were there without a break since
     * @param exemptions stored ones; those on service labels are read here
     */
    Judgement judge(
            Situation situation,
            Instant now,
            Map<String, Instant> firstSeen,
            Set<String> counting,
            List<Exemption> exemptions) {
        Snapshot snapshot = situation.snapshot();
        Map<String, ExemptionLabels> labels = new HashMap<>();
        snapshot.services().forEach(s -> ExemptionLabels.of(s, now).ifPresent(l -> labels.put(s.id(), l)));
        Map<String, List<Exemption>> stored = new HashMap<>();
        for (Exemption exemption : exemptions) {
            if (exemption.until().isAfter(now)) {
                stored.computeIfAbsent(exemption.code().code(), k -> new ArrayList<>())
                        .add(exemption);
            }
        }
        List<Finding> findings = new ArrayList<>();
        List<Finding> unlasting = new ArrayList<>();
        Map<String, Seen> seen = new HashMap<>();
        Set<FindingCode> blind = EnumSet.noneOf(FindingCode.class);
        for (Detector detector : detectors) {
            List<String> missing = missing(detector, situation);
            List<Observation> observations = new ArrayList<>();
            if (!missing.isEmpty()) {
                blind.add(detector.code());
                observations.add(blindness(detector.code(), missing, situation, now));
            }
            // One service or network that could not be read does not hide what is wrong with the others.
            if (missing.stream().allMatch(Analyser::isPartial)) {
                detector.detect(situation).stream()
                        .filter(o -> missing.isEmpty() || !o.subject().equals(situation.swarm()))
                        .forEach(observations::add);
            }
            for (Observation observation : observations) {
                String id = Finding.id(observation.code(), observation.subject());
                Seen sighting =
                        sighting(observation, Optional.ofNullable(firstSeen.get(id)), counting.contains(id), now);
                seen.put(id, sighting);
                Finding finding = exempt(finding(id, observation, sighting.since()), labels, stored);
                (sighting.counts() ? findings : unlasting).add(finding);
            }
        }
        Map<String, String> remarks = unknownLabels(labels);
        List<Finding> lasting = mention(remarks, findings);
        return new Judgement(new Findings(snapshot.sequence(), now, lasting), mention(remarks, unlasting), seen, blind);
    }

    private static Finding finding(String id, Observation seen, Instant since) {
        return new Finding(
                id,
                seen.code(),
                seen.severity(),
                seen.subject(),
                seen.title(),
                seen.explanation(),
                seen.evidence(),
                since,
                seen.decided() ? Finding.State.OPEN : Finding.State.UNDECIDED,
                Optional.empty());
    }

    /**
     * Where the engine has a time of its own, that alone tells whether it has lasted: several short absences do not add
     * up to a long one because they share an id. What has counted once does so until it is gone, and keeps its age.
     */
    private static Seen sighting(Observation seen, Optional<Instant> remembered, boolean counted, Instant now) {
        boolean timed = seen.since().isBefore(now);
        Instant own = timed ? seen.since() : now;
        Instant oldest = remembered.filter(r -> r.isBefore(own)).orElse(own);
        boolean counts = counted
                || seen.after().isZero()
                || (timed ? own : oldest).plus(seen.after()).isBefore(now);
        Instant since = counts || !timed ? oldest : own;
        return new Seen(seen.code(), since.truncatedTo(ChronoUnit.MILLIS), counts);
    }

    /**
     * What the detector lacks. A part reads {@code networks: why}, a single item {@code service web: why}; what no
     * detector knows by name, any may need.
     */
    private static List<String> missing(Detector detector, Situation situation) {
        List<String> missing = new ArrayList<>();
        for (String part : situation.snapshot().missing()) {
            if (detector.needs().stream().anyMatch(p -> part.startsWith(p.word()))
                    || EnumSet.allOf(Detector.Part.class).stream().noneMatch(p -> part.startsWith(p.word()))) {
                missing.add(part);
            }
        }
        if (detector.needs().contains(Detector.Part.MEASUREMENTS)
                && !situation.eyes().areOpen()) {
            missing.add("%s: %s"
                    .formatted(
                            Detector.Part.MEASUREMENTS.word(), situation.eyes().why()));
        }
        return missing;
    }

    /** What is lacking leaves something to be judged. */
    private static boolean isPartial(String missing) {
        return missing.startsWith("service ")
                || missing.startsWith("network ")
                || missing.startsWith(Detector.Part.MEASUREMENTS.word());
    }

    private static Observation blindness(FindingCode code, List<String> missing, Situation situation, Instant now) {
        boolean unread = missing.stream().anyMatch(m -> !m.startsWith(Detector.Part.MEASUREMENTS.word()));
        return new Observation(
                code,
                Severity.WARNING,
                situation.swarm(),
                "Nothing can be said about %s now".formatted(code.code()),
                (unread ? "The Swarm could not be read completely; missing: %s." : "Only agents can tell; missing: %s.")
                        .formatted(String.join(", ", missing).replaceFirst("\\.$", "")),
                Map.of("missing", missing),
                false,
                now,
                java.time.Duration.ZERO);
    }

    private static Finding exempt(
            Finding finding, Map<String, ExemptionLabels> labels, Map<String, List<Exemption>> stored) {
        Optional<Exemption> byPerson = stored.getOrDefault(finding.code().code(), List.of()).stream()
                .filter(e -> covers(e, finding.subject()))
                .findFirst();
        ExemptionLabels ofService = finding.subject().kind() == Subject.Kind.SERVICE
                ? labels.get(finding.subject().id())
                : null;
        if (byPerson.isPresent()) {
            return finding.exemptBy(byPerson.get());
        }
        if (ofService == null) {
            return finding;
        }
        Optional<Exemption> byLabel = ofService.find(finding.code());
        return byLabel.map(finding::exemptBy)
                .orElseGet(() -> ofService
                        .problem(finding.code())
                        .map(finding::withRemark)
                        .orElse(finding));
    }

    /** A service or network that was made anew under the same name is the same to the person who set the exemption. */
    private static boolean covers(Exemption exemption, Subject subject) {
        Subject meant = exemption.subject();
        boolean named = subject.kind() == Subject.Kind.SERVICE || subject.kind() == Subject.Kind.NETWORK;
        return meant.kind() == subject.kind()
                && (meant.id().equals(subject.id()) || named && meant.name().equals(subject.name()));
    }

    /** A label with a code that does not exist belongs to no finding; the service's worst one mentions it. */
    private static Map<String, String> unknownLabels(Map<String, ExemptionLabels> labels) {
        Map<String, String> remarks = new HashMap<>();
        labels.forEach((id, l) -> l.unknownCodes().ifPresent(remark -> remarks.put(id, remark)));
        return remarks;
    }

    /** @param remarks by service id; those that were mentioned are taken out */
    private static List<Finding> mention(Map<String, String> remarks, List<Finding> findings) {
        if (remarks.isEmpty()) {
            return findings;
        }
        List<Finding> mentioned = new ArrayList<>(findings);
        mentioned.sort(java.util.Comparator.comparing(Finding::severity));
        mentioned.replaceAll(f -> {
            String remark = f.subject().kind() == Subject.Kind.SERVICE
                    ? remarks.remove(f.subject().id())
                    : null;
            return remark == null ? f : f.withRemark(remark);
        });
        return mentioned;
    }
}
