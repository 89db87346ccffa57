package io.swarmkeeper.web.page;

import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.Token;
import io.swarmkeeper.web.access.Tokens;
import io.swarmkeeper.web.access.Viewer;
import io.swarmkeeper.web.page.SwarmView.UnknownThingException;
import jakarta.servlet.http.HttpServletResponse;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Issues and revokes tokens, for admins. They are listed on the accounts page. */
@Controller
class TokensController {

    private final Tokens tokens;
    private final SwarmView view;

    TokensController(Tokens tokens, SwarmView view) {
        this.tokens = tokens;
        this.view = view;
    }

    /** @param until the last day on which it lets in, in UTC; empty = no end */
    @PostMapping("/tokens")
    String issue(
            @RequestParam(defaultValue = "") String account,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String until,
            Viewer viewer,
            RedirectAttributes redirect) {
        viewer.require(Role.ADMIN, "issue a token");
        try {
            Token.Issued issued = tokens.create(account.strip(), name.strip(), end(until), viewer.name());
            redirect.addFlashAttribute("secret", issued.secret());
            return "redirect:/tokens/" + issued.token().id();
        } catch (ProblemException e) {
            redirect.addFlashAttribute("refused", e.problem().detail());
            return "redirect:/accounts";
        }
    }

    private static Optional<Instant> end(String lastDay) {
        if (lastDay.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(lastDay.strip())
                    .plusDays(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant());
        } catch (DateTimeException e) {
            throw new ProblemException(
                    Problem.Code.INVALID_BODY,
                    "The last day must be a date like 2027-01-31; found \"%s\".".formatted(Wording.clip(lastDay, 40)));
        }
    }

    /** The one page that shows the secret. It does not renew itself: the secret would be gone before it is copied. */
    @GetMapping("/tokens/{id:\\d{1,18}}")
    @Nullable
    String token(Model model, @PathVariable long id, HttpServletResponse response, Viewer viewer) {
        viewer.require(Role.ADMIN, "see a token");
        if (model.getAttribute("shell") instanceof Shell shell && shell.part()) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return null;
        }
        model.addAttribute(
                "token",
                tokens.list().stream()
                        .filter(t -> t.id() == id)
                        .findFirst()
                        .map(t -> TokenRow.of(t, view))
                        .orElseThrow(() -> new UnknownThingException("There is no token " + id + ".")));
        return "accounts/token";
    }

    @PostMapping("/tokens/{id}/revocation")
    String revoke(@PathVariable long id, Viewer viewer, RedirectAttributes redirect) {
        viewer.require(Role.ADMIN, "revoke a token");
        return AccountsController.tell(redirect, "Revoked.", () -> tokens.revoke(id, viewer.name()));
    }
}
