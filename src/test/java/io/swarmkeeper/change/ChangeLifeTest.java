package io.swarmkeeper.change;

import static io.swarmkeeper.change.Bench.ANN;
import static io.swarmkeeper.change.Bench.JONAS;
import static io.swarmkeeper.change.ChangeState.APPROVED;
import static io.swarmkeeper.change.ChangeState.BAKING;
import static io.swarmkeeper.change.ChangeState.CANCELLED;
import static io.swarmkeeper.change.ChangeState.EXPIRED;
import static io.swarmkeeper.change.ChangeState.FAILED;
import static io.swarmkeeper.change.ChangeState.REJECTED;
import static io.swarmkeeper.change.ChangeState.REQUESTED;
import static io.swarmkeeper.change.ChangeState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.audit.AuditEntry;
import io.swarmkeeper.audit.AuditLog.AuditFailedException;
import io.swarmkeeper.change.Changes.ChangeConflictException;
import io.swarmkeeper.change.Changes.ChangeRefusedException;
import io.swarmkeeper.change.Changes.OwnRequestException;
import io.swarmkeeper.change.Changes.Request;
import io.swarmkeeper.change.Changes.UnknownSubjectException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What people do with changes. */
class ChangeLifeTest extends OnTheBench {

    @Test
    void aFixGoesAllTheWayAndEveryStepIsInTheAudit() {
        Change asked = bench.request();
        assertThat(asked.state()).isEqualTo(REQUESTED);
        assertThat(bench.swarm.writes).isEmpty();
        bench.changes.approve(asked.id(), ANN, "go");
        Change done = bench.await(asked.id(), SUCCEEDED);
        assertThat(done.outcome().orElseThrow()).endsWith("and no-resource-limits is gone");
        assertThat(done.timeline())
                .extracting(m -> m.state().word())
                .containsExactly("requested", "approved", "applying", "applying", "baking", "succeeded");
        assertThat(bench.auditActions())
                .containsExactly(
                        "change.asked",
                        "change.requested",
                        "change.approved",
                        "change.applying",
                        "change.writing",
                        "change.written",
                        "change.baking",
                        "change.succeeded");
        assertThat(bench.audit.newest(7)).allSatisfy(entry -> {
            assertThat(entry.subject()).isEqualTo("change " + asked.id());
            assertThat(entry.detail())
                    .containsEntry("finding", "f-" + bench.web)
                    .containsEntry("service", "web");
        });
        assertThat(bench.swarm.writes).hasSize(1);
        assertThat(bench.liveSpec())
                .isEqualTo(saved.replace("\"Resources\":{}", "\"Resources\":{\"Limits\":{\"MemoryBytes\":67108864}}"));
        assertThat(bench.fixes.list()).singleElement().satisfies(fix -> {
            assertThat(fix.changeId()).isEqualTo(asked.id());
            assertThat(fix.values()).extracting("pointer").containsExactly("/TaskTemplate/Resources/Limits");
        });
        // Told a moment after it is kept.
        Bench.until(
                () -> bench.moves.stream().anyMatch(m -> m.change().state() == SUCCEEDED),
                () -> "to be told of the end, but was told " + bench.moves);
        assertThat(bench.moves)
                .extracting(m -> m.change().state())
                .contains(REQUESTED, APPROVED, ChangeState.APPLYING, BAKING, SUCCEEDED);
    }

    @Test
    void nobodyApprovesTheirOwnRequestAndNothingElseIsLookedAtBefore() {
        Change asked = bench.request();
        assertThatThrownBy(() -> bench.changes.approve(asked.id(), JONAS, "me"))
                .isInstanceOf(OwnRequestException.class)
                .hasMessageContaining("Nobody may approve what they asked for themselves");
        bench.changes.reject(asked.id(), ANN, "no");
        assertThatThrownBy(() -> bench.changes.approve(asked.id(), JONAS, "me"))
                .as("even where the state would refuse it too")
                .isInstanceOf(OwnRequestException.class);
        assertThat(bench.auditActions()).endsWith("change.turned-away");
        assertThat(bench.swarm.writes).isEmpty();
    }

    @Test
    void withoutFourEyesOwnApprovalWorksAndEveryEntrySaysSo() {
        bench.settings = Bench.settings(false, Duration.ZERO);
        bench.restart();
        assertThat(bench.changes.fourEyes()).isFalse();
        Change asked = bench.request();
        bench.changes.approve(asked.id(), JONAS, "alone");
        bench.await(asked.id(), SUCCEEDED);
        assertThat(bench.audit.newest(1000))
                .allSatisfy(e -> assertThat(e.detail()).containsEntry("four-eyes", "off: own approval is allowed"));
    }

