package io.swarmkeeper.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is hidden and what is not. {@code *} stands for the mask. */
class MaskingTest {

    private static String shown(String masked) {
        return masked.replace(Masking.MASK, "*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "DB_PASSWORD=s                                   | DB_PASSWORD=*",
                "mysql_pwd=s                                     | mysql_pwd=*",
                "API-KEY=s                                       | API-KEY=*",
                "Secret_Key_Base=s                               | Secret_Key_Base=*",
                "JWT=s                                           | JWT=*",
                "SLACK_WEBHOOK=https://x/y                       | SLACK_WEBHOOK=*",
                "AUTH_ENABLED=true                               | AUTH_ENABLED=true",
                "PASSWORD=                                       | PASSWORD=",
                "PASSWORD_FILE=/run/secrets/pw                   | PASSWORD_FILE=/run/secrets/pw",
                "AUTHORS=Jane                                    | AUTHORS=Jane",
                "KEYSPACE=orders                                 | KEYSPACE=orders",
                "PGDATA=/var/lib/pg                              | PGDATA=/var/lib/pg",
                "URL=postgres://u:s@h:5432/d                     | URL=postgres://u:*@h:5432/d",
                "URL=postgres://u:s/l@sh@h/d                     | URL=postgres://u:*@h/d",
                "URL=redis://:s@h/0                              | URL=redis://:*@h/0",
                "URL=https://0123456789abcdef0123@h/1            | URL=https://*@h/1",
                "URL=ssh://git@h/x                               | URL=ssh://git@h/x",
                "URL=http://h:8080/x                             | URL=http://h:8080/x",
                "JDBC=jdbc:x://h/d?user=u&password=s&ssl=1       | JDBC=jdbc:x://h/d?user=u&password=*&ssl=1",
                "DSN=host=h password=s                           | DSN=*",
                "TEXT=host=h password=s user=u                   | TEXT=host=h password=* user=u",
                "O=addr=n,username=u,password=a,b,vers=3         | O=addr=n,username=u,password=*,vers=3",
                "JAVA_OPTS=-Xmx1g -Dx.password=s -Dy=1           | JAVA_OPTS=-Xmx1g -Dx.password=* -Dy=1",
                "JSON={\"user\":\"u\",\"password\":\"a,b\",\"x\":1}  | JSON={\"user\":\"u\",\"password\":\"*\",\"x\":1}",
                "JSON={\"auths\": {\"r\": {\"auth\": \"s\"}}}    | JSON={\"auths\": {\"r\": {\"auth\": \"*\"}}}",
                "YAML=user: u password: s                        | YAML=user: u password: *",
                "ID=eyJhbGciOiJ9.eyJzdWIiOiJ9.c2lnbmF0dXJl        | ID=*",
                "ID=AKIAIOSFODNN7EXAMPLE                         | ID=*",
                "ID=ghp_0123456789abcdef0123456789abcdef0123     | ID=*",
                "no equals sign --token s                        | no equals sign --token *",
            })
    void environmentLines(String line, String expected) {
        assertThat(shown(Masking.environment(line))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "redis-server --requirepass s --appendonly yes   | redis-server --requirepass * --appendonly yes",
                "requirepass s                                   | requirepass *",
                "app --password=s --port=80                      | app --password=* --port=80",
                "app --password --verbose                        | app --password --verbose",
                "mongod --auth -f /etc/m                         | mongod --auth -f /etc/m",
                "redis-cli -h h -a s ping                        | redis-cli -h h -a * ping",
                "tool -a s                                       | tool -a s",
                "/usr/bin/mysqladmin -uroot -ps ping             | /usr/bin/mysqladmin -uroot -p* ping",
                "mongosh -u a -p s --eval x                      | mongosh -u a -p * --eval x",
                "redis-cli -a s && cp -a x y                     | redis-cli -a * && cp -a x y",
                "curl -fsu admin:s http://h                      | curl -fsu admin:* http://h",
                "curl --user admin:s http://h                    | curl --user admin:* http://h",
                "curl -H 'Authorization: Bearer s' http://h      | curl -H 'Authorization: * *' http://h",
                "curl -H \"X-Api-Key: s\" http://h               | curl -H \"X-Api-Key: *\" http://h",
                "sh -c \"app --token s\"                         | sh -c \"app --token *\"",
                "FOO_TOKEN=s app                                 | FOO_TOKEN=* app",
                "node.labels.auth==true                          | node.labels.auth==true",
                "node.labels.token!=x                            | node.labels.token!=x",
                "task: non-zero exit (1)                         | task: non-zero exit (1)",
                "no suitable node (insufficient resources)       | no suitable node (insufficient resources)",
                "authentication required: no basic auth          | authentication required: no basic auth",
                "the password is set by hand                     | the password is set by hand",
                "invalid token: s                                | invalid token: *",
            })
    void texts(String text, String expected) {
        assertThat(shown(Masking.text(text))).isEqualTo(expected);
    }

    @Test
    void aKeyInAnEnvelopeIsHiddenWhole() {
        assertThat(Masking.environment("CERT=-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"))
                .isEqualTo("CERT=" + Masking.MASK);
    }

    @Test
    void whatFollowsAnOptionIsHiddenInAListOfWords() {
        assertThat(Masking.words(List.of("redis-server", "--requirepass", "a b", "--port", "1")))
                .containsExactly("redis-server", "--requirepass", Masking.MASK, "--port", "1");
        assertThat(Masking.words(List.of("sh", "-c", "app --token x y", "--password=a b")))
                .containsExactly("sh", "-c", "app --token " + Masking.MASK + " y", "--password=" + Masking.MASK);
        assertThat(Masking.words(List.of("CMD", "redis-cli", "-a", "s", "ping")))
                .containsExactly("CMD", "redis-cli", "-a", Masking.MASK, "ping");
        assertThat(Masking.words(List.of("curl", "-u", "a:s", "", "-H", "Authorization: Bearer s")))
                .containsExactly(
                        "curl",
                        "-u",
                        "a:" + Masking.MASK,
                        "",
                        "-H",
                        "Authorization: %1$s %1$s".formatted(Masking.MASK));
        assertThat(Masking.words(List.of())).isEmpty();
    }

    /** A label may hold 60 kB that somebody made to keep us busy. */
    @ParameterizedTest
    @ValueSource(
            strings = {"a=", "://a:", "eyJaaaaa-", "\"a\":", "password=", "a,", "-p", "curl -u ", "''", "=,", "{{"})
    void aLongTextCostsItsLength(String piece) {
        String text = piece.repeat(120_000 / piece.length());
        Masking.text(text);
        // of the processor, for others are at work on it
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        Masking.text(text);
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start)).isLessThan(Duration.ofSeconds(2));
    }
}
