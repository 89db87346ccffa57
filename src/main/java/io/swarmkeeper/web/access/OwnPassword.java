package io.swarmkeeper.web.access;

import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Component;

/** People change their own password: whoever merely finds a browser signed in cannot, and this browser stays signed in. */
@Component
public class OwnPassword {

    private final SignIn signIn;
    private final Accounts accounts;
    private final HttpSessionSecurityContextRepository sessions = new HttpSessionSecurityContextRepository();

    OwnPassword(SignIn signIn, Accounts accounts) {
        this.signIn = signIn;
        this.accounts = accounts;
    }

    /**
     * Ends every other session and all tokens of the account.
     *
     * @throws ProblemException if the old password is not right, was wrong too often, or the new one is too weak
     */
    public void change(
            Viewer viewer, String old, String wanted, HttpServletRequest request, HttpServletResponse response) {
        try {
            signIn.confirm(viewer.name(), old, request.getRemoteAddr());
        } catch (SlowDownException e) {
            throw new ProblemException(
                    Problem.Code.SLOW_DOWN, "Too many wrong passwords; wait a little and try again.");
        } catch (BadCredentialsException e) {
            throw new ProblemException(
                    Problem.of(Problem.Code.INVALID_BODY, "The present password is another one. Nothing was changed.")
                            .with("field", "old"));
        }
        Account account = accounts.changePassword(viewer.name(), wanted, viewer.name());
        request.changeSessionId();
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new AccountAuthentication(account));
        SecurityContextHolder.setContext(context);
        sessions.saveContext(context, request, response);
    }
}
