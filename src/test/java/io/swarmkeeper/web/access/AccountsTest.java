package io.swarmkeeper.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.swarmkeeper.audit.AuditLog.AuditFailedException;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.BadCredentialsException;

/** Who may leave, what ends with a change, and what it costs to guess. */
class AccountsTest {

    private static final String OTHER_PASSWORD = "another-horse-10";

    private final People people = new People();
    private final Accounts accounts = people.accounts;
    private final Tokens tokens = people.tokens;

    @AfterEach
    void close() {
        people.close();
    }

    private static Problem refused(Runnable act) {
        return catchThrowableOfType(ProblemException.class, act::run).problem();
    }

    @Test
    void theLastAdminCanNeitherBeDemotedNorRemoved() {
        people.create("ada", Role.ADMIN);
        people.create("vera", Role.VIEWER);
        for (Role role : List.of(Role.VIEWER, Role.OPERATOR, Role.APPROVER)) {
            Problem problem = refused(() -> accounts.changeRole("ada", role, "ada"));
            assertThat(problem.code()).isEqualTo(Problem.Code.CONFLICT);
            assertThat(problem.detail())
                    .isEqualTo("ada is the last admin and cannot be demoted; make another admin first.");
        }
        Problem problem = refused(() -> accounts.delete("ada", "ada"));
        assertThat(problem.code()).isEqualTo(Problem.Code.CONFLICT);
        assertThat(problem.detail())
                .isEqualTo("ada is the last admin and cannot be removed; make another admin first.");
        assertThat(accounts.get("ada").role()).isEqualTo(Role.ADMIN);
        assertThat(people.audit.newest(1).getFirst().action()).isEqualTo("account.created");

        accounts.changeRole("vera", Role.ADMIN, "ada");
        accounts.delete("ada", "vera");
        assertThat(accounts.list()).extracting(Account::name).containsExactly("vera");
        assertThat(refused(() -> accounts.delete("vera", "vera")).code()).isEqualTo(Problem.Code.CONFLICT);
    }

