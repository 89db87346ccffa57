package io.swarmkeeper.analysis;

import static io.swarmkeeper.swarm.ClusterBuilder.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.Analyser.Judgement;
import io.swarmkeeper.analysis.FirstSeen.Sighting;
import io.swarmkeeper.analysis.detector.Detectors;
import io.swarmkeeper.analysis.detector.Judging;
import io.swarmkeeper.analysis.detector.Situation;
import io.swarmkeeper.analysis.report.Report;
import io.swarmkeeper.remediation.RightSizes;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.ClusterBuilder.NodeBuilder;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.Measurements;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AnalyserTest {

    private static final Analyser ANALYSER = new Analyser(Detectors.all(Judging.STANDARD));

    private static ClusterBuilder cluster() {
        return new ClusterBuilder().node("m1", 4, 8, NodeBuilder::manager).node("w1", 4, 8);
    }

    private static Judgement judge(Snapshot snapshot, Instant now, Map<String, Instant> seen, Exemption... exemptions) {
        return judge(snapshot, now, seen, Set.of(), exemptions);
    }

    private static Judgement judge(
            Snapshot snapshot, Instant now, Map<String, Instant> seen, Set<String> counting, Exemption... exemptions) {
        return ANALYSER.judge(
                new Situation(snapshot, now, List.of(), List.of(), Measurements.none(now)),
                now,
                seen,
                counting,
                List.of(exemptions));
    }

    private static Finding find(Judgement judgement, FindingCode code, String subject) {
        return judgement.findings().find(code, subject).orElseThrow();
    }

    @Test
    void thereIsOneDetectorForEachCodeInTheirOrder() {
        assertThat(Detectors.all(Judging.STANDARD)).extracting("class").doesNotHaveDuplicates();
        assertThat(Detectors.all(Judging.STANDARD).stream().map(d -> d.code()).toList())
                .containsExactly(FindingCode.values());
    }

    /** Hundreds of services without an agent are one undecided finding for each code, and one that says so. */
    @Test
    void withoutAgentsEachMeasuredCodeIsUndecidedOnce() {
        ClusterBuilder many = cluster();
        for (int i = 0; i < 50; i++) {
            many.service("s" + i, s -> s.limit(1, 1).reserve(1, 1).runningOn("w1"));
        }
        List<Finding> all =
                judge(many.build(), NOW.plusSeconds(61), Map.of()).findings().all();
        for (FindingCode code : ANALYSER.measured()) {
            assertThat(all)
                    .filteredOn(f -> f.code() == code)
                    .as(code.code())
                    .singleElement()
                    .satisfies(f -> {
                        assertThat(f.state()).isEqualTo(Finding.State.UNDECIDED);
                        assertThat(f.subject().kind()).isEqualTo(Subject.Kind.SWARM);
                        assertThat(f.explanation())
                                .isEqualTo("Only agents can tell; missing: measurements: no agent is heard.");
                    });
        }
        assertThat(ANALYSER.measured()).hasSize(14);
    }

    @Test
    void whatMustLastCountsOnlyAfterItHas() {
        Snapshot missing = cluster().service("web", s -> s.pending()).build();
        assertThat(judge(missing, NOW.plusSeconds(30), Map.of()).findings().find(FindingCode.UNDER_REPLICATED, "web"))
                .isEmpty();
        Finding late = find(judge(missing, NOW.plusSeconds(31), Map.of()), FindingCode.UNDER_REPLICATED, "web");
        assertThat(late.since()).isEqualTo(NOW);
    }

    /** A rolling update empties one slot after the other, each for a moment: that does not add up. */
    @Test
    void severalShortAbsencesAreNotALongOne() {
        Snapshot missing = cluster().service("web", s -> s.pending()).build();
        String id = Finding.id(FindingCode.UNDER_REPLICATED, new Subject(Subject.Kind.SERVICE, "web", "web"));
        Map<String, Instant> anotherSlot = Map.of(id, NOW.minusSeconds(20));
        Judgement early = judge(missing, NOW.plusSeconds(15), anotherSlot);
        assertThat(early.findings().find(FindingCode.UNDER_REPLICATED, "web")).isEmpty();
        assertThat(early.seen().get(id).since()).isEqualTo(NOW);
    }

    /** A task that never gets healthy is replaced by another, which is made just now. */
    @Test
    void whatCountedOnceDoesSoUntilItIsGone() {
        Snapshot missing = cluster().service("web", s -> s.pending()).build();
        String id = Finding.id(FindingCode.UNDER_REPLICATED, new Subject(Subject.Kind.SERVICE, "web", "web"));
        Instant first = NOW.minusSeconds(60);
        Judgement later = judge(missing, NOW.plusSeconds(1), Map.of(id, first), Set.of(id));
        assertThat(find(later, FindingCode.UNDER_REPLICATED, "web").since()).isEqualTo(first);
    }

    @Test
    void theTimeFirstSeenIsKept() {
        Snapshot snapshot = cluster().service("web", s -> s).build();
        String id = Finding.id(
                FindingCode.NO_RESERVATIONS, new Subject(Subject.Kind.SERVICE, "web", "whatever it is called"));
        Instant before = NOW.minusSeconds(3_600);
        assertThat(id).matches("f-[0-9a-f]{12}");
        assertThat(find(judge(snapshot, NOW, Map.of(id, before)), FindingCode.NO_RESERVATIONS, "web"))
                .satisfies(f -> assertThat(f.id()).isEqualTo(id))
                .satisfies(f -> assertThat(f.since()).isEqualTo(before));
    }

    @Test
    void aLabelSetsAFindingAsideAndAMalformedOneIsSaid() {
        assertThat(labelled("2026-12-31; known, moves in January").state()).isEqualTo(Finding.State.EXEMPT);
        assertThat(labelled("soon; really").explanation())
                .contains("Label swarmkeeper.exempt.no-reservations does not hold: 'soon; really' does not begin with");
        assertThat(labelled("2026-12-31").explanation()).contains("gives no reason");
        assertThat(labelled("2026-11-22;over").explanation()).contains("it ended on 2026-11-22");
        assertThat(labelled("2026-11-23;today still holds").state()).isEqualTo(Finding.State.EXEMPT);
        assertThat(labelled("2029-01-01;long").explanation()).contains("more than a year ahead");
    }

    private static Finding labelled(String value) {
        Snapshot snapshot = cluster()
                .service("web", s -> s.label("swarmkeeper.exempt.no-reservations", value))
                .build();
        return find(judge(snapshot, NOW, Map.of()), FindingCode.NO_RESERVATIONS, "web");
    }

    @Test
    void aLabelForNoFindingIsMentionedOnce() {
        Snapshot snapshot = cluster()
                .service("web", s -> s.label("swarmkeeper.exempt.no-bakcup", "2026-12-31;x"))
                .build();
        assertThat(judge(snapshot, NOW, Map.of()).findings().all())
                .filteredOn(f -> f.explanation().contains("swarmkeeper.exempt.no-bakcup names no finding"))
                .hasSize(1);
    }

    @Test
    void aStoredExemptionEndsByItself() {
        Snapshot snapshot = cluster().service("web", s -> s).build();
        Exemption exemption = new Exemption(
                1,
                FindingCode.NO_RESERVATIONS,
                new Subject(Subject.Kind.SERVICE, "made anew since", "web"),
                "why",
                "mara",
                NOW.plusSeconds(10));
        assertThat(find(judge(snapshot, NOW, Map.of(), exemption), FindingCode.NO_RESERVATIONS, "web")
                        .state())
                .isEqualTo(Finding.State.EXEMPT);
        assertThat(find(judge(snapshot, NOW.plusSeconds(10), Map.of(), exemption), FindingCode.NO_RESERVATIONS, "web")
                        .state())
                .isEqualTo(Finding.State.OPEN);
    }

    @Test
    void withoutItsDataACodeIsUndecidedAndNeverFine() {
        Judgement judgement = judge(cluster().missing("networks: garbled").build(), NOW, Map.of());
        Finding flat = find(judgement, FindingCode.FLAT_OVERLAY, "swarm");
        assertThat(flat.state()).isEqualTo(Finding.State.UNDECIDED);
        assertThat(flat.explanation()).contains("networks: garbled");
        assertThat(judgement.blind()).contains(FindingCode.FLAT_OVERLAY).doesNotContain(FindingCode.NODE_DOWN);
    }

    @Test
    void oneUnreadableServiceDoesNotHideTheOthers() {
        Judgement judgement = judge(
                cluster().service("web", s -> s).missing("service odd: no id").build(), NOW, Map.of());
        assertThat(find(judgement, FindingCode.NO_RESERVATIONS, "web").isOpen()).isTrue();
        assertThat(find(judgement, FindingCode.NO_RESERVATIONS, "swarm").state())
                .isEqualTo(Finding.State.UNDECIDED);
    }

    @Test
    void aBreakShorterThanTheGraceIsNone() {
        FirstSeen memory = new FirstSeen(Duration.ofSeconds(10));
        Map<String, Sighting> so = Map.of("f-1", new Sighting("no-backup", NOW, true));
        assertThat(memory.update(Map.of("f-1", new Sighting("no-backup", NOW, false)), Set.of(), NOW)
                        .isEmpty())
                .isTrue();
        assertThat(memory.counting()).isEmpty();
        assertThat(memory.update(so, Set.of(), NOW).added()).containsOnlyKeys("f-1");
        assertThat(memory.counting()).containsExactly("f-1");
        assertThat(memory.update(so, Set.of(), NOW.plusSeconds(1)).isEmpty()).isTrue();
        assertThat(memory.update(Map.of(), Set.of(), NOW.plusSeconds(11)).isEmpty())
                .isTrue();
        assertThat(memory.update(Map.of(), Set.of("no-backup"), NOW.plusSeconds(60))
                        .isEmpty())
                .isTrue();
        assertThat(memory.update(Map.of(), Set.of(), NOW.plusSeconds(71)).removed())
                .containsExactly("f-1");
        assertThat(memory.times()).isEmpty();
    }

    @Test
    void theVerdictNamesTheWorst() {
        Snapshot down = cluster()
                .node("w2", 4, 8, n -> n.state(io.swarmkeeper.swarm.Node.State.DOWN))
                .build();
        assertThat(Verdict.of(judge(down, NOW, Map.of()).findings()))
                .satisfies(v -> assertThat(v.headline()).isEqualTo("w2 is down"))
                .satisfies(v -> assertThat(v.tone()).isEqualTo(Verdict.Tone.IN_TROUBLE));
        assertThat(Verdict.of(Findings.none(NOW)).tone()).isEqualTo(Verdict.Tone.UNKNOWN);
    }

    @Test
    void reportsStayWellFormedWithHostileNames() throws Exception {
        String hostile = "<b>&\"'\u0000\u001b|`*]]>\n💥";
        Snapshot snapshot = cluster().service(hostile, s -> s.image(hostile)).build();
        Findings findings = judge(snapshot, NOW, Map.of()).findings();
        Scorecard scorecard = Scorecards.measure(
                Optional.of(snapshot), findings, Measurements.none(NOW), Judging.STANDARD.use(), Map.of(), NOW);
        Report report = new Report(
                Optional.of(snapshot),
                findings,
                scorecard,
                RightSizes.of(snapshot, Measurements.none(NOW), NOW),
                "0.1.0",
                NOW,
                false);

        JsonNode json = JsonMapper.shared().readTree(report.write(Report.Format.JSON));
        assertThat(json.path("findings").size()).isEqualTo(findings.all().size());
        assertThat(json.path("services").path(0).path("name").asString()).isEqualTo(hostile);
        JsonNode sarif = JsonMapper.shared().readTree(report.write(Report.Format.SARIF));
        assertThat(sarif.path("version").asString()).isEqualTo("2.1.0");
        assertThat(sarif.at("/runs/0/tool/driver/rules").size()).isEqualTo(FindingCode.values().length);
        for (JsonNode result : sarif.at("/runs/0/results")) {
            assertThat(sarif.at("/runs/0/tool/driver/rules/"
                            + result.path("ruleIndex").asInt() + "/id"))
                    .isEqualTo(result.path("ruleId"));
        }
        Document junit = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        report.write(Report.Format.JUNIT).getBytes(StandardCharsets.UTF_8)));
        assertThat(junit.getElementsByTagName("testsuite").getLength()).isEqualTo(4);
        assertThat(junit.getElementsByTagName("testcase").getLength()).isEqualTo(FindingCode.values().length);
        assertThat(report.write(Report.Format.MD)).doesNotContain("<b>").contains("&lt;b&gt;");
    }
}
