package io.swarmkeeper.web.page;

import io.swarmkeeper.audit.AuditEntry;
import io.swarmkeeper.audit.AuditLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The audit log, newest first, and whether it is whole. */
@Controller
class AuditController {

    private static final int PAGE = 50;
    /** Entries looked through for one page of a filtered log. */
    private static final int SEARCHED = 5_000;

    private static final int CHUNK = 1_000;

    private static final Pattern SUBJECT = Pattern.compile("(change|service|node|finding) (\\S{1,200})");

    private final AuditLog audit;
    private final AuditCheck check;
    private final SwarmView view;

    AuditController(AuditLog audit, AuditCheck check, SwarmView view) {
        this.audit = audit;
        this.check = check;
        this.view = view;
    }

    /** One entry; all text is clipped. */
    record Row(
            long number,
            When at,
            String actor,
            String action,
            String subject,
            String subjectHref,
            List<Detail> details,
            String hash,
            String shortHash) {}

    /**
     * @param whole for the hover text, if the value is shortened
     * @param href where it leads; empty for nowhere
     */
    record Detail(String name, String value, @Nullable String whole, String href) {}

    @GetMapping("/audit")
    String audit(
            Model model, @RequestParam(defaultValue = "") String q, @RequestParam(defaultValue = "0") long before) {
        AuditCheck.Result result = check.result();
        AuditLog.Verification verification = result.found();
        long newest = audit.newest(1).stream()
                .mapToLong(AuditEntry::number)
                .findFirst()
                .orElse(0);
        long end = before > 0 ? Math.min(before - 1, newest) : newest;
        List<AuditEntry> found = new ArrayList<>();
        long below = find(q.strip().toLowerCase(Locale.ROOT), end, found);
        model.addAttribute("headline", headline(verification));
        model.addAttribute("look", verification.valid() ? "good" : "bad");
        model.addAttribute("checked", view.when(result.at()));
        model.addAttribute("head", verification.head());
        model.addAttribute("entries", found.stream().map(this::row).toList());
        model.addAttribute("q", q);
        model.addAttribute("total", verification.entries());
        model.addAttribute("older", below);
        model.addAttribute("later", before > 0);
        return "audit/list";
    }

    private static String headline(AuditLog.Verification verification) {
        if (verification.entries() == 0) {
            return "Nothing has happened yet";
        }
        if (!verification.valid() && verification.firstBroken().isEmpty()) {
            return "The log's anchor file cannot be read, so a cut at its end would not be seen";
        }
        return verification.valid()
                ? "The log is whole: " + Wording.count(verification.entries(), "entry") + ", every hash fits"
                : "The log was tampered with: entry "
                        + verification.firstBroken().orElse(verification.entries()) + " does not fit";
    }

    /**
     * From {@code end} back, at most a page of what matches.
     *
     * @return the number below which the search goes on; 0 at the beginning of the log
     */
    private long find(String needle, long end, List<AuditEntry> found) {
        long to = end;
        while (to > 0 && end - to < SEARCHED) {
            int size = (int) Math.min(needle.isEmpty() ? PAGE : CHUNK, to);
            long bound = to;
            for (AuditEntry entry : audit.list(to - size, size).reversed()) {
                if (entry.number() <= bound && matches(entry, needle)) {
                    found.add(entry);
                    if (found.size() == PAGE) {
                        return entry.number() > 1 ? entry.number() : 0;
                    }
                }
            }
            to -= size;
        }
        return to > 0 ? to + 1 : 0;
    }

    private static boolean matches(AuditEntry entry, String needle) {
        String text = entry.actor() + " " + entry.action() + " " + entry.subject() + " " + entry.detail();
        return needle.isEmpty() || text.toLowerCase(Locale.ROOT).contains(needle);
    }

    private Row row(AuditEntry entry) {
        return new Row(
                entry.number(),
                view.when(entry.at()),
                Wording.clip(entry.actor(), 64),
                Wording.clip(entry.action(), 80),
                Wording.clip(entry.subject(), 160),
                href(entry.subject()),
                details(entry),
                entry.hash(),
                entry.hash().substring(0, Math.min(8, entry.hash().length())));
    }

    /** What a person said or what was seen comes first. */
    private static List<Detail> details(AuditEntry entry) {
        return entry.detail().entrySet().stream()
                .sorted(Comparator.comparing(d -> !d.getKey().equals("note")))
                .map(AuditController::detail)
                .toList();
    }

    private static Detail detail(Map.Entry<String, String> detail) {
        String value = detail.getValue();
        boolean hash = value.matches("sha256:[0-9a-f]{64}");
        return new Detail(
                Wording.clip(detail.getKey(), 60),
                hash ? value.substring(0, 15) + "…" : Wording.clip(value, 400),
                hash ? value : null,
                href(detail.getKey(), value));
    }

    private static String href(String name, String value) {
        if (value.matches("f-[0-9a-f]{1,24}")) {
            return "/findings/" + value;
        }
        return href(name.equals("service") ? "service " + value : value);
    }

    /** From the line to what it is about: {@code change 27}, {@code service sophia_redis}. */
    private static String href(String subject) {
        Matcher matcher = SUBJECT.matcher(subject);
        return matcher.matches() ? "/" + matcher.group(1) + "s/" + FindingRow.encode(matcher.group(2)) : "";
    }
}
