package io.swarmkeeper.web.page;

import static io.swarmkeeper.web.page.FileForm.kept;
import static io.swarmkeeper.web.page.FileForm.line;
import static io.swarmkeeper.web.page.FileForm.page;
import static io.swarmkeeper.web.page.FileForm.reviewed;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.web.Caller;
import io.swarmkeeper.web.Caller.Answer;
import io.swarmkeeper.web.WebServerTest;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.page.FileForm.Part;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stack file goes to the page and back, over the wire as browsers without JavaScript send it. */
@WebServerTest
class StackFilePagesTest extends StackFileVisits {

    @ParameterizedTest
    @EnumSource(Role.class)
    void everyRoleReviewsCuresAndTakesTheFile(Role role) {
        Caller browser = browser(role);
        Document form = Jsoup.parse(browser.get(PAGE).text());
        assertThat(form.select("nav [aria-current]").text()).isEqualTo("Stack files");
        assertThat(form.select("#stack-file[enctype=multipart/form-data] input[name=_csrf]"))
                .hasSize(1);

        Document page = reviewed(FileForm.send(browser, PAGE, Part.shop(FILE)));
        assertThat(page.select("h1").text()).startsWith("shop.yml has ");
        assertThat(page.select("#cures input[type=checkbox][checked]").eachAttr("value"))
                .containsExactly(
                        "resources",
                        "health-checks",
                        "update-policy",
                        "logging",
                        "replicas",
                        "placement",
                        "volumes",
                        "networks");
        assertThat(page.select("#cures button[formaction]").attr("formaction")).isEqualTo(CURED);

        Answer cured = FileForm.send(browser, CURED, kept(page, "logging"));
        assertThat(cured.header("Content-Disposition"))
                .startsWith("attachment;")
                .contains("shop.yml");
        assertThat(cured.header("Content-Type")).isEqualTo("application/yaml");
        assertThat(cured.header("Cache-Control")).contains("no-store");
        assertThat(cured.text()).startsWith(FILE).contains("max-size");
    }

    @Test
    void aRunningStackIsShownMaskedAndTakenByOperators() {
        Document form = Jsoup.parse(person.get(PAGE).text());
        assertThat(form.select("#running a").eachAttr("href")).contains("/stacks/shop");
        Document page = Jsoup.parse(person.get("/stacks/shop").text());
        assertThat(page.select("h1").text()).isEqualTo("shop, as it runs");
        assertThat(page.select("table.listing").text()).contains("services:").doesNotContain("hunter2");
        assertThat(page.select("link[rel=stylesheet][href^='/css/stack-files-']"))
                .as("what keeps the indentation of its lines")
                .hasSize(1);
        assertThat(page.select("a[download]")).isEmpty();
        assertThat(person.get("/stacks/shop/stack-file").status()).isEqualTo(403);
        assertThat(person.get("/stacks/nothing").status()).isEqualTo(404);

        Caller operator = browser(Role.OPERATOR);
        assertThat(Jsoup.parse(operator.get("/stacks/shop").text())
                        .select("a[download]")
                        .attr("href"))
                .isEqualTo("/stacks/shop/stack-file");
        Answer file = operator.get("/stacks/shop/stack-file");
        assertThat(file.header("Content-Disposition")).startsWith("attachment;").contains("shop.yml");
        assertThat(file.header("Cache-Control")).contains("no-store");
        assertThat(file.text()).contains("services:", "hunter2");
    }

    @Test
    void aFileIsComparedWithARunningStack() {
        String web = "services:\n  web:\n    image: nothing/of-the-kind:1\n";
        Document page = reviewed(send(PAGE, Part.shop(web), Part.text("stack", "shop")));
        assertThat(line(page, 3).select("li").text())
                .contains("stack-drift")
                .contains("image is nothing/of-the-kind:1 here");
        assertThat(page.select("#cures select[name=stack] option[selected]").attr("value"))
                .isEqualTo("shop");
        assertThat(reviewed(send(PAGE, Part.shop(web))).text()).doesNotContain("stack-drift");
        assertThat(send(PAGE, Part.shop(web), Part.text("stack", "nothing")).status())
                .isEqualTo(400);
    }

