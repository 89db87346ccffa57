package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Finding;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.remediation.Planner.Remedy;
import io.swarmkeeper.swarm.Volume;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A finding as lists show it.
 *
 * @param subjectHref page of what it is about; the Swarm's own is the overview
 * @param remedy the best cure that nothing speaks against, if there is one
 * @param others how many more of its code are open, where that is told; else 0
 */
record FindingRow(
        String id,
        String code,
        Tag tag,
        String title,
        String explanation,
        String subject,
        String subjectHref,
        When since,
        Optional<Cure> remedy,
        long others) {

    /**
     * @param href the page where it can be looked at and asked for
     * @param heldBack why it would be refused as things stand; empty if nothing is known that speaks against it
     */
    record Cure(String title, String href, List<String> heldBack) {
        static Cure of(Remedy remedy, String findingId) {
            return new Cure(
                    remedy.title(),
                    "/changes/new?finding=" + encode(findingId) + "&action=" + encode(remedy.actionName()),
                    remedy.heldBack().stream().map(r -> Wording.clip(r, 600)).toList());
        }
    }

    static FindingRow of(Finding finding, Optional<Remedy> remedy, SwarmView view) {
        return new FindingRow(
                finding.id(),
                finding.code().code(),
                Tag.of(finding),
                Wording.clip(finding.title(), 240),
                Wording.clip(finding.explanation(), 400),
                Wording.name(finding.subject().name()),
                href(finding.subject()),
                view.when(finding.since()),
                remedy.map(r -> Cure.of(r, finding.id())),
                0);
    }

    FindingRow withOthers(long count) {
        return new FindingRow(id, code, tag, title, explanation, subject, subjectHref, since, remedy, count);
    }

    static String href(Subject subject) {
        return switch (subject.kind()) {
            case SWARM -> "/";
            case NODE -> "/nodes/" + encode(subject.id());
            case SERVICE -> "/services/" + encode(subject.id());
            case NETWORK -> "/networks/" + encode(subject.id());
            case VOLUME -> "/storage#" + anchor(subject.id());
        };
    }

    /** Page-unique id for a volume, whose own id may hold anything. */
    static String anchor(String volumeId) {
        return "v-" + Integer.toHexString(volumeId.hashCode());
    }

    static String anchor(Volume volume) {
        return anchor(volume.id());
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
