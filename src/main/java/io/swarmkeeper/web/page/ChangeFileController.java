package io.swarmkeeper.web.page;

import io.swarmkeeper.change.Change;
import io.swarmkeeper.change.Changes;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.remediation.StackSettings;
import io.swarmkeeper.stackfile.StackPatch;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.web.page.SwarmView.UnknownThingException;
import io.swarmkeeper.web.stackfile.SentStackFiles;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** A change put into the stack file that deploys its service; the page carries the file, and nothing of it is kept. */
@Controller
class ChangeFileController {

    private final Changes changes;
    private final SentStackFiles files;
    private final Collector collector;

    ChangeFileController(Changes changes, SentStackFiles files, Collector collector) {
        this.changes = changes;
        this.files = files;
        this.collector = collector;
    }

    @GetMapping("/changes/{id:\\d{1,18}}/stack-file")
    String form(@PathVariable long id, Model model) {
        return page(find(id), "Change %d in its stack file".formatted(id), "docker-compose.yml", model);
    }

    @PostMapping("/changes/{id:\\d{1,18}}/stack-file")
    String diff(@PathVariable long id, StackFileForm form, Model model, HttpServletResponse response)
            throws IOException, InterruptedException {
        Change change = find(id);
        byte[] bytes = form.bytes();
        try {
            StackFileSheet.Some<PlanDiff.Line> diff =
                    patch(change, form, (before, after) -> StackFileSheet.diff(form.fileName(), before, after));
            model.addAttribute("diff", diff);
            model.addAttribute("kept", Base64.getEncoder().encodeToString(bytes));
            return page(change, "Change %d in %s".formatted(id, form.fileName()), form.fileName(), model);
        } catch (StackFileException e) {
            return refused(change, form, e, model, response);
        }
    }

    /** The patched file, or the page that says why there is none. */
    @PostMapping("/changes/{id:\\d{1,18}}/stack-file/patched")
    Object patched(@PathVariable long id, StackFileForm form, Model model, HttpServletResponse response)
            throws IOException, InterruptedException {
        Change change = find(id);
        try {
            return StackFilesController.download(form.fileName(), patch(change, form, (before, after) -> after));
        } catch (StackFileException e) {
            return refused(change, form, e, model, response);
        }
    }

    private Change find(long id) {
        return changes.find(id)
                .filter(c -> c.stackSettings().isPresent())
                .orElseThrow(() -> new UnknownThingException(
                        "There is no change %d, or its service is in no stack.".formatted(id)));
    }

    /** What is made of the file's text as it is and as it would be. */
    @FunctionalInterface
    private interface Outcome<T> {
        T of(String before, String after);
    }

    private <T> T patch(Change change, StackFileForm form, Outcome<T> outcome)
            throws IOException, InterruptedException {
        byte[] bytes = form.bytes();
        StackFilesController.requireSize(bytes, form);
        StackSettings settings = change.stackSettings().orElseThrow();
        return files.read(
                bytes,
                file -> outcome.of(
                        file.yaml().text(),
                        StackPatch.apply(file, settings.service(), settings.limits(), settings.reservations())));
    }

    private String refused(
            Change change, StackFileForm form, StackFileException fault, Model model, HttpServletResponse response)
            throws IOException {
        response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        byte[] bytes = form.bytes();
        boolean large = bytes.length > StackFilesController.MOST_BYTES;
        model.addAttribute("fault", FileListing.message(fault));
        model.addAttribute("place", Wording.sentence(fault.place().toString()));
        model.addAttribute(
                "lines",
                large || bytes.length == 0
                        ? List.of()
                        : FileListing.of(new String(bytes, StandardCharsets.UTF_8), fault));
        return page(change, form.fileName() + " cannot take this change", form.fileName(), model);
    }

    private String notInForce(Change change) {
        Optional<Service> live = collector
                .latest()
                .flatMap(s -> s.findService(change.plan().subject().id()));
        return change.stackSettings()
                .map(wanted -> InForce.notYet(change.state(), wanted, live))
                .orElseGet(() -> InForce.notYet(change.state()));
    }

    private String page(Change change, String headline, String name, Model model) {
        model.addAttribute("headline", headline);
        model.addAttribute("id", change.id());
        model.addAttribute("title", Wording.clip(change.plan().title(), 160));
        model.addAttribute("state", Tag.of(change.state()));
        model.addAttribute("notInForce", notInForce(change));
        model.addAttribute("service", Wording.name(change.plan().subject().name()));
        model.addAttribute("name", name);
        model.addAttribute("mostBytes", StackFilesController.MOST_BYTES);
        model.addAttribute("most", Quantities.bytes(StackFilesController.MOST_BYTES));
        model.addAttribute("still", true);
        model.addAttribute("stackFiles", true);
        return "changes/stack-file";
    }
}
