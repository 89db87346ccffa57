package io.swarmkeeper.web.access;

import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Programs sign in at each request: {@code Authorization: Basic} or {@code Bearer skt_…}. Leaves no session behind. The
 * header outweighs a session that may come along.
 */
final class ProgramSignInFilter extends OncePerRequestFilter {

    private final SignIn signIn;
    private final Tokens tokens;
    private final ProblemWriter problems;

    ProgramSignInFilter(SignIn signIn, Tokens tokens, ProblemWriter problems) {
        this.signIn = signIn;
        this.tokens = tokens;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader("Authorization");
        if (header == null) {
            chain.doFilter(request, response);
            return;
        }
        AccountAuthentication signedIn;
        try {
            signedIn = authenticate(header, request.getRemoteAddr());
        } catch (SlowDownException e) {
            response.setHeader("Retry-After", Long.toString(e.seconds()));
            problems.write(slowDown(e.seconds()), request, response);
            return;
        } catch (Unreadable | AuthenticationException e) {
            Challenge.put(request, response);
            problems.write(
                    Problem.of(
                            Problem.Code.UNAUTHENTICATED,
                            e instanceof Unreadable ? String.valueOf(e.getMessage()) : WRONG),
                    request,
                    response);
            return;
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(signedIn);
        SecurityContextHolder.setContext(context);
        chain.doFilter(request, response);
    }

    /** The same for an unknown name, a wrong password and a dead token: what is there stays untold. */
    private static final String WRONG = "These credentials are not right, or no longer.";

    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    static Problem slowDown(long seconds) {
        return Problem.of(
                        Problem.Code.SLOW_DOWN,
                        "After several failed attempts the next one is looked at in %d s.".formatted(seconds))
                .with("retryAfterSeconds", seconds);
    }

    private AccountAuthentication authenticate(String header, String address) throws Unreadable {
        String scheme = header.split(" ", 2)[0];
        String rest = header.substring(scheme.length()).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return byToken(rest, address);
        }
        if (scheme.equalsIgnoreCase("Basic")) {
            String[] pair = decode(rest).split(":", 2);
            if (pair.length < 2) {
                throw new Unreadable("The Basic credentials hold no colon between name and password.");
            }
            return new AccountAuthentication(signIn.byBasic(pair[0], pair[1], address));
        }
        throw new Unreadable("The Authorization header has an unknown scheme; Basic and Bearer are understood.");
    }

    private AccountAuthentication byToken(String secret, String address) {
        Optional<Tokens.Verified> token = tokens.verify(secret);
        if (token.isPresent()) {
            return new AccountAuthentication(token.get().account(), token.get().id());
        }
        Optional<Duration> wait = signIn.waitForToken(address);
        if (wait.isPresent()) {
            throw new SlowDownException(wait.get());
        }
        signIn.refusedToken(address);
        throw new BadCredentialsException("no such token");
    }

    private static String decode(String base64) throws Unreadable {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new Unreadable("The Basic credentials are not base64 of UTF-8 text.");
        }
    }
}
