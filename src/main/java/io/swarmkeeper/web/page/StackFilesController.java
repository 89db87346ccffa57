package io.swarmkeeper.web.page;

import io.swarmkeeper.stackfile.FileFinding;
import io.swarmkeeper.stackfile.KnownSizes;
import io.swarmkeeper.stackfile.Optimizer;
import io.swarmkeeper.stackfile.Review;
import io.swarmkeeper.stackfile.StackFile;
import io.swarmkeeper.stackfile.StorageFolders;
import io.swarmkeeper.stackfile.UnknownStackException;
import io.swarmkeeper.stackfile.export.StackExport;
import io.swarmkeeper.stackfile.yaml.Place;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.stackfile.yaml.YamlFile;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.web.ProblemException;
import io.swarmkeeper.web.stackfile.RunningStacks;
import io.swarmkeeper.web.stackfile.SentStackFiles;
import io.swarmkeeper.web.stackfile.StackSizes;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * A stack file, reviewed and cured for whoever is signed in. Nothing is changed and nothing is kept: the page itself
 * carries the file from one step to the next.
 */
@Controller
class StackFilesController {

    /** As much as the API takes. */
    static final int MOST_BYTES = 1 << 20;

    private final SentStackFiles files;
    private final RunningStacks running;
    private final StackSizes sizes;
    private final SwarmView view;

    StackFilesController(SentStackFiles files, RunningStacks running, StackSizes sizes, SwarmView view) {
        this.files = files;
        this.running = running;
        this.sizes = sizes;
        this.view = view;
    }

    @GetMapping("/stack-files")
    String form(Model model) {
        return form(model, "Review a stack file before it is deployed", "", List.of());
    }

    @PostMapping("/stack-files")
    String review(StackFileForm form, Model model, HttpServletResponse response)
            throws IOException, InterruptedException {
        byte[] bytes = form.bytes();
        try {
            requireSize(bytes, form);
            return show(bytes, form, model, response);
        } catch (StackFileException e) {
            return refused(bytes, form, e, model, response);
        }
    }

    private String show(byte[] bytes, StackFileForm form, Model model, HttpServletResponse response)
            throws IOException, InterruptedException {
        StackFileSheet sheet = files.read(bytes, file -> sheet(file, form));
        String fault = form.storageFault();
        if (!fault.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        }
        model.addAttribute("sheet", sheet);
        model.addAttribute("stacks", stacks());
        model.addAttribute("name", form.fileName());
        model.addAttribute("kept", Base64.getEncoder().encodeToString(bytes));
        model.addAttribute("storage", form.storageText());
        model.addAttribute("storageFault", fault);
        model.addAttribute("classes", String.join(", ", StorageFolders.words()));
        model.addAttribute("still", true);
        model.addAttribute("stackFiles", true);
        return "stack-files/review";
    }

    private List<FileFinding> findings(StackFile file, String stack) {
        try {
            return stack.isEmpty() ? Review.of(file, view.now()) : running.review(file, view.snapshot(), stack);
        } catch (UnknownStackException e) {
            throw refused(e);
        }
    }

    /** The cured file, or the page that says why there is none. */
    @PostMapping("/stack-files/cured")
    Object cured(StackFileForm form, Model model, HttpServletResponse response)
            throws IOException, InterruptedException {
        byte[] bytes = form.bytes();
        try {
            requireSize(bytes, form);
            if (!form.storageFault().isEmpty()) {
                return show(bytes, form, model, response);
            }
            String text = files.read(
                    bytes,
                    file -> Optimizer.optimize(file, form.cures(), known(file, stack(file, form)), form.folders())
                            .text());
            return download(form.fileName(), text);
        } catch (StackFileException e) {
            return refused(bytes, form, e, model, response);
        }
    }

    static ResponseEntity<byte[]> download(String fileName, String text) {
        String name = ContentDisposition.attachment()
                .filename(fileName, StandardCharsets.UTF_8)
                .build()
                .toString();
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, "application/yaml")
                .header(HttpHeaders.CONTENT_DISPOSITION, name)
                .body(YamlFile.bytes(text));
    }

    private StackFileSheet sheet(StackFile file, StackFileForm form) {
        String stack = stack(file, form);
        return StackFileSheet.of(
                file, findings(file, stack), form.fileName(), form.cures(), stack, known(file, stack), form.folders());
    }

    /** The one that was chosen; as long as nobody chose, the one that the file itself names, if it runs. */
    private String stack(StackFile file, StackFileForm form) {
        String chosen = form.stackName();
        return form.isKept() || !chosen.isEmpty()
                ? chosen
                : file.name().filter(stacks()::contains).orElse("");
    }

    private KnownSizes known(StackFile file, String stack) {
        if (stack.isEmpty()) {
            return KnownSizes.NONE;
        }
        view.snapshot(); // or nobody can tell which stacks run
        try {
            return sizes.known(file, Optional.of(stack));
        } catch (UnknownStackException e) {
            throw refused(e);
        }
    }

    private static ProblemException refused(UnknownStackException e) {
        return ProblemException.inBody(
                "stack", Wording.sentence(FileListing.shown(String.valueOf(e.getMessage()))) + ".");
    }

    private List<String> stacks() {
        return view.findSnapshot().map(StackExport::stacks).orElse(List.of());
    }

    static void requireSize(byte[] bytes, StackFileForm form) {
        if (bytes.length == 0 && form.isPasted()) {
            throw new StackFileException(Place.START, "nothing was sent; choose, drop or paste a stack file");
        }
        if (bytes.length > MOST_BYTES) {
            throw new StackFileException(
                    Place.START,
                    "the file has %d bytes; this page takes %s, the command line %s"
                            .formatted(
                                    bytes.length, Quantities.bytes(MOST_BYTES), Quantities.bytes(YamlFile.MOST_BYTES)));
        }
    }

    /** The form again with the message beside the line, and with the text to go on with. */
    private String refused(
            byte[] bytes, StackFileForm form, StackFileException fault, Model model, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean same = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes);
        boolean large = bytes.length > MOST_BYTES;
        model.addAttribute("name", form.fileName());
        model.addAttribute("crlf", text.contains("\r\n"));
        model.addAttribute("still", true);
        model.addAttribute("fault", FileListing.message(fault));
        model.addAttribute("place", Wording.sentence(fault.place().toString()));
        return form(
                model,
                bytes.length == 0 && form.isPasted()
                        ? "No stack file was sent"
                        : form.fileName() + " cannot be read as a stack file",
                // What is no text would come back as something else, and a large file is still where it came from.
                same && (form.isPasted() || !large) ? text : "",
                large || bytes.length == 0 ? List.of() : FileListing.of(text, fault));
    }

    private String form(Model model, String headline, String text, List<FileListing.Line> lines) {
        model.addAttribute("headline", headline);
        model.addAttribute("text", text);
        model.addAttribute("lines", lines);
        model.addAttribute("stacks", stacks());
        model.addAttribute("mostBytes", MOST_BYTES);
        model.addAttribute("most", Quantities.bytes(MOST_BYTES));
        model.addAttribute("stackFiles", true);
        return "stack-files/new";
    }
}