    /** Jobs are not measured; that is no reason not to compare them. */
    @Test
    void aStackOfNothingButJobsIsComparedAndNotSized() throws Exception {
        swarm.service("nightly_dump")
                .stack("nightly")
                .image("postgres:16")
                .job(1, 1)
                .add();
        try {
            collector.fresh();
            String dump = "services:\n  dump:\n    image: nothing/of-the-kind:1\n";
            Document page = reviewed(send(PAGE, Part.shop(dump), Part.text("stack", "nightly")));
            assertThat(line(page, 3).select("li").text()).contains("image is nothing/of-the-kind:1 here");
        } finally {
            swarm.removeService("nightly_dump");
            collector.fresh();
        }
    }

    @Test
    void findingsStandBesideTheirLines() {
        Document page = reviewed(send(PAGE, Part.shop(FILE + "    container_name: shop\n")));
        assertThat(page.select("table.listing tbody tr")).hasSize(5);
        Element image = line(page, 3);
        assertThat(image.select("th").text()).isEqualTo("3");
        assertThat(image.select("code").text()).isEqualTo("image: redis:7");
        assertThat(image.select("li a").attr("href")).isEqualTo("/findings/codes/mutable-image-tag");
        assertThat(line(page, 4).select("li").text()).contains("warning").contains("option-ignored");
        assertThat(line(page, 4).className()).isEqualTo("at-warn");
        assertThat(line(page, 1).select("li")).isEmpty();
        assertThat(page.select("#page").attr("hx-trigger"))
                .as("no event fetches a page that nobody keeps")
                .isEqualTo("none");
    }

    @Test
    void theDiffAndWhatIsRefusedGoByWhatIsChosen() {
        Document all = reviewed(send(PAGE, Part.shop(FILE)));
        assertThat(all.select("#diff .at").eachText()).startsWith("--- a/shop.yml", "+++ b/shop.yml");
        assertThat(all.select("#cures table").last().text()).contains("replicas it keeps state (image redis)");
        assertThat(all.select("#cures a[href=#line-2]")).isNotEmpty();
        assertThat(all.select("#cures").text()).contains("the file reserves 1.0 cores and 2 GiB in all");

        Document logging = reviewed(send(PAGE, kept(all, "logging")));
        assertThat(logging.select("#cures [checked]").eachAttr("value")).containsExactly("logging");
        assertThat(logging.select("#diff .add:not(.at)").eachText())
                .containsExactly(
                        "+ logging:", "+ driver: json-file", "+ options:", "+ max-size: \"10m\"", "+ max-file: \"3\"");
        assertThat(logging.select("#cures .aside").text()).isEqualTo("1 cure, none refused");

        Document none = reviewed(send(PAGE, kept(all)));
        assertThat(none.select("#diff").text()).contains("Nothing would change.");
        assertThat(send(PAGE, kept(all, "disks")).status()).isEqualTo(400);
    }

    @Test
    void theStackThatSizesAFileIsChosenAmongThoseThatRun() {
        Document page = reviewed(send(PAGE, Part.shop(FILE)));
        assertThat(page.select("#cures select[name=stack] option").eachAttr("value"))
                .containsExactly("", "shop");
        assertThat(page.select("#cures option[selected]")).isEmpty();
        Part[] kept = kept(page, "resources");
        Document chosen = reviewed(send(PAGE, with(kept, Part.text("stack", "shop"))));
        assertThat(chosen.select("#cures option[selected]").eachAttr("value")).containsExactly("shop");
        assertThat(chosen.select("#cures table").first().text())
                .contains("not measured: stack shop has no such service");
        assertThat(send(CURED, with(kept, Part.text("stack", "shop"))).text())
                .isEqualTo(send(CURED, kept).text());
        assertThat(send(PAGE, with(kept, Part.text("stack", "<b>"))).status()).isEqualTo(400);
    }

