package io.swarmkeeper.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.swarmkeeper.change.LabServer;
import io.swarmkeeper.engine.LabSwarm;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the finding to the proven fix and back again, on a real Swarm, by two people with a browser each. */
class StoryIT {

    private static final String SERVICE = "story-web";
    private static final String PASSWORD = "correct-horse-battery";
    /** What a label may hold and no page may ever run. */
    private static final String HOSTILE = "\"><img src=x onerror=window.pwned=1><script>window.pwned=1</script>'🐳";

    @TempDir
    private static Path data;

    private static LabSwarm lab;
    private static LabServer server;
    private static Chromium chromium;

    @BeforeAll
    static void start() {
        lab = new LabSwarm();
        lab.removeServices("story-");
        lab.docker(
                "m1",
                "service",
                "create",
                "--quiet",
                "--detach",
                "--no-resolve-image",
                "--endpoint-mode=dnsrr",
                "--stop-grace-period=1s",
                "--replicas=2",
                "--label=note=" + HOSTILE,
                "--label=long=" + "é".repeat(30_000),
                "--label=" + "k".repeat(60_000) + "=v",
                "--env=NOTE=" + HOSTILE,
                "--env=DB_PASSWORD=hunter2hunter2",
                "--name=" + SERVICE,
                LabSwarm.IMAGE);
        lab.await(
                "both tasks run",
                s -> s.findServiceByIdOrName(SERVICE)
                        .filter(service -> s.runningTasks(service.id()) == 2)
                        .isPresent());
        server = new LabServer(data, lab.run("socket", "m1").strip(), "--swarmkeeper.admin-password=" + PASSWORD);
        chromium = new Chromium();
    }

    @AfterAll
    static void end() {
        chromium.close();
        server.close();
        lab.removeServices("story-");
        lab.close();
    }

    @Test
    void oneFindsAndAsksAnotherApprovesItIsProvenWrittenDownAndTakenBack() {
        try (Person admin = chromium.person(server.url());
                Person ann = chromium.person(server.url())) {
            admin.signIn("admin", PASSWORD);
            addApprover(admin);
            String change = ask(admin);
            admin.signOut();

            ann.signIn("ann", PASSWORD);
            approve(ann, change);
            itSucceedsBeforeTheEyes(ann);
            theFindingIsGone(ann);
            everyStepIsInTheLog(ann, change);
            theLabelsAreShownAndNotRun(ann);
            takeBack(ann, change);

            Assertions.assertThat(admin.complaints()).isEmpty();
            Assertions.assertThat(ann.complaints()).isEmpty();
        }
    }

    private static void addApprover(Person admin) {
        admin.go("/accounts");
        Locator form = admin.page().locator("form[action='/accounts']");
        form.locator("input[name=name]").fill("ann");
        form.locator("input[name=password]").fill(PASSWORD);
        form.locator("select[name=role]").selectOption("approver");
        admin.button("Add account").click();
        assertThat(admin.page().locator(".notice.good")).containsText("Added.");
        assertThat(admin.row("ann")).containsText("approver");
    }

    /** @return the path of the change's page */
    private static String ask(Person admin) {
        admin.go("/findings?code=no-resource-limits&service=" + SERVICE);
        admin.link(SERVICE + " may take all of its node").click();
        Page finding = admin.page();
        assertThat(finding.locator("h1")).hasText(SERVICE + " may take all of its node");
        assertThat(finding.locator("main")).containsText("It has no memory limit and no CPU limit");
        assertThat(finding.locator("main")).containsText("What cures it");
        finding.locator("main .acts a.primary").first().click();

        assertThat(finding.locator("h1")).containsText("Limit " + SERVICE + " to");
        assertThat(finding.locator(".diff .add").first()).containsText("cores");
        finding.locator("textarea[name=reason]").fill("nothing limits it");
        admin.button("Ask for this change").click();
        assertThat(finding.locator(".notice.good")).containsText("Nothing is written before it is approved");
        assertThat(finding.locator(".head .tag")).hasText("waits for approval");
        assertThat(finding.locator("main")).containsText("You asked for this yourself; a second person approves.");
        Assertions.assertThat(admin.button("Approve and run").count()).isZero();
        return finding.url().substring(server.url().length());
    }

