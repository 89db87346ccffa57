package io.swarmkeeper.engine;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * An image as a spec names it. A digest says all: with one, the tag is left out, since engines look an image up by name
 * and digest, not by all three.
 */
record ImageReference(String name, String digest) {

    static ImageReference of(String reference) {
        int at = reference.indexOf('@');
        if (at < 0) {
            return new ImageReference(reference, "");
        }
        String tagged = reference.substring(0, at);
        int colon = tagged.lastIndexOf(':');
        boolean hasTag = colon > tagged.lastIndexOf('/');
        return new ImageReference(hasTag ? tagged.substring(0, colon) : tagged, reference.substring(at + 1));
    }

    /** For a URL: only the slashes, colons and the at sign stay as they are. */
    String path() {
        String whole = digest.isEmpty() ? name : name + "@" + digest;
        return URLEncoder.encode(whole, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/")
                .replace("%3A", ":")
                .replace("%40", "@");
    }
}
