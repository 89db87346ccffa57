package io.swarmkeeper.web.access;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.pathPattern;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
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

    static void put(HeadersConfigurer<HttpSecurity> headers) {
        StaticHeadersWriter usual = new StaticHeadersWriter("Content-Security-Policy", POLICY);
        StaticHeadersWriter apiPage = new StaticHeadersWriter("Content-Security-Policy", API_PAGE_POLICY);
        headers.addHeaderWriter((request, response) -> {
                    if (API_PAGE.matches(request)) {
                        apiPage.writeHeaders(request, response);
                    } else {
                        usual.writeHeaders(request, response);
                    }
                })
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny)
                .referrerPolicy(r -> r.policy(ReferrerPolicy.SAME_ORIGIN))
                .crossOriginOpenerPolicy(c -> c.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .crossOriginResourcePolicy(c -> c.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(p -> p.policy("camera=(), geolocation=(), microphone=(), payment=(), usb=()"));
    }
}