    private static void approve(Person ann, String change) {
        assertThat(ann.page().locator("main")).containsText("Waits for you");
        Page page = ann.page();
        page.locator("main a.btn[href='" + change + "']").click();
        page.waitForURL(server.url() + change);
        assertThat(page.locator(".diff")).containsText("TaskTemplate.Resources.Limits");
        for (String part : List.of("Lands on", "Could go wrong", "risk", "Way back", "Approval is bound to")) {
            assertThat(page.locator("main")).containsText(part);
        }
        page.locator("input[name=reason]").fill("as planned");
        ann.button("Approve and run").click();
        assertThat(page.locator("main")).containsText("Approved by ann");
    }

    /** The page is never loaded again: what changes on it comes over the event stream. */
    private static void itSucceedsBeforeTheEyes(Person ann) {
        Page page = ann.page();
        page.evaluate("window.stayed = true");
        assertThat(page.locator(".head .tag")).hasText("succeeded");
        assertThat(page.locator(".steps")).containsText("Proven: the finding is gone on a fresh look");
        assertThat(page.locator(".notice.good")).containsText("no-resource-limits is gone");
        Assertions.assertThat(page.evaluate("window.stayed")).isEqualTo(true);
    }

    private static void theFindingIsGone(Person ann) {
        ann.go("/findings?code=no-resource-limits&state=all&service=" + SERVICE);
        assertThat(ann.page().locator("main")).containsText("No finding matches.");
        ann.go("/services/" + SERVICE);
        assertThat(ann.page().locator("dl.facts").first()).containsText("cores, ");
        assertThat(ann.page().locator("main")).containsText("Limit " + SERVICE);
    }

    private static void everyStepIsInTheLog(Person ann, String change) {
        String number = change.substring(change.lastIndexOf('/') + 1);
        ann.go(change);
        ann.link("Its lines in the audit log").click();
        Page log = ann.page();
        assertThat(log.locator("h1")).containsText("every hash fits");
        for (String step : List.of("requested", "approved", "applying", "writing", "written", "baking", "succeeded")) {
            assertThat(ann.row("change." + step).first()).containsText("change " + number);
        }
        assertThat(ann.row("change.approved")).containsText("ann");
        assertThat(ann.row("change.requested")).containsText("nothing limits it");
    }

    private static void theLabelsAreShownAndNotRun(Person ann) {
        Page page = ann.go("/services/" + SERVICE);
        assertThat(page.locator("main table.pairs").first()).containsText(HOSTILE);
        Assertions.assertThat(page.locator("main").innerText()).doesNotContain("hunter2");
        Assertions.assertThat(page.evaluate("window.pwned === undefined")).isEqualTo(true);
        assertThat(page.locator("main img, main script")).hasCount(0);
    }

    private static void takeBack(Person ann, String change) {
        Page page = ann.go(change);
        page.locator("input[name=reason]").fill("it was only a test");
        ann.button("Go back to the saved spec").click();
        page.evaluate("window.stayed = true");
        assertThat(page.locator(".head .tag")).hasText("undone");
        assertThat(page.locator(".steps")).containsText("Back on the saved spec");
        assertThat(ann.link("Plan it anew")).isVisible();
        Assertions.assertThat(page.evaluate("window.stayed")).isEqualTo(true);
        ann.go("/findings?code=no-resource-limits&service=" + SERVICE);
        assertThat(ann.row(SERVICE)).hasCount(1);
        ann.go("/audit?q=change.undone");
        assertThat(ann.page().locator("main tbody tr")).hasCount(1);
    }
}
