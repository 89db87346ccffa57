package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.FindingCode.Phase;
import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.remediation.Planner;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.Viewer;
import io.swarmkeeper.web.page.SwarmView.UnknownThingException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** All findings, filtered by the address; one of them; what a code means. */
@Controller
class FindingsController {

    private static final Set<FindingCode> ABOUT_HEALTH_CHECKS = EnumSet.of(
            FindingCode.NO_HEALTH_CHECK,
            FindingCode.HEALTH_CHECK_DISABLED,
            FindingCode.HEALTH_CHECK_FAILING,
            FindingCode.HEALTH_CHECK_SLOW);

    private static final int PAGE = 100;

    private final SwarmView view;
    private final Planner planner;

    FindingsController(SwarmView view, Planner planner) {
        this.view = view;
        this.planner = planner;
    }

    /** A link that narrows the list. */
    record Facet(String title, String href, boolean current) {}

    @GetMapping("/findings")
    String findings(Model model, FindingFilter asked, @RequestParam(defaultValue = "1") int page) {
        Snapshot snapshot = view.snapshot();
        Findings findings = view.findings();
        FindingFilter filter = asked.cleaned();
        List<Finding> matching =
                findings.all().stream().filter(filter.on(snapshot)).toList();
        int pages = Math.max(1, (matching.size() + PAGE - 1) / PAGE);
        int shown = Math.clamp(page, 1, pages);
        model.addAttribute("headline", headline(findings));
        model.addAttribute("summary", summary(findings));
        model.addAttribute("filter", filter);
        model.addAttribute("meaningless", String.join(", ", asked.meaningless()));
        model.addAttribute("codes", codeFacets(findings, filter));
        model.addAttribute("states", stateFacets(findings, filter));
        model.addAttribute(
                "findings",
                matching.stream()
                        .skip((long) (shown - 1) * PAGE)
                        .limit(PAGE)
                        .map(view::row)
                        .toList());
        model.addAttribute("matching", matching.size());
        model.addAttribute("page", shown);
        model.addAttribute("pages", pages);
        model.addAttribute("before", shown > 1 ? filter.withPage(shown - 1) : "");
        model.addAttribute("after", shown < pages ? filter.withPage(shown + 1) : "");
        return "findings/list";
    }

    private static String headline(Findings findings) {
        int critical = findings.open(Severity.CRITICAL).size();
        int open = findings.open().size();
        if (open == 0) {
            return "Nothing found that needs you";
        }
        if (critical == 0) {
            return Wording.sentence(Wording.count(open, "finding")) + ", none critical";
        }
        return critical == open
                ? Wording.count(critical, "critical finding")
                : Wording.count(open, "finding") + ", " + critical + " critical";
    }

    private static String summary(Findings findings) {
        long undecided = findings.all().stream()
                .filter(f -> f.state() == Finding.State.UNDECIDED)
                .count();
        long exempt = findings.all().stream()
                .filter(f -> f.state() == Finding.State.EXEMPT)
                .count();
        List<String> parts = new ArrayList<>();
        for (Severity severity : Severity.values()) {
            int n = findings.open(severity).size();
            if (n > 0) {
                parts.add(n + " " + Wording.words(severity));
            }
        }
        if (undecided > 0) {
            parts.add(undecided + " undecided for want of data");
        }
        if (exempt > 0) {
            parts.add(exempt + " set aside");
        }
        return String.join(" · ", parts);
    }

    private static List<Facet> codeFacets(Findings findings, FindingFilter filter) {
        Map<FindingCode, Integer> counts = new EnumMap<>(FindingCode.class);
        findings.all().stream().filter(filter.byState()).forEach(f -> counts.merge(f.code(), 1, Integer::sum));
        List<Facet> facets = new ArrayList<>();
        counts.forEach((code, n) -> facets.add(new Facet(
                code.code() + " " + n,
                filter.withCode(code.code().equals(filter.code()) ? "" : code.code()),
                code.code().equals(filter.code()))));
        return facets;
    }

    private static List<Facet> stateFacets(Findings findings, FindingFilter filter) {
        List<Facet> facets = new ArrayList<>();
        for (Finding.State state : Finding.State.values()) {
            long n = findings.all().stream().filter(f -> f.state() == state).count();
            String word = Wording.words(state);
            facets.add(new Facet(
                    word + " " + n, filter.withState(word), filter.stateWord().equals(word)));
        }
        facets.add(new Facet(
                "all " + findings.all().size(),
                filter.withState("all"),
                filter.stateWord().equals("all")));
        return facets;
    }

    /** One number or phrase of the evidence. */
    record Proof(String name, String value) {}

