package io.swarmkeeper.web.access;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a password must be: long enough to guess in vain, and short enough that bcrypt reads all of it (72 bytes;
 * OWASP Password Storage Cheat Sheet).
 */
final class PasswordRules {

    static final int MIN_CHARACTERS = 12;
    static final int MAX_BYTES = 72;

    private PasswordRules() {}

    /** What is wrong with it, in a sentence that does not quote it; empty if nothing is. */
    static Optional<String> fault(String password, String accountName) {
        int characters = password.codePointCount(0, password.length());
        int bytes = password.getBytes(StandardCharsets.UTF_8).length;
        if (characters < MIN_CHARACTERS) {
            return Optional.of(
                    "The password has %d characters; at least %d are needed.".formatted(characters, MIN_CHARACTERS));
        }
        if (bytes > MAX_BYTES) {
            return Optional.of("The password takes %d bytes in UTF-8; at most %d can be checked in full."
                    .formatted(bytes, MAX_BYTES));
        }
        if (password.codePoints().distinct().count() < 4) {
            return Optional.of("The password repeats fewer than 4 different characters.");
        }
        if (password.indexOf('\0') >= 0) {
            return Optional.of("The password holds a NUL character, at which bcrypt stops reading.");
        }
        if (password.contains(accountName) && characters - accountName.length() < 6) {
            return Optional.of("The password is little more than the account's name.");
        }
        return Optional.empty();
    }
}
