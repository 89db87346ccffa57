package io.swarmkeeper.web.page;

import io.swarmkeeper.stackfile.Cure;
import io.swarmkeeper.stackfile.StorageFolders;
import io.swarmkeeper.web.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.multipart.MultipartFile;

/**
 * A stack file as the page sends it. One that was kept by the page before comes first, then a file, then a text.
 *
 * @param kept the bytes of the file in base64: nothing else comes back from a browser as it was
 * @param name of the file that is kept or that the text is from
 * @param lineEnd {@code crlf} if the text is from a file with such line ends; browsers send them whatever there was
 * @param stack the running one to compare with, and whose measured use sizes the file; null or empty for none
 * @param storage where new volumes of each class are to live; null or empty for nowhere
 * @param cure the kinds that are chosen; all of them until a file is kept, for nobody could choose before
 */
record StackFileForm(
        @Nullable MultipartFile file,
        @Nullable String text,
        @Nullable String kept,
        @Nullable String name,
        @Nullable String lineEnd,
        @Nullable String stack,
        @Nullable String storage,
        @Nullable List<String> cure) {

    private static final String USUAL_NAME = "docker-compose.yml";
    private static final int LONGEST_NAME = 100;

    /** The file, byte for byte; empty if nothing was sent. */
    byte[] bytes() throws IOException {
        if (isKept()) {
            try {
                return Base64.getDecoder().decode(String.valueOf(kept));
            } catch (IllegalArgumentException e) {
                throw ProblemException.inBody("kept", "kept is not base64; the file as the page held it is expected.");
            }
        }
        if (file != null && isChosen()) {
            return file.getBytes();
        }
        String pasted = text == null ? "" : text;
        return ("crlf".equals(lineEnd) ? pasted : pasted.replace("\r\n", "\n")).getBytes(StandardCharsets.UTF_8);
    }

    /** True once the page itself carries the file: somebody saw it and could choose. */
    boolean isKept() {
        return kept != null && !kept.isEmpty();
    }

    private boolean isChosen() {
        return file != null
                && file.getOriginalFilename() != null
                && !file.getOriginalFilename().isEmpty();
    }

    boolean isPasted() {
        return !isKept() && !isChosen();
    }

    /** Empty for none. */
    String stackName() {
        return stack == null ? "" : stack;
    }

    /** As it was typed. */
    String storageText() {
        return storage == null ? "" : storage.strip();
    }

    /** None where it cannot be read. */
    StorageFolders folders() {
        try {
            return storageText().isEmpty() ? StorageFolders.NONE : StorageFolders.parse(storageText());
        } catch (IllegalArgumentException e) {
            return StorageFolders.NONE;
        }
    }

    /** Why it cannot be followed, as a sentence; empty if it can. */
    String storageFault() {
        if (storageText().isEmpty()) {
            return "";
        }
        try {
            StorageFolders.parse(storageText());
            return cures().contains(Cure.VOLUMES)
                    ? ""
                    : "Folders are for Volumes, which is not chosen: choose it, or leave this empty.";
        } catch (IllegalArgumentException e) {
            return Wording.sentence(FileListing.shown(String.valueOf(e.getMessage()))) + ".";
        }
    }

    /** Without folders and without characters that nobody sees. */
    String fileName() {
        String given = file != null && isChosen() && !isKept() ? file.getOriginalFilename() : name;
        String last =
                given == null ? "" : given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        String clean = last.replaceAll("[\\p{Cntrl}\\p{Cf}]", "").strip();
        return clean.isEmpty() ? USUAL_NAME : Wording.clip(clean, LONGEST_NAME);
    }

    Set<Cure> cures() {
        if (!isKept()) {
            return EnumSet.allOf(Cure.class);
        }
        Set<Cure> cures = EnumSet.noneOf(Cure.class);
        for (String word : cure == null ? List.<String>of() : cure) {
            cures.add(Cure.find(word)
                    .orElseThrow(() -> ProblemException.inBody(
                            "cure",
                            "Cure is \"%s\"; expected is one of %s."
                                    .formatted(Wording.clip(word, 40), String.join(", ", Cure.words())))));
        }
        return cures;
    }
}
