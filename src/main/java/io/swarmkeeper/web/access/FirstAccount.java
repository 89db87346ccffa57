package io.swarmkeeper.web.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/** Makes the account {@code admin} when there is no account at all, before the first request is answered. */
@Component
class FirstAccount implements SmartInitializingSingleton {

    static final String NAME = "admin";

    private static final Logger LOG = LoggerFactory.getLogger(FirstAccount.class);

    private final Accounts accounts;
    private final FirstPasswordSettings settings;

    FirstAccount(Accounts accounts, FirstPasswordSettings settings) {
        this.accounts = accounts;
        this.settings = settings;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (!accounts.isEmpty()) {
            return;
        }
        Optional<String> given = given();
        String password = given.orElseGet(FirstAccount::random);
        accounts.create(NAME, password, Role.ADMIN, "swarmkeeper");
        if (given.isPresent()) {
            LOG.info("First start: made the account {} with the password from the settings.", NAME);
        } else {
            LOG.warn(
                    "First start: made the account {} with the password {} - this is the only time it is shown."
                            + " Set SWARMKEEPER_ADMIN_PASSWORD_FILE before the first start to choose it yourself.",
                    NAME,
                    password);
        }
    }

    private Optional<String> given() {
        Optional<String> file = settings.file();
        Optional<String> password = settings.password();
        if (file.isPresent() && password.isPresent()) {
            throw wrong(
                    "swarmkeeper.admin-password-file", "it is set together with swarmkeeper.admin-password; keep one.");
        }
        String key = file.isPresent() ? "swarmkeeper.admin-password-file" : "swarmkeeper.admin-password";
        Optional<String> chosen = file.isPresent() ? file.map(FirstAccount::read) : password;
        chosen.flatMap(p -> PasswordRules.fault(p, NAME)).ifPresent(fault -> {
            throw wrong(key, fault);
        });
        return chosen;
    }

    /** Without the end of its line, which every editor adds. */
    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).replaceFirst("\\R\\z", "");
        } catch (IOException e) {
            throw wrong(
                    "swarmkeeper.admin-password-file",
                    "%s cannot be read (%s).".formatted(file, e.getClass().getSimpleName()));
        }
    }

    private static String random() {
        byte[] bytes = new byte[18];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static FirstPasswordException wrong(String key, String reason) {
        return new FirstPasswordException(key + ": " + reason);
    }

    /** The password from the settings cannot be used. The message names the setting and never its value. */
    static final class FirstPasswordException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FirstPasswordException(String message) {
            super(message);
        }
    }
}
