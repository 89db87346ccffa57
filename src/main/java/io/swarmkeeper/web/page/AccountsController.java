package io.swarmkeeper.web.page;

import io.swarmkeeper.change.Changes;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import io.swarmkeeper.web.access.Account;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.OwnPassword;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.Tokens;
import io.swarmkeeper.web.access.Viewer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Accounts and tokens, for admins; and everybody's own account. */
@Controller
class AccountsController {

    private final Accounts accounts;
    private final Tokens tokens;
    private final OwnPassword ownPassword;
    private final Changes changes;
    private final SwarmView view;

    AccountsController(Accounts accounts, Tokens tokens, OwnPassword ownPassword, Changes changes, SwarmView view) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.ownPassword = ownPassword;
        this.changes = changes;
        this.view = view;
    }

    record AccountRow(String name, String role, String may, When createdAt, When passwordChangedAt, boolean self) {}

    /** Something that was asked for, told on the next page. */
    interface Act {
        void run();
    }

    @GetMapping("/accounts")
    String list(Model model, Viewer viewer) {
        viewer.require(Role.ADMIN, "see the accounts");
        List<Account> all = accounts.list();
        model.addAttribute("accounts", all.stream().map(a -> row(a, viewer)).toList());
        model.addAttribute(
                "tokens", tokens.list().stream().map(t -> TokenRow.of(t, view)).toList());
        model.addAttribute(
                "firstEnd",
                LocalDate.ofInstant(view.now(), ZoneOffset.UTC).plusDays(1).toString());
        model.addAttribute("roles", Arrays.stream(Role.values()).map(Role::word).toList());
        model.addAttribute(
                "headline",
                all.size() == 1 && changes.fourEyes()
                        ? "One account: nobody can approve a change yet"
                        : Wording.sentence(Wording.count(all.size(), "account")) + ", "
                                + Wording.count(tokens.list().size(), "token"));
        model.addAttribute(
                "rule",
                changes.fourEyes()
                        ? "Nobody approves their own request, so a fix needs two people."
                        : "Own requests may be approved here: swarmkeeper.change.four-eyes is false.");
        return "accounts/list";
    }

    @PostMapping("/accounts")
    String create(
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String role,
            Viewer viewer,
            RedirectAttributes redirect) {
        viewer.require(Role.ADMIN, "add an account");
        return tell(redirect, "Added.", () -> accounts.create(name.strip(), password, role(role), viewer.name()));
    }

    @PostMapping("/accounts/{name}/role")
    String changeRole(
            @PathVariable String name,
            @RequestParam(defaultValue = "") String role,
            Viewer viewer,
            RedirectAttributes redirect) {
        viewer.require(Role.ADMIN, "change a role");
        return tell(redirect, "The role is changed.", () -> accounts.changeRole(name, role(role), viewer.name()));
    }

    @PostMapping("/accounts/{name}/password")
    String changePassword(
            @PathVariable String name,
            @RequestParam(defaultValue = "") String password,
            Viewer viewer,
            RedirectAttributes redirect) {
        viewer.require(Role.ADMIN, "set a password");
        return tell(
                redirect,
                "The password is set; its sessions are over.",
                () -> accounts.changePassword(name, password, viewer.name()));
    }

    @PostMapping("/accounts/{name}/deletion")
    String delete(
            @PathVariable String name,
            @RequestParam(defaultValue = "") String confirm,
            Viewer viewer,
            RedirectAttributes redirect) {
        viewer.require(Role.ADMIN, "delete an account");
        if (!confirm.strip().equals(name)) {
            redirect.addFlashAttribute(
                    "refused", "To delete " + Wording.name(name) + ", type its name beside the button.");
            return "redirect:/accounts";
        }
        return tell(redirect, "Deleted, with its sessions and tokens.", () -> accounts.delete(name, viewer.name()));
    }

    @GetMapping("/account")
    String own(Model model, Viewer viewer) {
        model.addAttribute(
                "headline",
                "Signed in as " + viewer.name() + ", " + viewer.role().word());
        model.addAttribute("may", may(viewer.role(), changes.fourEyes()));
        model.addAttribute(
                "tokens",
                tokens.list().stream()
                        .filter(t -> t.account().equals(viewer.name()))
                        .map(t -> TokenRow.of(t, view))
                        .toList());
        return "accounts/own";
    }

    @PostMapping("/account/password")
    String changeOwnPassword(
            @RequestParam(defaultValue = "") String old,
            @RequestParam(defaultValue = "") String password,
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            RedirectAttributes redirect) {
        try {
            ownPassword.change(viewer, old, password, request, response);
            redirect.addFlashAttribute("done", "The password is changed; your other sessions and your tokens ended.");
        } catch (ProblemException e) {
            redirect.addFlashAttribute("refused", e.problem().detail());
        }
        return "redirect:/account";
    }

    private static String may(Role role, boolean fourEyes) {
        return switch (role) {
            case VIEWER -> "You may read everything.";
            case OPERATOR -> "You may read everything and ask for changes; an approver decides.";
            case APPROVER -> "You may read everything, ask for changes, and approve or reject what others asked for.";
            case ADMIN ->
                "You may do everything, and manage accounts, tokens and exemptions."
                        + (fourEyes ? " Your own requests somebody else approves." : "");
        };
    }

    private static String mayInShort(Role role) {
        return switch (role) {
            case VIEWER -> "read";
            case OPERATOR -> "read, ask for changes";
            case APPROVER -> "read, ask for changes, decide on those of others";
            case ADMIN -> "everything: accounts, tokens and exemptions too";
        };
    }

    /** Runs it and says so on the next page; what was refused is said there too, in the same words as the API's. */
    static String tell(RedirectAttributes redirect, String done, Act act) {
        try {
            act.run();
            redirect.addFlashAttribute("done", done);
        } catch (ProblemException e) {
            redirect.addFlashAttribute("refused", e.getMessage());
        }
        return "redirect:/accounts";
    }

    private static Role role(String word) {
        return Role.findByWord(word)
                .orElseThrow(() -> new ProblemException(
                        Problem.Code.INVALID_BODY,
                        "The role is \"%s\", but must be one of %s.".formatted(Wording.clip(word, 40), Role.words())));
    }

    private AccountRow row(Account account, Viewer viewer) {
        return new AccountRow(
                account.name(),
                account.role().word(),
                mayInShort(account.role()),
                view.when(account.createdAt()),
                view.when(account.passwordChangedAt()),
                account.name().equals(viewer.name()));
    }
}
