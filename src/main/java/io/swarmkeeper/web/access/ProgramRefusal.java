package io.swarmkeeper.web.access;

import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/** Refusals to programs, as problems. */
final class ProgramRefusal implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final ProblemWriter problems;

    ProgramRefusal(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        Challenge.put(request, response);
        problems.write(
                Problem.of(
                        Problem.Code.UNAUTHENTICATED,
                        "This address wants HTTP Basic, or Authorization: Bearer with a token that an admin makes under /tokens."),
                request,
                response);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
            throws IOException {
        problems.write(problem(e), request, response);
    }

    private static Problem problem(AccessDeniedException e) {
        if (e instanceof CsrfException) {
            return Problem.of(
                    Problem.Code.CSRF,
                    "A browser session needs the header X-CSRF-TOKEN with the token of its page; programs send an Authorization header instead.");
        }
        String role = SecurityContextHolder.getContext().getAuthentication() instanceof AccountAuthentication signedIn
                ? signedIn.viewer().role().word()
                : "none";
        return Problem.of(
                        Problem.Code.FORBIDDEN,
                        "The role %s does not allow this. An admin can give you another.".formatted(role))
                .with("role", role);
    }
}
