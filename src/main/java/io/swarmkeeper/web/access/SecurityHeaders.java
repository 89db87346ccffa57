package io.swarmkeeper.web.access;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.pathPattern;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.PermissionsPolicyHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.XXssProtectionHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter.XFrameOptionsMode;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** What every answer tells browsers: nothing from elsewhere, nothing inline, in no frame. */
final class SecurityHeaders {

    static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
                    + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** The page that browses the API brings its pictures in its style sheet and sets styles on its elements. */
    static final String API_PAGE_POLICY = POLICY.replace("img-src 'self'", "img-src 'self' data:")
            .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

    private static final RequestMatcher API_PAGE = pathPattern("/swagger-ui/**");

    private SecurityHeaders() {}

    /** Answered by a thread of its own, beside the one that the request came in on. */
    private static final RequestMatcher STREAM =
            new OrRequestMatcher(pathPattern("/live"), pathPattern("/api/v1/changes/*/events"));

    /** Before everything else that answers, so that what is turned away early carries them as well. */
    static HeaderWriterFilter filter() {
        return new For(new NegatedRequestMatcher(STREAM));
    }

    /**
     * The same for event streams, written before the request is looked at: usually they are written when the answer
     * begins or the request has been handled, and those are two threads here, which would change one answer at once.
     */
    static HeaderWriterFilter streamFilter() {
        HeaderWriterFilter filter = new For(STREAM);
        filter.setShouldWriteHeadersEagerly(true);
        return filter;
    }

    private static final class For extends HeaderWriterFilter {

        private final RequestMatcher requests;

        For(RequestMatcher requests) {
            super(writers());
            this.requests = requests;
        }

        @Override
        protected boolean shouldNotFilter(HttpServletRequest request) {
            return !requests.matches(request);
        }
    }

    private static List<HeaderWriter> writers() {
        StaticHeadersWriter usual = new StaticHeadersWriter("Content-Security-Policy", POLICY);
        StaticHeadersWriter apiPage = new StaticHeadersWriter("Content-Security-Policy", API_PAGE_POLICY);
        return List.of(
                new DelegatingRequestMatcherHeaderWriter(API_PAGE, apiPage),
                new DelegatingRequestMatcherHeaderWriter(new NegatedRequestMatcher(API_PAGE), usual),
                new XContentTypeOptionsHeaderWriter(),
                new XXssProtectionHeaderWriter(),
                new CacheControlHeadersWriter(),
                new HstsHeaderWriter(),
                new XFrameOptionsHeaderWriter(XFrameOptionsMode.DENY),
                new ReferrerPolicyHeaderWriter(ReferrerPolicy.SAME_ORIGIN),
                new StaticHeadersWriter("Cross-Origin-Opener-Policy", "same-origin"),
                new StaticHeadersWriter("Cross-Origin-Resource-Policy", "same-origin"),
                new PermissionsPolicyHeaderWriter("camera=(), geolocation=(), microphone=(), payment=(), usb=()"));
    }
}