    @Test
    void aChangeIsPutIntoTheFileThatDeploysItsService() {
        Caller admin = Caller.admin(port);
        Answer asked = admin.post("/api/v1/changes", """
            {"action": "set-resources", "subject": {"kind": "service", "name": "shop_web"}, "reason": "it needs more",
             "parameters": {"limitMemoryBytes": 134217728}}
            """);
        assertThat(asked.status()).as(asked.text()).isEqualTo(201);
        String change = "/changes/" + asked.json().path("id").asLong();
        try {
            String place = change + "/stack-file";
            assertThat(Jsoup.parse(person.get(change).text()).select("a[href=" + place + "]"))
                    .hasSize(1);
            assertThat(page(person.get(place), 200).select("#stack-file input[type=file]"))
                    .hasSize(1);
            String file = "services:\r\n"
                    + "  web:   # ü\r\n"
                    + "    image: a\r\n"
                    + "    deploy: {resources: {limits: {memory: '64M'}}}\r\n";
            assertThat(page(person.get(place), 200).select("#not-in-force").text())
                    .contains("waits for approval")
                    .contains("Nobody has approved this change. Deploying the file makes it all the same");
            Document shown = page(send(place, Part.shop(file)), 200);
            assertThat(shown.select("#not-in-force").text()).contains("Nobody has approved this change");
            assertThat(shown.select("#diff .hint").text())
                    .contains("Nobody has approved this change")
                    .doesNotContain("as the change set it");
            assertThat(shown.select("h1").text()).isEqualTo("Change %s in shop.yml".formatted(change.substring(9)));
            assertThat(shown.select("#diff .add:not(.at)").text()).contains("limits: {memory: '128M'");
            Answer patched = send(
                    place + "/patched",
                    Part.text("name", "shop.yml"),
                    Part.text("kept", shown.select("#diff input[name=kept]").val()));
            assertThat(patched.header("Content-Disposition")).contains("shop.yml");
            assertThat(patched.text())
                    .startsWith(file.replace("'64M'}}}\r\n", "'128M', cpus: '0.5'}"))
                    .endsWith("}}\r\n");
            Document refused = page(send(place, Part.text("text", FILE)), 400);
            assertThat(refused.select("#fault [role=alert]").text())
                    .isEqualTo("Line 1, column 1: There is no service web in the file; there are redis");
            assertThat(page(send(place + "/patched", Part.text("text", "a: [")), 400)
                            .select("#fault"))
                    .hasSize(1);
            assertThat(person.get("/changes/4711/stack-file").status()).isEqualTo(404);
        } finally {
            admin.post("/api/v1" + change + "/cancellation", "{}");
        }
        assertThat(page(person.get(change + "/stack-file"), 200)
                        .select("#not-in-force")
                        .text())
                .contains("This change was cancelled. Deploying the file makes it all the same.");
    }

    @Test
    void theFoldersOfStorageStayFromStepToStep() {
        String stored = "services:\n  db:\n    image: postgres:16\n    volumes: [pg:/var/lib/postgresql/data]\n"
                + "    deploy: {placement: {constraints: [node.hostname == n1]}}\nvolumes:\n  pg:\n";
        Document page = reviewed(send(PAGE, Part.shop(stored)));
        assertThat(page.select("input[name=storage]").val()).isEmpty();
        assertThat(page.select("#cures caption + thead + tbody td").text())
                .contains("no file shows where storage for a database is");

        Document shown = reviewed(send(PAGE, with(kept(page, "volumes"), "storage", " database=/mnt/fast-ssd")));
        assertThat(shown.select("input[name=storage]").val()).isEqualTo("database=/mnt/fast-ssd");
        assertThat(shown.select("#diff .add").eachText()).contains("+ device: /mnt/fast-ssd/pg");
        assertThat(send(CURED, with(kept(shown, "volumes"), "storage", "database=/mnt/fast-ssd"))
                        .text())
                .startsWith(stored)
                .endsWith("      device: /mnt/fast-ssd/pg\n");

        for (String path : List.of(PAGE, CURED)) {
            Document wrong = page(send(path, with(kept(shown, "volumes"), "storage", "<b>=/a")), 400);
            assertThat(wrong.select("input[name=storage]").val()).isEqualTo("<b>=/a");
            assertThat(wrong.select("input[name=storage]").attr("aria-invalid")).isEqualTo("true");
            assertThat(wrong.select("#storage-fault").text()).startsWith("\"<b>\" is no class of storage; there are");
            assertThat(wrong.select("input[name=kept]").val())
                    .isEqualTo(page.select("input[name=kept]").val());
            Document unused = page(send(path, with(kept(shown, "logging"), "storage", "database=/a")), 400);
            assertThat(unused.select("#storage-fault").text())
                    .isEqualTo("Folders are for Volumes, which is not chosen: choose it, or leave this empty.");
        }
    }
}
