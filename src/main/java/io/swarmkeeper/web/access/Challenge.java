package io.swarmkeeper.web.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** How to sign in, told to programs. A browser is not told of Basic: it would ask with a window of its own. */
final class Challenge {

    private Challenge() {}

    static void put(HttpServletRequest request, HttpServletResponse response) {
        response.addHeader("WWW-Authenticate", "Bearer realm=\"swarmkeeper\"");
        if (!isBrowser(request)) {
            response.addHeader("WWW-Authenticate", "Basic realm=\"swarmkeeper\", charset=\"UTF-8\"");
        }
    }

    private static boolean isBrowser(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        String agent = request.getHeader("User-Agent");
        return request.getHeader("Sec-Fetch-Mode") != null
                || accept != null && accept.contains("text/html")
                || agent != null && agent.startsWith("Mozilla/");
    }
}
