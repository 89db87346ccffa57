package io.swarmkeeper.web.page;

import io.swarmkeeper.web.access.SignedIn;
import io.swarmkeeper.web.access.Viewer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
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
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.support.RequestContextUtils;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Keeps reading pages as they were rendered, compressed, until something they show has moved. A page is rendered whole,
 * once for all who ask; its living part is cut out of it. A browser that has the living part already is told so with 304
 * and nothing else. Comes after the security filters, so nobody gets here without sign-in, and every key names the
 * viewer. Pages with forms that post are left out: they carry tokens.
 *
 * <p>A living part is always of the newest version. A whole page may be older by what a flood of moves is gathered for,
 * or by the time that its successor takes to render, but never older than what a person did last: it names its version
 * to the live stream, which tells it at once what it missed.
 */
@Component
class PageCache extends OncePerRequestFilter {

    private static final Pattern PAGES = Pattern.compile("/|/findings|/findings/(codes(/.*)?|kills)"
            + "|/(services|nodes|networks|storage)(?!/[^/]+/(health|disk)-probe$)(/.*)?");
    /** Those of them that show what agents measured. */
    private static final Pattern MEASURED = Pattern.compile(
            "/|/findings/kills" + "|/(services|nodes|networks|storage)(?!/[^/]+/(health|disk)-probe$)(/.*)?");

    /** Whole pages say how old the snapshot is, to the second; their living parts are kept true by the browser. */
    private static final long WHOLE_MILLIS = 1_000;

    private static final long PART_MILLIS = 10_000;
    /** How old a whole page may be that is sent while its successor is rendered. */
    private static final long WHILE_RENDERING_MILLIS = 2_000;

    private static final long MOST_BYTES = 12L << 20;

    private final LiveState state;
    private final SignedIn signedIn;
    private final Clock clock;

    private final Map<String, RenderedPage> pages = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;
    private final List<Lock> turns =
            Stream.<Lock>generate(ReentrantLock::new).limit(64).toList();

    PageCache(LiveState state, SignedIn signedIn, Clock clock) {
        this.state = state;
        this.signedIn = signedIn;
        this.clock = clock;
    }

    /** True if the page at this path must look again when something was measured. */
    static boolean isMeasured(String path) {
        return MEASURED.matcher(path).matches();
    }

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
                + request.getServletPath()
                + (query == null ? "" : '?' + query);
        long version = isMeasured(request.getServletPath()) ? state.version() : state.moved();
        response.addHeader("Vary", "HX-Request");
        if (part) {
            String etag = "\"%s-%s\"".formatted(state.mark(version), Integer.toHexString(key.hashCode()));
            response.setHeader("ETag", etag);
            if (etag.equals(request.getHeader("If-None-Match"))) {
                response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
                return;
            }
        }
        RenderedPage page = part ? findPart(key, version) : findWhole(key, version);
        Lock turn = turns.get(Math.floorMod(key.hashCode(), turns.size()));
        while (page == null) {
            // when something moved, all who look ask at once: one of them renders, the others wait for it
            if (!turn.tryLock()) {
                page = part ? null : findWhileRendering(key);
                if (page != null) {
                    break;
                }
                turn.lock();
            }
            try {
                page = part ? findPart(key, version) : findWhole(key, version);
                if (page == null) {
                    page = render(request, response, chain, key, version);
                    if (page == null) {
                        return;
                    }
                }
            } finally {
                turn.unlock();
            }
        }
        send(part ? page.part() : page.whole(), page.contentType(), request, response);
    }

    /** Null if what came is not a page; then it was sent as it is. */
    private @Nullable RenderedPage render(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain, String key, long version)
            throws ServletException, IOException {
        ContentCachingResponseWrapper rendered = new ContentCachingResponseWrapper(response);
        chain.doFilter(new AskedWhole(request), rendered);
        String contentType = rendered.getContentType();
        if (rendered.getStatus() != 200 || contentType == null || !contentType.startsWith("text/html")) {
            if (rendered.getStatus() != 200 && !response.isCommitted()) {
                response.setHeader("ETag", null);
            }
            rendered.copyBodyToResponse();
            return null;
        }
        RenderedPage page = RenderedPage.of(version, clock.millis(), contentType, rendered.getContentAsByteArray());
        if (RequestContextUtils.getInputFlashMap(request) == null) {
            keep(key, page); // a page that tells what the viewer just did is shown once
        }
        return page;
    }

    private static void send(
            byte[] compressed, String contentType, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setContentType(contentType);
        response.addHeader("Vary", "Accept-Encoding");
        String accepted = request.getHeader("Accept-Encoding");
        if (accepted != null && accepted.contains("gzip")) {
            response.setHeader("Content-Encoding", "gzip");
            response.setContentLength(compressed.length);
            response.getOutputStream().write(compressed);
        } else {
            response.getOutputStream().write(RenderedPage.plain(compressed));
        }
    }

    private @Nullable RenderedPage findPart(String key, long version) {
        RenderedPage page = find(key);
        return page != null && page.version() == version && age(page) < PART_MILLIS ? page : null;
    }

    private @Nullable RenderedPage findWhole(String key, long version) {
        RenderedPage page = findWhileRendering(key);
        return page != null && age(page) < (page.version() == version ? WHOLE_MILLIS : LiveState.GATHER.toMillis())
                ? page
                : null;
    }

    private @Nullable RenderedPage findWhileRendering(String key) {
        RenderedPage page = find(key);
        return page != null && page.version() >= state.versionDue() && age(page) < WHILE_RENDERING_MILLIS ? page : null;
    }

    private long age(RenderedPage page) {
        return clock.millis() - page.renderedAt();
    }

    private synchronized @Nullable RenderedPage find(String key) {
        return pages.get(key);
    }

    private synchronized void keep(String key, RenderedPage page) {
        RenderedPage before = pages.put(key, page);
        bytes += page.weight() - (before == null ? 0 : before.weight());
        var oldest = pages.entrySet().iterator();
        while (bytes > MOST_BYTES && oldest.hasNext()) {
            bytes -= oldest.next().getValue().weight();
            oldest.remove();
        }
    }

    /** The request without the header that asks for the living part alone. */
    private static final class AskedWhole extends HttpServletRequestWrapper {

        AskedWhole(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable String getHeader(String name) {
            return name.equalsIgnoreCase("HX-Request") ? null : super.getHeader(name);
        }
    }
}