    @Test
    void ofTwoAdminsWhoRemoveEachOtherAtOnceOneStays() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 30; round++) {
                String one = "one-" + round;
                String two = "two-" + round;
                people.create(one, Role.ADMIN);
                people.create(two, Role.ADMIN);
                accounts.list().stream()
                        .filter(a -> !a.name().equals(one) && !a.name().equals(two))
                        .forEach(a -> accounts.delete(a.name(), "test"));
                CyclicBarrier together = new CyclicBarrier(2);
                boolean demote = round % 2 == 0;
                List<Callable<Boolean>> acts =
                        List.of(() -> leaves(together, demote, one, two), () -> leaves(together, demote, two, one));
                List<Boolean> left = new ArrayList<>();
                for (Future<Boolean> done : threads.invokeAll(acts)) {
                    left.add(done.get());
                }
                assertThat(left).as("round " + round).containsExactlyInAnyOrder(true, false);
                assertThat(accounts.list().stream().filter(a -> a.role() == Role.ADMIN))
                        .hasSize(1);
            }
        }
    }

    private boolean leaves(CyclicBarrier together, boolean demote, String who, String by) throws Exception {
        together.await();
        try {
            if (demote) {
                accounts.changeRole(who, Role.VIEWER, by);
            } else {
                accounts.delete(who, by);
            }
            return true;
        } catch (ProblemException e) {
            assertThat(e.problem().code()).isEqualTo(Problem.Code.CONFLICT);
            return false;
        }
    }

    @Test
    void aRefusedHalfLeavesTheOtherHalfUndone() {
        people.create("ada", Role.ADMIN);
        long epoch = accounts.get("ada").epoch();
        assertThat(refused(() -> accounts.update("ada", Optional.of(OTHER_PASSWORD), Optional.of(Role.VIEWER), "ada"))
                        .code())
                .isEqualTo(Problem.Code.CONFLICT);
        people.create("bob", Role.ADMIN);
        assertThat(refused(() -> accounts.update("bob", Optional.of("weak"), Optional.of(Role.VIEWER), "ada"))
                        .code())
                .isEqualTo(Problem.Code.INVALID_BODY);
        assertThat(accounts.verify("ada", People.PASSWORD)).isPresent();
        assertThat(accounts.verify("ada", OTHER_PASSWORD)).isEmpty();
        assertThat(accounts.get("ada").epoch()).isEqualTo(epoch);
        assertThat(accounts.get("bob").role()).isEqualTo(Role.ADMIN);
    }

    @Test
    void whatCannotBeWrittenDownIsNotDone() {
        people.create("ada", Role.ADMIN);
        people.create("bob", Role.ADMIN);
        String secret = tokens.create("bob", "t", Optional.empty(), "ada").secret();
        people.audit.broken = true;
        assertThatThrownBy(() -> accounts.delete("bob", "ada")).isInstanceOf(AuditFailedException.class);
        assertThatThrownBy(() -> accounts.changeRole("bob", Role.VIEWER, "ada"))
                .isInstanceOf(AuditFailedException.class);
        assertThatThrownBy(() -> accounts.changePassword("bob", OTHER_PASSWORD, "ada"))
                .isInstanceOf(AuditFailedException.class);
        assertThatThrownBy(() -> people.create("eve", Role.ADMIN)).isInstanceOf(AuditFailedException.class);
        people.audit.broken = false;
        assertThat(accounts.list()).extracting(Account::name).containsExactly("ada", "bob");
        assertThat(accounts.get("bob").role()).isEqualTo(Role.ADMIN);
        assertThat(accounts.verify("bob", People.PASSWORD)).isPresent();
        assertThat(tokens.verify(secret)).isPresent();
    }

    @Test
    void anotherRoleAnotherPasswordOrTheEndOfTheAccountEndsSessionsAndTokens() {
        people.create("ada", Role.ADMIN);
        for (String act : List.of("role", "password", "both", "deletion")) {
            String name = "bob-" + act;
            long epoch = people.create(name, Role.VIEWER).epoch();
            String secret = tokens.create(name, "t", Optional.empty(), "ada").secret();
            assertThat(tokens.verify(secret)).as(act).isPresent();
            assertThat(accounts.stillHolds(name, epoch)).as(act).isTrue();
            switch (act) {
                case "role" -> accounts.changeRole(name, Role.OPERATOR, "ada");
                case "password" -> accounts.changePassword(name, OTHER_PASSWORD, "ada");
                case "both" -> accounts.update(name, Optional.of(OTHER_PASSWORD), Optional.of(Role.OPERATOR), "ada");
                default -> accounts.delete(name, "ada");
            }
            assertThat(accounts.stillHolds(name, epoch)).as(act).isFalse();
            assertThat(tokens.verify(secret)).as(act).isEmpty();
            assertThat(tokens.list()).as(act).isEmpty();
        }
    }

    @Test
    void anAccountMadeAnewUnderAnOldNameInheritsNothing() {
        people.create("ada", Role.ADMIN);
        long epoch = people.create("bob", Role.ADMIN).epoch();
        String secret = tokens.create("bob", "t", Optional.empty(), "ada").secret();
        accounts.delete("bob", "ada");
        people.create("bob", Role.ADMIN);
        assertThat(accounts.stillHolds("bob", epoch)).isFalse();
        assertThat(tokens.verify(secret)).isEmpty();
    }

    @Test
    void theSameRoleOnceMoreEndsNothing() {
        people.create("ada", Role.ADMIN);
        long epoch = accounts.get("ada").epoch();
        accounts.changeRole("ada", Role.ADMIN, "ada");
        assertThat(accounts.stillHolds("ada", epoch)).isTrue();
    }

    @Test
    void aTokenEndsAtItsEndAndNotBefore() {
        people.create("ada", Role.ADMIN);
        Token.Issued issued = tokens.create("ada", "t", Optional.of(people.now.plusSeconds(60)), "ada");
        String forever = tokens.create("ada", "u", Optional.empty(), "ada").secret();
        people.now = people.now.plusSeconds(60).minusMillis(1);
        assertThat(tokens.verify(issued.secret())).isPresent();
        people.now = people.now.plusMillis(1);
        assertThat(tokens.verify(issued.secret())).isEmpty();
        people.now = people.now.plus(Duration.ofDays(4000));
        assertThat(tokens.verify(forever)).isPresent();
        assertThat(refused(() -> tokens.create("ada", "past", Optional.of(people.now), "ada"))
                        .detail())
                .contains("before now");
    }

    @Test
    void aRevokedTokenEndsAtOnceAndNoSecretIsStoredOrWrittenDown() {
        people.create("ada", Role.ADMIN);
        Token.Issued issued = tokens.create("ada", "t", Optional.empty(), "ada");
        tokens.revoke(issued.token().id(), "ada");
        assertThat(tokens.verify(issued.secret())).isEmpty();
        assertThat(people.audit.list(0, 100).toString())
                .contains("token.created", "token.revoked")
                .doesNotContain(issued.secret().substring(4), People.PASSWORD);
    }

    @Test
    void whoSignsInWhileThePasswordIsChangedIsNotSignedIn() {
        people.create("ada", Role.ADMIN);
        people.create("bob", Role.VIEWER);
        people.encoder.meanwhile = () -> accounts.changePassword("bob", OTHER_PASSWORD, "ada");
        Account signedIn = accounts.verify("bob", People.PASSWORD).orElseThrow();
        assertThat(accounts.stillHolds("bob", signedIn.epoch())).isFalse();
    }

    @Test
    void aTokenThatWouldEndInAnotherAgeIsRefusedBeforeItIsWrittenDown() {
        people.create("ada", Role.ADMIN);
        for (String end : List.of("+1000000000-01-01T00:00:00Z", "+10000-01-01T00:00:00Z")) {
            assertThat(refused(() -> tokens.create("ada", "t", Optional.of(Instant.parse(end)), "ada"))
                            .detail())
                    .contains("the latest");
        }
        assertThat(people.audit.list(0, 100).toString()).doesNotContain("token.created");
        tokens.create("ada", "t", Optional.of(Instant.parse("9999-12-31T23:59:59Z")), "ada");
    }

    /** Time would tell names that exist from those that do not: both cost one look at a hash of the same strength. */
    @Test
    void anUnknownNameCostsAVerificationToo() {
        people.create("ada", Role.ADMIN);
        for (String name : new String[] {"ada", "nobody", "", "not a name", "x".repeat(10_000), "\u0000"}) {
            int before = people.encoder.matched.get();
            assertThat(accounts.verify(name, "a-wrong-password")).isEmpty();
            assertThat(people.encoder.matched.get() - before).as(name).isEqualTo(1);
        }
    }

    @Test
    void theHashOfNobodyIsMadeByTheSameEncoderOnceAndByNoPasswordThatAnyoneKnows() {
        assertThat(people.encoder.encoded).hasValue(1);
        SignIn signIn = people.signIn();
        for (String guess : new String[] {"", "password", People.PASSWORD, "nobody"}) {
            assertThatThrownBy(() -> signIn.byForm("nobody", guess, "address of " + guess))
                    .isInstanceOf(BadCredentialsException.class);
        }
        assertThat(people.encoder.encoded).hasValue(1);
        assertThat(people.encoder.matched).hasValue(4);
    }
}
