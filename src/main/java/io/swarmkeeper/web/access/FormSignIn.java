package io.swarmkeeper.web.access;

import io.swarmkeeper.audit.AuditLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/** The login form: {@code POST /login} with {@code username} and {@code password}, {@code POST /logout}. */
@Component
class FormSignIn implements AuthenticationProvider {

    private final SignIn signIn;
    private final AuditLog audit;

    FormSignIn(SignIn signIn, AuditLog audit) {
        this.signIn = signIn;
        this.audit = audit;
    }

    @Override
    public Authentication authenticate(Authentication asked) {
        String address = asked.getDetails() instanceof WebAuthenticationDetails details
                ? Objects.requireNonNullElse(details.getRemoteAddress(), "")
                : "";
        Account account = signIn.byForm(asked.getName(), String.valueOf(asked.getCredentials()), address);
        return new AccountAuthentication(account);
    }

    @Override
    public boolean supports(Class<?> kind) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(kind);
    }

    /** Back to the form, which says why: {@code ?error}, or {@code ?slow=} with the seconds to wait. */
    void failed(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        String why = e instanceof SlowDownException slow ? "slow=" + slow.seconds() : "error";
        response.sendRedirect(request.getContextPath() + "/login?" + why);
    }

    void loggedOut(HttpServletRequest request, HttpServletResponse response, @Nullable Authentication who) {
        if (who instanceof AccountAuthentication signedIn) {
            String name = signedIn.viewer().name();
            audit.append(name, "logout", "account " + name, Map.of("address", request.getRemoteAddr()));
        }
    }
}
