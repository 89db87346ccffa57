package io.swarmkeeper.web.page;

import io.swarmkeeper.stackfile.export.StackExport;
import io.swarmkeeper.stackfile.yaml.YamlFile;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.Viewer;
import io.swarmkeeper.web.page.SwarmView.UnknownThingException;
import io.swarmkeeper.web.stackfile.RunningStacks;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** A running stack as a stack file: to look at with what is secret hidden, and for operators to take as it is. */
@Controller
class RunningStacksController {

    private final SwarmView view;
    private final RunningStacks stacks;

    RunningStacksController(SwarmView view, RunningStacks stacks) {
        this.view = view;
        this.stacks = stacks;
    }

    record Row(String service, String path, String what) {}

    @GetMapping("/stacks/{name}")
    String stack(Model model, @PathVariable String name, Viewer viewer) {
        StackExport export = find(name);
        model.addAttribute("stack", export.stack());
        model.addAttribute("shown", Wording.name(export.stack()));
        model.addAttribute("headline", "%s, as it runs".formatted(Wording.name(export.stack())));
        model.addAttribute("lines", FileListing.of(export.shown(), List.of()));
        model.addAttribute(
                "unsaid",
                export.unsaid().stream()
                        .map(u -> new Row(Wording.name(u.service()), FileListing.shown(u.path()), u.what()))
                        .toList());
        model.addAttribute("mayTake", viewer.may(Role.OPERATOR));
        model.addAttribute("stackFiles", true);
        return "stack-files/running";
    }

    @GetMapping("/stacks/{name}/stack-file")
    ResponseEntity<byte[]> file(@PathVariable String name, Viewer viewer) {
        StackExport export = find(name);
        stacks.handOut(export, viewer.name());
        String disposition = ContentDisposition.attachment()
                .filename(export.stack() + ".yml", StandardCharsets.UTF_8)
                .build()
                .toString();
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, "application/yaml")
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition)
                .body(YamlFile.bytes(export.text()));
    }

    private StackExport find(String name) {
        return stacks.find(view.snapshot(), name)
                .orElseThrow(() ->
                        new UnknownThingException("The latest snapshot has no stack with the name %s; there are %s."
                                .formatted(
                                        Wording.name(name),
                                        Wording.clip(String.join(", ", StackExport.stacks(view.snapshot())), 400))));
    }
}
