package io.swarmkeeper.web.page;

import io.swarmkeeper.web.access.SignedIn;
import io.swarmkeeper.web.access.Viewer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Keeps reading pages as they were rendered, compressed, until something they show has moved; a browser that has the
 * living part already is told so with 304 and nothing else. Comes after the security filters, so nobody gets here
 * without sign-in, and every key names the viewer. Pages with forms that post are left out: they carry tokens.
 */
@Component
class PageCache extends OncePerRequestFilter {

    private static final Pattern PAGES =
            Pattern.compile("/|/findings|/findings/codes(/.*)?|/(services|nodes|networks|storage)(/.*)?");
    /** Whole pages say how old the snapshot is, to the second; their living parts are kept true by the browser. */
    private static final long WHOLE_MILLIS = 1_000;

    private static final long PART_MILLIS = 10_000;
    private static final long MOST_BYTES = 12L << 20;

    private final LiveState state;
    private final SignedIn signedIn;
    private final Clock clock;
    /** Tells this run of the server from others, whose versions begin anew. */
    private final String run;

    private final Map<String, Page> pages = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;
    private final List<Lock> turns =
            Stream.<Lock>generate(ReentrantLock::new).limit(64).toList();

    PageCache(LiveState state, SignedIn signedIn, Clock clock) {
        this.state = state;
        this.signedIn = signedIn;
        this.clock = clock;
        this.run = Long.toString(clock.millis(), 36);
    }

    /** @param until milliseconds of the clock */
    private record Page(long version, long until, byte[] compressed, String contentType) {}

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getMethod().equals("GET")
                || !PAGES.matcher(request.getServletPath()).matches();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Viewer> viewer = signedIn.viewer();
        if (viewer.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        boolean part = request.getHeader("HX-Request") != null;
        String query = request.getQueryString();
        String key = viewer.get().name()
                + ' '
                + viewer.get().role().word()
                + ' '
                + part
                + ' '
                + request.getServletPath()
                + (query == null ? "" : '?' + query);
        long version = state.version();
        response.addHeader("Vary", "HX-Request");
        if (part) {
            String etag = "\"%s-%s-%s\"".formatted(run, version, Integer.toHexString(key.hashCode()));
            response.setHeader("ETag", etag);
            if (etag.equals(request.getHeader("If-None-Match"))) {
                response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
                return;
            }
        }
        Page known = find(key, version);
        if (known == null) {
            // when something moved, all who look ask at once: one of them renders, the others wait for it
            Lock turn = turns.get(Math.floorMod(key.hashCode(), turns.size()));
            turn.lock();
            try {
                known = find(key, version);
                if (known == null) {
                    known = render(request, response, chain, version, part);
                    if (known == null) {
                        return;
                    }
                    keep(key, known);
                }
            } finally {
                turn.unlock();
            }
        }
        send(known, request, response);
    }

    /** Null if what came is not a page; then it was sent as it is. */
    private @Nullable Page render(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain, long version, boolean part)
            throws ServletException, IOException {
        ContentCachingResponseWrapper rendered = new ContentCachingResponseWrapper(response);
        chain.doFilter(request, rendered);
        String contentType = rendered.getContentType();
        if (rendered.getStatus() != 200 || contentType == null || !contentType.startsWith("text/html")) {
            if (rendered.getStatus() != 200 && !response.isCommitted()) {
                response.setHeader("ETag", null);
            }
            rendered.copyBodyToResponse();
            return null;
        }
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(rendered.getContentAsByteArray());
        }
        return new Page(
                version, clock.millis() + (part ? PART_MILLIS : WHOLE_MILLIS), compressed.toByteArray(), contentType);
    }

    private static void send(Page page, HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType(page.contentType());
        response.addHeader("Vary", "Accept-Encoding");
        String accepted = request.getHeader("Accept-Encoding");
        if (accepted != null && accepted.contains("gzip")) {
            response.setHeader("Content-Encoding", "gzip");
            response.setContentLength(page.compressed().length);
            response.getOutputStream().write(page.compressed());
        } else {
            try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(page.compressed()))) {
                plain.transferTo(response.getOutputStream());
            }
        }
    }

    private synchronized @Nullable Page find(String key, long version) {
        Page page = pages.get(key);
        return page != null && page.version() == version && clock.millis() < page.until() ? page : null;
    }

    private synchronized void keep(String key, Page page) {
        Page before = pages.put(key, page);
        bytes += page.compressed().length - (before == null ? 0 : before.compressed().length);
        var oldest = pages.entrySet().iterator();
        while (bytes > MOST_BYTES && oldest.hasNext()) {
            bytes -= oldest.next().getValue().compressed().length;
            oldest.remove();
        }
    }
}
