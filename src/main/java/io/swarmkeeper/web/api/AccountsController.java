package io.swarmkeeper.web.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.access.Account;
import io.swarmkeeper.web.access.Accounts;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.Token;
import io.swarmkeeper.web.access.Tokens;
import io.swarmkeeper.web.access.Viewer;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** For admins alone (SecurityConfiguration). */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Accounts")
class AccountsController {

    private final Accounts accounts;
    private final Tokens tokens;

    AccountsController(Accounts accounts, Tokens tokens) {
        this.accounts = accounts;
        this.tokens = tokens;
    }

    record AccountView(String name, String role, Instant createdAt, Instant passwordChangedAt) {
        static AccountView of(Account account) {
            return new AccountView(
                    account.name(), account.role().word(), account.createdAt(), account.passwordChangedAt());
        }
    }

    /**
     * @param name 1 to 64 of a-z, 0-9, '.', '_', '@', '-'
     * @param password at least 12 characters, at most 72 bytes
     * @param role viewer, operator, approver or admin
     */
    record NewAccount(
            @Nullable String name,
            @Nullable String password,
            @Nullable String role) {}

    /** What is left out stays as it is. */
    record AccountUpdate(
            @Nullable String password, @Nullable String role) {}

    @GetMapping("/accounts")
    @Operation(operationId = "listAccounts", summary = "All accounts (role admin)")
    @Tells(Problem.Code.FORBIDDEN)
    List<AccountView> list() {
        return accounts.list().stream().map(AccountView::of).toList();
    }

    @PostMapping(path = "/accounts", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "createAccount", summary = "Makes an account (role admin)")
    @ResponseStatus(HttpStatus.CREATED)
    @Tells(Problem.Code.CONFLICT)
    ResponseEntity<AccountView> create(@RequestBody NewAccount request, Viewer viewer) {
        Account made = accounts.create(
                Wanted.text("name", request.name()),
                Wanted.text("password", request.password()),
                Wanted.word("role", request.role(), Role.class),
                viewer.name());
        return ResponseEntity.created(URI.create("/api/v1/accounts/" + made.name()))
                .body(AccountView.of(made));
    }

    @PutMapping(path = "/accounts/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "updateAccount",
            summary = "Sets password or role of an account (role admin)",
            description = "Signs the account out everywhere and ends its tokens.")
    @Tells(Problem.Code.CONFLICT)
    AccountView update(@PathVariable String name, @RequestBody AccountUpdate request, Viewer viewer) {
        if (request.password() == null && request.role() == null) {
            throw Wanted.invalid("password", "password or role, or both, are expected; found neither.");
        }
        accounts.get(name);
        return AccountView.of(accounts.update(
                name,
                Optional.ofNullable(request.password()).map(p -> Wanted.text("password", p)),
                Optional.ofNullable(request.role()).map(r -> Wanted.word("role", r, Role.class)),
                viewer.name()));
    }

    @DeleteMapping("/accounts/{name}")
    @Operation(operationId = "deleteAccount", summary = "Removes an account, its sessions and tokens (role admin)")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Tells(Problem.Code.CONFLICT)
    ResponseEntity<Void> delete(@PathVariable String name, Viewer viewer) {
        accounts.delete(name, viewer.name());
        return ResponseEntity.noContent().build();
    }

    /** @param lastUsedAt exact to a minute; null = not yet */
    record TokenView(
            long id,
            String account,
            String name,
            String createdBy,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt) {
        static TokenView of(Token token) {
            return new TokenView(
                    token.id(),
                    token.account(),
                    token.name(),
                    token.createdBy(),
                    token.createdAt(),
                    token.expiresAt().orElse(null),
                    token.lastUsedAt().orElse(null));
        }
    }

    /** @param token the secret, shown this once */
    record IssuedTokenView(
            long id,
            String account,
            String name,
            Instant createdAt,
            @Nullable Instant expiresAt,
            String token) {}

    /**
     * @param account whose role it has; left out: your own
     * @param name what it is for
     * @param expiresAt left out: never
     */
    record NewToken(
            @Nullable String account,
            @Nullable String name,
            @Nullable Instant expiresAt) {}

    @GetMapping("/tokens")
    @Operation(summary = "All tokens, without their secrets (role admin)")
    @Tells(Problem.Code.FORBIDDEN)
    List<TokenView> listTokens() {
        return tokens.list().stream().map(TokenView::of).toList();
    }

    @PostMapping(path = "/tokens", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Makes a token; its secret is shown this once (role admin)")
    @ResponseStatus(HttpStatus.CREATED)
    @Tells({Problem.Code.NOT_FOUND, Problem.Code.CONFLICT})
    ResponseEntity<IssuedTokenView> createToken(@RequestBody NewToken request, Viewer viewer) {
        String account = Optional.ofNullable(request.account()).orElse(viewer.name());
        Token.Issued issued = tokens.create(
                account,
                Wanted.text("name", request.name(), 100),
                Optional.ofNullable(request.expiresAt()),
                viewer.name());
        Token token = issued.token();
        return ResponseEntity.created(URI.create("/api/v1/tokens/" + token.id()))
                .body(new IssuedTokenView(
                        token.id(),
                        token.account(),
                        token.name(),
                        token.createdAt(),
                        token.expiresAt().orElse(null),
                        issued.secret()));
    }

    @DeleteMapping("/tokens/{id}")
    @Operation(summary = "Ends a token at once (role admin)")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    ResponseEntity<Void> revokeToken(@PathVariable long id, Viewer viewer) {
        tokens.revoke(id, viewer.name());
        return ResponseEntity.noContent().build();
    }
}
