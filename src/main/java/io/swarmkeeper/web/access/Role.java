package io.swarmkeeper.web.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an account may do; each role may do all that the ones before it may. */
public enum Role {
    /** Reads. */
    VIEWER,
    /** Also requests changes, cancels its own ones, and takes changes back. */
    OPERATOR,
    /** Also approves, rejects and accepts what others asked for. */
    APPROVER,
    /** Also manages accounts, tokens, exemptions and settings. */
    ADMIN;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** Lower case, as API, audit and database spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> findByWord(String word) {
        return Arrays.stream(values()).filter(r -> r.word().equals(word)).findFirst();
    }

    /** All words, for messages: {@code viewer, operator, approver, admin}. */
    public static String words() {
        return Arrays.stream(values()).map(Role::word).collect(Collectors.joining(", "));
    }
}