    @Test
    void ofTwoApprovalsAtOnceOneWins() throws Exception {
        Change asked = bench.request();
        List<Future<Change>> tries = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String by : List.of("ann", "bea", "cem", "dan")) {
                tries.add(threads.submit(() -> bench.changes.approve(asked.id(), by, "go")));
            }
        }
        assertThat(tries.stream().filter(f -> f.state() == Future.State.SUCCESS))
                .hasSize(1);
        Change done = bench.await(asked.id(), SUCCEEDED);
        assertThat(done.approvals()).hasSize(1);
        assertThat(bench.swarm.writes).hasSize(1);
        assertThat(bench.auditActions().stream().filter("change.approved"::equals))
                .hasSize(1);
        assertThat(bench.auditActions().stream().filter("change.turned-away"::equals))
                .hasSize(3);
    }

    @Test
    void rejectedAndCancelledChangesLetTheServiceGo() {
        Change first = bench.request();
        assertThat(bench.changes.reject(first.id(), ANN, "not now").state()).isEqualTo(REJECTED);
        Change second = bench.request();
        assertThat(bench.changes.cancel(second.id(), JONAS, "changed my mind").outcome())
                .contains("changed my mind");
        assertThat(bench.state(second.id())).isEqualTo(CANCELLED);
        assertThatThrownBy(() -> bench.changes.approve(second.id(), ANN, ""))
                .isInstanceOf(ChangeConflictException.class)
                .hasMessage("Change 2 is cancelled; there is nothing to approve.");
        assertThat(bench.request().id()).isEqualTo(3);
        assertThat(bench.changes.open()).extracting(Change::id).containsExactly(3L);
        assertThat(bench.changes.list(2)).extracting(Change::id).containsExactly(3L, 2L);
    }

    @Test
    void oneChangeAtATimePerServiceEvenWhenAskedAtOnce() throws Exception {
        List<Future<Change>> tries = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                tries.add(threads.submit(bench::request));
            }
        }
        assertThat(tries.stream().filter(f -> f.state() == Future.State.SUCCESS))
                .hasSize(1);
        assertThat(tries.stream().filter(f -> f.state() == Future.State.FAILED))
                .allSatisfy(f -> assertThat(f.exceptionNow())
                        .isInstanceOf(ChangeConflictException.class)
                        .hasMessageContaining("on web is still open"));
        assertThat(bench.changes.list(10)).hasSize(1);
    }

    @Test
    void requestsExpireAndSoDoApprovalsThatCouldNotBegin() {
        Change waits = bench.request();
        bench.clock = () -> Instant.now().plus(Duration.ofHours(25));
        assertThatThrownBy(() -> bench.changes.approve(waits.id(), ANN, "late"))
                .isInstanceOf(ChangeConflictException.class)
                .hasMessageContaining("is expired");
        bench.clock = Instant::now;
        bench.swarm.updateStatus("web", "paused", "by hand");
        assertThatThrownBy(bench::request)
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("Its last update is not over (by hand)");
        bench.swarm.updateStatus("web", "completed", "");
        Change held = bench.request();
        bench.swarm.updateStatus("web", "paused", "by hand");
        bench.changes.approve(held.id(), ANN, "go");
        Bench.until(() -> bench.change(held.id()).timeline().size() > 2, () -> "a note why it waits");
        assertThat(bench.change(held.id()).timeline().getLast().note())
                .isEqualTo("Waiting: the service's own update is paused (by hand)");
        bench.clock = () -> Instant.now().plus(Duration.ofHours(25));
        assertThat(bench.await(held.id(), EXPIRED).outcome().orElseThrow()).contains("is paused (by hand)");
        assertThat(bench.swarm.writes).isEmpty();
        bench.clock = Instant::now;
        bench.swarm.updateStatus("web", "completed", "");
        Change forgotten = bench.request();
        bench.clock = () -> Instant.now().plus(Duration.ofHours(25));
        bench.stored.expireOld();
        assertThat(bench.state(forgotten.id())).isEqualTo(EXPIRED);
    }

    @Test
    void aRefusedPlanIsNoChangeButAnEntryInTheAudit() {
        bench.planRefused = true;
        assertThatThrownBy(bench::request)
                .isInstanceOfSatisfying(
                        ChangeRefusedException.class,
                        e -> assertThat(e.reasons()).containsExactly("Needs 64 MiB.", "No node has them."));
        assertThat(bench.changes.list(10)).isEmpty();
        AuditEntry entry = bench.audit.newest(1).getFirst();
        assertThat(entry.action()).isEqualTo("change.refused");
        assertThat(entry.detail()).containsEntry("reason 2", "No node has them.");
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThatThrownBy(() -> bench.changes.request(
                        new Request(Optional.of("f-no"), Optional.empty(), Optional.empty(), Map.of(), ""), JONAS))
                .isInstanceOf(UnknownSubjectException.class)
                .hasMessageContaining("There is no finding f-no");
        assertThatThrownBy(() -> bench.changes.request(
                        new Request(Optional.empty(), Optional.of("set-resources"), Optional.of("x"), Map.of(), ""),
                        JONAS))
                .isInstanceOf(UnknownSubjectException.class)
                .hasMessage("There is no service x.");
        assertThatThrownBy(() -> bench.changes.approve(99, ANN, ""))
                .isInstanceOf(UnknownSubjectException.class)
                .hasMessage("There is no change 99.");
        assertThat(bench.changes.find(99)).isEmpty();
    }

    @Test
    void ownServicesAndJobsAreRefused() {
        bench.swarm.service("keeper").label("swarmkeeper.role", "server").add();
        bench.swarm.service("nightly").job(1, 1).add();
        for (String name : List.of("keeper", "nightly")) {
            Request request =
                    new Request(Optional.empty(), Optional.of("set-resources"), Optional.of(name), Map.of(), "why not");
            assertThatThrownBy(() -> bench.changes.request(request, JONAS)).isInstanceOf(ChangeRefusedException.class);
        }
    }

    @Test
    void hostileReasonsAreKeptCutAndCleaned() {
        String reason = "<script>🐳'; DROP TABLE swarm_change; --\u0000\uD83D" + "x".repeat(60_000);
        Change asked = bench.changes.request(
                new Request(Optional.of("f-" + bench.web), Optional.empty(), Optional.empty(), Map.of(), reason),
                JONAS);
        assertThat(asked.reason())
                .startsWith("<script>🐳'; DROP TABLE")
                .hasSize(2_000)
                .doesNotContain("\u0000");
        bench.changes.approve(asked.id(), ANN, reason);
        assertThat(bench.await(asked.id(), SUCCEEDED).timeline().get(1).note()).startsWith("<script>");
    }

    @Test
    void withoutAnAuditNothingHappens() {
        bench.audit.broken = true;
        assertThatThrownBy(bench::request).isInstanceOf(AuditFailedException.class);
        bench.audit.broken = false;
        assertThat(bench.changes.list(10)).isEmpty();
        Change asked = bench.request();
        bench.audit.broken = true;
        assertThatThrownBy(() -> bench.changes.approve(asked.id(), ANN, "go")).isInstanceOf(AuditFailedException.class);
        assertThat(bench.state(asked.id())).isEqualTo(REQUESTED);
        bench.audit.broken = false;
        bench.milestones = point -> bench.audit.broken |= point.startsWith("announced");
        bench.changes.approve(asked.id(), ANN, "go");
        Bench.until(() -> bench.audit.broken, () -> "the announcement");
        Bench.sleep(50);
        assertThat(bench.swarm.writes).isEmpty();
        bench.milestones = point -> {};
        bench.audit.broken = false;
        bench.await(asked.id(), SUCCEEDED);
        assertThat(bench.swarm.writes).hasSize(1);
    }

    @Test
    void aPlanThatIsAlteredAfterTheStartIsNotWritten() {
        Change asked = bench.request();
        bench.milestones = point -> {
            if (point.equals("after START")) {
                bench.jdbc
                        .sql("UPDATE swarm_change SET plan = REPLACE(plan, '67108864', '67108865')")
                        .update();
            }
        };
        bench.changes.approve(asked.id(), ANN, "go");
        assertThat(bench.await(asked.id(), FAILED).outcome().orElseThrow())
                .contains("is not the one that was approved");
        assertThat(bench.swarm.writes).isEmpty();
    }

    @Test
    void anApprovalIsBoundToThePlanAsItWasStored() {
        bench.swarm.updateStatus("web", "completed", "");
        Change asked = bench.request();
        bench.swarm.updateStatus("web", "updating", "by hand");
        bench.changes.approve(asked.id(), ANN, "go");
        bench.jdbc
                .sql("UPDATE swarm_change SET plan = REPLACE(plan, '67108864', '67108865')")
                .update();
        bench.swarm.updateStatus("web", "completed", "");
        assertThat(bench.await(asked.id(), FAILED).outcome().orElseThrow())
                .contains("is not the one that was approved");
        assertThat(bench.swarm.writes).isEmpty();
    }
}
