package io.swarmkeeper.swarm;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An image reference taken apart: {@code registry.example:5000/team/redis:7-alpine@sha256:…}.
 *
 * @param repository everything before tag and digest, registry included, as written
 * @param tag empty if none is written (the engine then means {@code latest})
 * @param digest {@code sha256:…}; empty if the reference may mean another image tomorrow
 */
public record ImageReference(String repository, Optional<String> tag, Optional<String> digest) {

    private static final Pattern HUB = Pattern.compile("^(?:(?:index\\.)?docker\\.io/)?(?:library/)?");
    private static final Pattern WORD_BREAK = Pattern.compile("[^a-z0-9]+");

    /** Never fails: what is no reference at all becomes its own repository. */
    public static ImageReference parse(String reference) {
        int at = reference.indexOf('@');
        Optional<String> digest = at < 0 ? Optional.empty() : Optional.of(reference.substring(at + 1));
        String named = at < 0 ? reference : reference.substring(0, at);
        // A colon before the last slash belongs to the registry's port.
        int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
        return colon < 0
                ? new ImageReference(named, Optional.empty(), digest)
                : new ImageReference(named.substring(0, colon), Optional.of(named.substring(colon + 1)), digest);
    }

    /** The repository as the docker client stores it: without Docker Hub's own names in front. */
    public String familiarRepository() {
        return HUB.matcher(repository).replaceFirst("");
    }

    /** The last part of the path in lower case: {@code redis}. */
    public String name() {
        return repository.substring(repository.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    }

    /** The name's words: {@code redis-exporter} gives {@code [redis, exporter]}. */
    public List<String> words() {
        return words(name());
    }

    /** Splits any name into its lower-case words of letters and digits. */
    public static List<String> words(String name) {
        return WORD_BREAK
                .splitAsStream(name.toLowerCase(Locale.ROOT))
                .filter(w -> !w.isEmpty())
                .toList();
    }

    /** For people: without registry path and digest, e.g. {@code redis:7-alpine}. */
    public String shortForm() {
        return name() + tag.map(t -> ":" + t).orElse("");
    }

    public boolean isPinned() {
        return digest.isPresent();
    }
}
