package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.analysis.report.Report;
import io.swarmkeeper.web.CurrentReport;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The whole picture to take away, for people and pipelines. */
@Controller
class ReportController {

    private final SwarmView view;
    private final CurrentReport current;

    ReportController(SwarmView view, CurrentReport current) {
        this.view = view;
        this.current = current;
    }

    record Format(String name, String href, String what) {}

    private static final List<Format> FORMATS = List.of(
            new Format("Markdown", "/api/v1/report?format=md", "to read, to paste into a ticket or a wiki"),
            new Format("JSON", "/api/v1/report?format=json", "everything, for scripts"),
            new Format("SARIF", "/api/v1/report?format=sarif", "for code hosts and editors that show findings"),
            new Format("JUnit", "/api/v1/report?format=junit", "for build servers: an open finding is a failed test"));

    @GetMapping("/report")
    String report(Model model) {
        int critical = view.findings().open(Severity.CRITICAL).size();
        int all = view.findings().open().size();
        model.addAttribute(
                "headline",
                view.findSnapshot().isEmpty()
                        ? "Nothing to report before the Swarm was read"
                        : all == 0
                                ? "Nothing is open: a short report"
                                : Wording.sentence(Wording.count(all, "open finding")) + " to report, " + critical
                                        + " critical");
        model.addAttribute("formats", FORMATS);
        String markdown = view.findSnapshot().isEmpty() ? "" : current.make().write(Report.Format.MD);
        model.addAttribute("markdown", markdown);
        model.addAttribute("preview", ReportPreview.of(markdown));
        return "report/list";
    }
}
