package io.swarmkeeper.web.access;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.pathPattern;

import io.swarmkeeper.web.ProblemWriter;
import jakarta.servlet.DispatcherType;
import java.util.Arrays;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.savedrequest.CookieRequestCache;

/**
 * Four kinds of addresses, four chains: files that everyone may load, health for balancers, the API for programs (no
 * session is ever made there), and pages for people. docs/api.md tells how to sign in.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    PasswordEncoder passwordEncoder() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }

    /** In a cookie, so that whoever merely looks at the login page leaves no session behind. */
    @Bean
    CsrfTokenRepository csrfTokens() {
        CookieCsrfTokenRepository repository = new CookieCsrfTokenRepository();
        repository.setCookieName("SWARMKEEPER-CSRF");
        repository.setHeaderName("X-CSRF-TOKEN");
        repository.setCookieCustomizer(cookie -> cookie.httpOnly(true).sameSite("Strict"));
        return repository;
    }

    @Bean
    FilterRegistrationBean<HeaderWriterFilter> securityHeaders() {
        return first(SecurityHeaders.filter(), "securityHeaders");
    }

    @Bean
    FilterRegistrationBean<HeaderWriterFilter> streamSecurityHeaders() {
        return first(SecurityHeaders.streamFilter(), "streamSecurityHeaders");
    }

    private static FilterRegistrationBean<HeaderWriterFilter> first(HeaderWriterFilter filter, String name) {
        FilterRegistrationBean<HeaderWriterFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setName(name);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    @Order(1)
    SecurityFilterChain files(HttpSecurity http) {
        http.securityMatcher("/css/**", "/js/**", "/img/**", "/webjars/**", "/favicon.ico", "/favicon.svg")
                .authorizeHttpRequests(a -> a.anyRequest().permitAll());
        return open(http);
    }

    @Bean
    @Order(2)
    SecurityFilterChain health(HttpSecurity http) {
        http.securityMatcher("/health/**", "/actuator/health/**")
                .authorizeHttpRequests(a -> a.anyRequest().permitAll());
        return open(http);
    }

    private static SecurityFilterChain open(HttpSecurity http) {
        return http.headers(AbstractHttpConfigurer::disable)
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain programs(
            HttpSecurity http,
            Accounts accounts,
            SignIn signIn,
            Tokens tokens,
            ProblemWriter problems,
            CsrfTokenRepository csrfTokens) {
        return http.securityMatcher("/api/**", "/v3/**", "/actuator/**")
                .headers(AbstractHttpConfigurer::disable)
                .csrf(c -> c.csrfTokenRepository(csrfTokens).requireCsrfProtectionMatcher(CrossSite::needsProof))
                .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.NEVER))
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .addFilterAfter(new StillSignedInFilter(accounts), SecurityContextHolderFilter.class)
                .addFilterAfter(new ProgramSignInFilter(signIn, tokens, problems), CsrfFilter.class)
                .exceptionHandling(e -> e.authenticationEntryPoint(new ProgramRefusal(problems))
                        .accessDeniedHandler(new ProgramRefusal(problems)))
                .authorizeHttpRequests(a -> {
                    a.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                            .permitAll();
                    // Whether it is the own request is asked before any role, in the controller.
                    a.requestMatchers(
                                    HttpMethod.POST,
                                    "/api/v1/changes/*/approval",
                                    "/api/v1/changes/*/rejection",
                                    "/api/v1/changes/*/acceptance")
                            .authenticated();
                    rules(a, "/api/v1");
                })
                .build();
    }

    @Bean
    @Order(4)
    SecurityFilterChain pages(
            HttpSecurity http, Accounts accounts, FormSignIn formSignIn, CsrfTokenRepository csrfTokens) {
        CookieRequestCache wanted = new CookieRequestCache();
        wanted.setRequestMatcher(PageRefusal::isPageView);
        return http.headers(AbstractHttpConfigurer::disable)
                .csrf(c -> c.csrfTokenRepository(csrfTokens))
                .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.IF_REQUIRED))
                .requestCache(r -> r.requestCache(wanted))
                .formLogin(f -> f.loginPage("/login")
                        .failureHandler(formSignIn::failed)
                        .defaultSuccessUrl("/")
                        .permitAll())
                .logout(l -> l.logoutRequestMatcher(pathPattern(HttpMethod.POST, "/logout"))
                        .addLogoutHandler(formSignIn::loggedOut)
                        .logoutSuccessUrl("/login?logout")
                        .deleteCookies("SWARMKEEPER"))
                .exceptionHandling(
                        e -> e.authenticationEntryPoint(new PageRefusal()).accessDeniedHandler(new PageRefusal()))
                .addFilterAfter(new StillSignedInFilter(accounts), SecurityContextHolderFilter.class)
                .addFilterAfter(new CsrfCookieFilter(), CsrfFilter.class)
                .authorizeHttpRequests(a -> {
                    a.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD)
                            .permitAll();
                    a.requestMatchers("/login", "/error").permitAll();
                    a.requestMatchers(
                                    HttpMethod.POST,
                                    "/changes/*/approval",
                                    "/changes/*/rejection",
                                    "/changes/*/acceptance")
                            .access(atLeast(Role.APPROVER));
                    rules(a, "");
                })
                .build();
    }

    /** What pages and API have in common: reading is for all, the rest grows with the role. */
    private static void rules(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests,
            String prefix) {
        requests.requestMatchers(prefix + "/accounts/**", prefix + "/tokens/**").access(atLeast(Role.ADMIN));
        // Only reads the change: the file is what is sent.
        requests.requestMatchers(HttpMethod.POST, prefix + "/changes/*/stack-file/**")
                .access(atLeast(Role.VIEWER));
        // The one thing to read with passwords in it; HEAD asks for it as well, and says how much it is.
        requests.requestMatchers(prefix + "/stacks/*/stack-file").access(atLeast(Role.OPERATOR));
        for (HttpMethod method : new HttpMethod[] {HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE}) {
            requests.requestMatchers(method, prefix + "/exemptions/**").access(atLeast(Role.ADMIN));
            requests.requestMatchers(
                            method,
                            prefix + "/changes/**",
                            prefix + "/services/**",
                            prefix + "/nodes/**",
                            prefix + "/storage/**")
                    .access(atLeast(Role.OPERATOR));
        }
        requests.anyRequest().access(atLeast(Role.VIEWER));
    }

    private static AuthorizationManager<RequestAuthorizationContext> atLeast(Role role) {
        String[] enough = Arrays.stream(Role.values())
                .filter(r -> r.includes(role))
                .map(Role::name)
                .toArray(String[]::new);
        return AuthorityAuthorizationManager.hasAnyRole(enough);
    }

    /** What the firewall turns away (encoded slashes, semicolons, control characters) is a bad request like others. */
    @Bean
    RequestRejectedHandler requestRejectedHandler(ProblemWriter problems) {
        return new FirewallRefusal(problems);
    }
}
