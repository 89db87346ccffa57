package io.swarmkeeper.web.access;

import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The password of the first account. Read at the first start only.
 *
 * @param adminPassword the password itself; default: none, a random one is made and printed once
 * @param adminPasswordFile a file that holds it, such as a mounted secret; default: none. A trailing line end is cut
 */
@ConfigurationProperties("swarmkeeper")
record FirstPasswordSettings(Optional<String> adminPassword, Optional<String> adminPasswordFile) {

    Optional<String> password() {
        return adminPassword.filter(p -> !p.isEmpty());
    }

    Optional<String> file() {
        return adminPasswordFile.filter(f -> !f.isEmpty());
    }
}
