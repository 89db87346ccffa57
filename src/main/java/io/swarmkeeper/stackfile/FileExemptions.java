package io.swarmkeeper.stackfile;

import io.swarmkeeper.analysis.Exemption;
import io.swarmkeeper.analysis.ExemptionLabels;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.detector.Words;
import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.stackfile.yaml.YamlNode.Scalar;
import io.swarmkeeper.stackfile.yaml.YamlNode.Sequence;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the services of a file set aside by their labels {@code swarmkeeper.exempt.<code>=<until>;<reason>}, as they do
 * once they run: it stays a finding, so that nobody forgets it, but fails no pipeline that minds warnings. A label that
 * does not hold is said at the finding that it was meant for.
 */
final class FileExemptions {

    /** Without the value, which may have come in by a variable. */
    private static final String EXPECTED = "Label " + ExemptionLabels.PREFIX
            + "%s does not hold: a day as YYYY-MM-DD that has not passed and is at most a year ahead, a semicolon and a reason are expected.";

    private static final DateTimeFormatter UNTIL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    /** A network may have the name of a service, whose labels say nothing of it. */
    private static final Set<FindingCode> OF_NETWORKS = Set.of(FindingCode.FLAT_OVERLAY);

    private final StackFile file;
    private final Map<String, ExemptionLabels> labels = new HashMap<>();

    FileExemptions(StackFile file, Instant now) {
        this.file = file;
        for (StackService service : file.services()) {
            ExemptionLabels.of(service.spec(), now).ifPresent(l -> labels.put(service.name(), l));
        }
    }

    FileFinding apply(FileFinding finding) {
        ExemptionLabels own = labels.get(finding.subject());
        Optional<FindingCode> code = FindingCode.findByCode(finding.code());
        if (own == null || code.isEmpty() || OF_NETWORKS.contains(code.get())) {
            return finding;
        }
        return own.find(code.get())
                .map(e -> with(finding, Severity.INFO, finding.title() + ", which a label exempts", said(e)))
                .or(() -> own.problem(code.get())
                        .map(p ->
                                with(finding, finding.severity(), finding.title(), EXPECTED.formatted(finding.code()))))
                .orElse(finding);
    }

    /** For every finding, in their order; then one for each label that sets nothing aside. */
    List<FileFinding> apply(List<FileFinding> findings) {
        List<FileFinding> all = new ArrayList<>();
        findings.forEach(finding -> all.add(apply(finding)));
        for (StackService service : file.services()) {
            List<Scalar> counted = names(service.deploy());
            counted.forEach(name -> unknown(service, name).ifPresent(all::add));
            Set<String> codes = counted.stream().map(FileExemptions::code).collect(Collectors.toSet());
            names(Optional.of(service.fields())).stream()
                    .filter(name -> !codes.contains(code(name)))
                    .forEach(name -> ofContainers(service, name).ifPresent(all::add));
        }
        return all;
    }

    private Optional<FileFinding> unknown(StackService service, Scalar at) {
        String code = code(at);
        if (code.isEmpty() || code.contains("$")) {
            return Optional.empty();
        }
        Optional<FindingCode> known = FindingCode.findByCode(code);
        if (known.isPresent()) {
            return known.filter(OF_NETWORKS::contains)
                    .map(c -> idle(service, at, "%s is found on networks, which no label exempts.".formatted(code)));
        }
        boolean ofFiles = Stream.of(FileFault.values()).anyMatch(f -> f.code().equals(code));
        return Optional.of(idle(
                service,
                at,
                ofFiles
                        ? "%s is told of files alone, and no label sets it aside.".formatted(code)
                        : "There is no finding %s; docs/findings.md has their codes.".formatted(Words.name(code))));
    }

    private Optional<FileFinding> ofContainers(StackService service, Scalar at) {
        return code(at).isEmpty()
                ? Optional.empty()
                : Optional.of(
                        idle(
                                service,
                                at,
                                "Under labels of the service it is a label of its containers: it counts under deploy, labels."));
    }

    private FileFinding idle(StackService service, Scalar at, String why) {
        return new FileFinding(
                FileFault.EXEMPTION_IDLE.code(),
                FileFault.EXEMPTION_IDLE.severity(),
                file.yaml().place(at),
                service.name(),
                "An exemption of %s sets nothing aside".formatted(Words.name(service.name())),
                why);
    }

    /** Of the labels there, as they are written: {@code name} or {@code name=value}. */
    private static List<Scalar> names(Optional<MapView> part) {
        return switch (part.flatMap(p -> p.find("labels"))
                .map(f -> f.value().meant())
                .orElse(null)) {
            case Mapping mapping ->
                MapView.of(mapping).fields().stream().map(MapView.Field::key).toList();
            case Sequence sequence ->
                sequence.items().stream()
                        .flatMap(i -> i.meant() instanceof Scalar s ? Stream.of(s) : Stream.empty())
                        .toList();
            case null, default -> List.of();
        };
    }

    /** Empty text if it is no exemption. */
    private static String code(Scalar label) {
        String name = label.value().split("=", 2)[0];
        return name.startsWith(ExemptionLabels.PREFIX) ? name.substring(ExemptionLabels.PREFIX.length()) : "";
    }

    private static FileFinding with(FileFinding finding, Severity severity, String title, String more) {
        return new FileFinding(
                finding.code(),
                severity,
                finding.place(),
                finding.subject(),
                title,
                finding.explanation() + " " + more);
    }

    /** Without the reason, which may have come in by a variable; it stands in the file. */
    private static String said(Exemption exemption) {
        return "It is exempt until %s UTC, for the reason in label %s%s."
                .formatted(
                        UNTIL.format(exemption.until().atOffset(ZoneOffset.UTC)),
                        ExemptionLabels.PREFIX,
                        exemption.code().code());
    }
}
