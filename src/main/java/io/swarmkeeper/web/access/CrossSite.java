package io.swarmkeeper.web.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/**
 * Which calls of the API must prove by a CSRF token that they come from our own pages: those that a browser may have
 * been talked into. A program that puts its credentials into a header itself needs none; but a browser that remembers
 * Basic credentials says where it comes from, and is asked for proof when that is another site.
 */
final class CrossSite {

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> OWN = Set.of("same-origin", "none");

    private CrossSite() {}

    static boolean needsProof(HttpServletRequest request) {
        if (SAFE_METHODS.contains(request.getMethod())) {
            return false;
        }
        String from = request.getHeader("Sec-Fetch-Site");
        boolean fromElsewhere = from != null && !OWN.contains(from);
        return fromElsewhere || request.getHeader("Authorization") == null && request.getSession(false) != null;
    }
}
