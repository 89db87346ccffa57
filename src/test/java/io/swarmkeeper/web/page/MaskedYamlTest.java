package io.swarmkeeper.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every text has a password in it, which is called hunter2 and nothing else is. */
class MaskedYamlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POSTGRES_PASSWORD: hunter2",
                "  - DB_PASSWORD=hunter2",
                "  - \"DB_PASSWORD=hunter2\"",
                "  \"api-key\": 'hunter2'",
                "\uFEFFtoken: hunter2",
                "  - token: hunter2 # why not",
                "environment: {DB_PASSWORD: hunter2, A: b}",
                "  - DB_URL=postgres://shop:hunter2@db/shop",
                "  - redis://:hunter2@cache:6379/0",
                "command: redis-server --requirepass hunter2",
                "command: [\"redis-server\", \"--requirepass\", \"hunter2\"]",
                "command:\n  - redis-server\n  - --requirepass\n  - hunter2",
                "test:\n  - \"redis-cli\"\n  - \"-a\"\n  - \"hunter2\"",
                "password: |\n  hunter2\n\n  and hunter2\nimage: a",
                "password: >-  # folded\n  hunter2",
                "password: \"one\n  hunter2\"",
                "- PASSWORD=one\n  hunter2",
                "content: |\n  -----BEGIN PRIVATE KEY-----\n  hunter2\n  -----END PRIVATE KEY-----\n",
                "# --password hunter2",
                "\tpassword: hunter2",
            })
    void whatLooksSecretIsHiddenAndTheLinesStay(String text) {
        String shown = MaskedYaml.of(text);
        assertThat(shown).doesNotContain("hunter2").contains("••••••");
        assertThat(MaskedYaml.lines(shown)).hasSameSizeAs(MaskedYaml.lines(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "services:\n  auth:\n    image: a # comment\n    ports: [80]\n",
                "secrets:\n  db_password:\n    external: true\n",
                "secrets: &s\n  - source\n",
                "token-service: &t\n  image: a\n  command: [run]\n",
                "POSTGRES_PASSWORD_FILE: /run/secrets/db\n",
                "a: 1\r\n\r\n- b\rc: \"d: e\"\n\n",
                "",
            })
    void everythingElseStaysAsItIs(String text) {
        assertThat(MaskedYaml.of(text)).isEqualTo(text);
    }

    @Test
    void whatFollowsAHiddenValueIsShownAgain() {
        assertThat(MaskedYaml.of("- password: |\n    a\n  image: b\n- key: c\n  d: e\n-----END\nf: g\n"))
                .isEqualTo("- password: |\n    ••••••\n  image: b\n- key: ••••••\n  d: e\n-----END\nf: g\n");
    }

    @Test
    void anyLengthTakesItsLength() {
        String line = "a".repeat(200_000) + ": " + " ".repeat(200_000) + "-".repeat(200_000);
        assertThat(MaskedYaml.of(line)).hasSize(line.length());
        String items = "- -a\n".repeat(50_000);
        assertThat(MaskedYaml.lines(MaskedYaml.of(items))).hasSize(50_001);
    }
}