    /** Where a health check is tried that would cure it; empty if none would, or the viewer may not. */
    private static String trialHref(Finding finding, Viewer viewer) {
        return ABOUT_HEALTH_CHECKS.contains(finding.code())
                        && finding.subject().kind() == Subject.Kind.SERVICE
                        && viewer.may(Role.OPERATOR)
                ? HealthTrialController.address(finding.subject().id())
                : "";
    }

    @GetMapping("/findings/{id}")
    String finding(Model model, @PathVariable String id, Viewer viewer) {
        Snapshot snapshot = view.snapshot();
        Finding finding = view.findings()
                .find(id)
                .orElseThrow(() -> new UnknownThingException("There is no finding " + Wording.clip(id, 40)
                        + " in the latest snapshot. It may be cured, or its subject is gone."));
        List<Planner.Remedy> remedies = planner.remedies(finding, snapshot);
        model.addAttribute("row", view.row(finding));
        model.addAttribute(
                "remedies",
                remedies.stream().map(r -> FindingRow.Cure.of(r, finding.id())).toList());
        model.addAttribute("evidence", EvidenceWords.of(finding));
        model.addAttribute("about", CodeSheet.of(finding.code()));
        model.addAttribute("finding", finding);
        model.addAttribute("exemption", finding.exemption());
        model.addAttribute(
                "until", finding.exemption().map(e -> view.when(e.until())).orElse(null));
        model.addAttribute(
                "siblings",
                view.findings().all().stream()
                        .filter(f -> f.code() == finding.code() && !f.id().equals(finding.id()) && f.isOpen())
                        .count());
        model.addAttribute("alsoHere", alsoHere(finding));
        model.addAttribute("mayRequest", viewer.may(Role.OPERATOR));
        model.addAttribute("trialHref", trialHref(finding, viewer));
        model.addAttribute("mayExempt", viewer.may(Role.ADMIN));
        LocalDate today = LocalDate.ofInstant(view.now(), ZoneOffset.UTC);
        model.addAttribute("untilFirst", today.plusDays(1).toString());
        model.addAttribute("untilDefault", today.plusDays(30).toString());
        return "findings/detail";
    }

    private List<FindingRow> alsoHere(Finding finding) {
        Subject subject = finding.subject();
        return view.findings()
                .on(subject.kind(), subject.id())
                .filter(f -> f.isOpen() && !f.id().equals(finding.id()))
                .map(view::row)
                .toList();
    }

    /** A phase of the plan with its checks. */
    record PhaseSheet(String title, String progress, List<Check> checks) {}

    /** @param now how this check stands on the latest snapshot */
    record Check(CodeSheet about, Tag now, String href) {}

    @GetMapping("/findings/codes")
    String codes(Model model) {
        Findings findings = view.findings();
        model.addAttribute("count", FindingCode.values().length);
        model.addAttribute(
                "phases",
                Arrays.stream(Phase.values()).map(p -> phase(p, findings)).toList());
        return "findings/codes";
    }

    private PhaseSheet phase(Phase phase, Findings findings) {
        Findings.Progress progress = findings.progress(phase);
        return new PhaseSheet(
                "Phase " + phase.number() + ", " + phase.title(),
                progress.done() + " of " + progress.decided() + " pass",
                Arrays.stream(FindingCode.values())
                        .filter(c -> c.phase() == phase)
                        .map(c -> new Check(CodeSheet.of(c), now(c, findings), "/findings?state=all&code=" + c.code()))
                        .toList());
    }

    private Tag now(FindingCode code, Findings findings) {
        if (view.findSnapshot().isEmpty()) {
            return new Tag("wait", "not looked yet");
        }
        List<Finding> all =
                findings.all().stream().filter(f -> f.code() == code).toList();
        long open = all.stream().filter(Finding::isOpen).count();
        if (open > 0) {
            Severity worst = all.stream()
                    .filter(Finding::isOpen)
                    .map(Finding::severity)
                    .min(Severity::compareTo)
                    .orElse(Severity.INFO);
            return new Tag(Tag.of(worst).look(), open + " found");
        }
        long undecided =
                all.stream().filter(f -> f.state() == Finding.State.UNDECIDED).count();
        if (undecided > 0) {
            return new Tag("wait", undecided + " undecided");
        }
        return all.isEmpty() ? new Tag("good", "passes") : new Tag("wait", all.size() + " set aside");
    }

    @GetMapping("/findings/codes/{code}")
    String code(Model model, @PathVariable String code) {
        FindingCode known = FindingCode.findByCode(code)
                .orElseThrow(
                        () -> new UnknownThingException("There is no finding code " + Wording.clip(code, 60) + "."));
        Findings findings = view.findings();
        model.addAttribute("about", CodeSheet.of(known));
        model.addAttribute("state", now(known, findings));
        model.addAttribute(
                "now",
                findings.all().stream()
                        .filter(f -> f.code() == known)
                        .map(view::row)
                        .limit(PAGE)
                        .toList());
        return "findings/code";
    }
}
