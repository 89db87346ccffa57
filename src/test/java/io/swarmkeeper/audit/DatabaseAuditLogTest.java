package io.swarmkeeper.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.audit.AuditLog.AuditFailedException;
import io.swarmkeeper.audit.AuditLog.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * On H2, or on a PostgreSQL that the variable {@code SWARMKEEPER_TEST_POSTGRES} names (a JDBC URL of an empty database
 * that may be overwritten).
 */
class DatabaseAuditLogTest {

    private static final Instant NOW = Instant.parse("2026-11-23T21:46:18.123456789Z");

    @TempDir
    private Path folder;

    private DriverManagerDataSource database;
    private JdbcTransactionManager transactions;
    private JdbcClient jdbc;
    private DatabaseAuditLog log;

    @BeforeEach
    void open() {
        String postgres = System.getenv("SWARMKEEPER_TEST_POSTGRES");
        database = new DriverManagerDataSource(
                postgres == null ? "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1" : postgres);
        transactions = new JdbcTransactionManager(database);
        jdbc = JdbcClient.create(database);
        Flyway flyway =
                Flyway.configure().dataSource(database).cleanDisabled(false).load();
        flyway.clean();
        flyway.migrate();
        log = server();
    }

    private DatabaseAuditLog server() {
        return new DatabaseAuditLog(
                jdbc,
                transactions,
                Optional.of(new Anchor(anchorFile())),
                Duration.ofMinutes(10),
                InstantSource.fixed(NOW));
    }

    private DatabaseAuditLog withoutAnchor() {
        return new DatabaseAuditLog(
                jdbc, transactions, Optional.empty(), Duration.ofMinutes(10), InstantSource.system());
    }

    private Path anchorFile() {
        return folder.resolve("audit-head");
    }

    private void append(int count) {
        for (int i = 1; i <= count; i++) {
            log.append("jonas", "change.requested", "service s" + i, Map.of("number", "" + i));
        }
    }

    @Test
    void numbersHaveNoGapsAndEachEntryNamesTheOneBefore() {
        AuditEntry first = log.append("jonas", "login.succeeded", "", Map.of());
        AuditEntry second = log.append("swarmkeeper", "change.applied", "change 27", Map.of("version", "4812"));
        assertThat(first.number()).isEqualTo(1);
        assertThat(first.previousHash()).isEqualTo("0".repeat(64));
        assertThat(first.at()).isEqualTo(Instant.parse("2026-11-23T21:46:18.123456Z"));
        assertThat(second.number()).isEqualTo(2);
        assertThat(second.previousHash()).isEqualTo(first.hash());
        assertThat(log.list(0, 1000)).containsExactly(first, second);
        assertThat(log.newest(1)).containsExactly(second);
        assertThat(log.verify()).isEqualTo(new Verification(true, 2, OptionalLong.empty(), second.hash()));
    }

    @Test
    void hashIsThatOfThePublishedFormat() {
        // Made with another program: sha256 over (8-byte big-endian length, bytes) of each of the eight fields.
        assertThat(Chain.hash(
                        1,
                        "2026-11-23T21:46:18Z",
                        "jonas",
                        "change.requested",
                        "service sophia_redis",
                        "{\"finding\":\"f-8c1\"}",
                        Chain.START))
                .isEqualTo("f3e65a0f6961ab9fb3c9e6cfb5a76b03f3f10d813c8637939cbebb287616d06b");
    }

    @Test
    void fieldsThatJoinToTheSameTextHaveDifferentHashes() {
        assertThat(Chain.hash(1, "t", "ab", "c", "", "{}", Chain.START))
                .isNotEqualTo(Chain.hash(1, "t", "a", "bc", "", "{}", Chain.START));
    }

    @Test
    void emptyLogIsValid() {
        assertThat(log.verify()).isEqualTo(new Verification(true, 0, OptionalLong.empty(), "0".repeat(64)));
        assertThat(log.list(0, 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "happened_at = '2026-11-23T21:46:18.123457Z'",
                "actor = 'jonaz'",
                "action = 'change.approved'",
                "subject = 'service s3 '",
                "detail = '{\"number\": \"3\"}'",
                "previous_hash = '" + "00000000000000000000000000000000" + "00000000000000000000000000000000" + "'",
                "hash = '" + "ffffffffffffffffffffffffffffffff" + "ffffffffffffffffffffffffffffffff" + "'",
                "hash = upper(hash)"
            })
    void oneFieldChangedIsFound(String change) {
        append(5);
        jdbc.sql("UPDATE audit_entry SET " + change + " WHERE number = 3").update();
        assertThat(log.verify().valid()).isFalse();
        assertThat(log.verify().firstBroken()).hasValue(3);
        assertThat(log.verify().entries()).isEqualTo(5);
    }

    @Test
    void everySingleCharacterOfAnEntryIsCovered() {
        append(2);
        for (String column : List.of("happened_at", "actor", "action", "subject", "detail", "previous_hash", "hash")) {
            String text = jdbc.sql("SELECT " + column + " FROM audit_entry WHERE number = 2")
                    .query(String.class)
                    .single();
            for (int i = 0; i < text.length(); i++) {
                String flipped = text.substring(0, i) + (char) (text.charAt(i) ^ 1) + text.substring(i + 1);
                jdbc.sql("UPDATE audit_entry SET " + column + " = ? WHERE number = 2")
                        .param(flipped)
                        .update();
                assertThat(log.verify().firstBroken())
                        .as("%s, character %d", column, i)
                        .hasValue(2);
            }
            jdbc.sql("UPDATE audit_entry SET " + column + " = ? WHERE number = 2")
                    .param(text)
                    .update();
            assertThat(log.verify().valid()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void deletionAtEveryPositionIsFoundTheEndIncluded(int number) {
        append(6);
        jdbc.sql("DELETE FROM audit_entry WHERE number = ?").param(number).update();
        assertThat(log.verify().valid()).isFalse();
        assertThat(log.verify().firstBroken()).hasValue(number);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void cutEndIsFoundByTheAnchorAndStaysFoundAfterFurtherEntries(int left) {
        append(5);
        jdbc.sql("DELETE FROM audit_entry WHERE number > ?").param(left).update();
        assertThat(log.verify().firstBroken()).hasValue(left + 1L);
        for (int i = 0; i < 7; i++) {
            log.append("mallory", "change.requested", "service s" + i, Map.of());
        }
        assertThat(log.verify().valid()).isFalse();
        assertThat(server().verify().firstBroken())
                .as("the anchor stays at entry 5, whose hash is another now")
                .hasValue(5);
    }

    @Test
    void chainRewrittenFromTheStartIsFoundByTheAnchor() throws Exception {
        append(3);
        String anchor = Files.readString(anchorFile());
        jdbc.sql("DELETE FROM audit_entry").update();
        Files.delete(anchorFile());
        for (int i = 1; i <= 3; i++) {
            log.append("mallory", "change.requested", "service s" + i, Map.of());
        }
        assertThat(log.verify().valid()).as("nothing is left to compare with").isTrue();
        Files.writeString(anchorFile(), anchor);
        assertThat(log.verify().firstBroken()).hasValue(3);
    }

    @Test
    void removedAnchorIsMadeAnewAndBrokenOneIsReported() throws Exception {
        append(2);
        Files.writeString(anchorFile(), "2 nonsense");
        assertThat(log.verify().valid()).isFalse();
        Files.delete(anchorFile());
        append(1);
        assertThat(log.verify().valid()).isTrue();
        assertThat(Files.readString(anchorFile()))
                .isEqualTo("3 " + log.newest(1).getFirst().hash() + "\n");
    }

    @Test
    void anchorThatLagsBehindAfterAKillIsNoAlarm() throws Exception {
        append(2);
        String lagging = Files.readString(anchorFile());
        append(1);
        Files.writeString(anchorFile(), lagging);
        assertThat(server().verify().valid()).isTrue();
    }

    @Test
    void swappedEntriesAreFound() {
        append(4);
        jdbc.sql("UPDATE audit_entry SET number = 99 WHERE number = 2").update();
        jdbc.sql("UPDATE audit_entry SET number = 2 WHERE number = 3").update();
        jdbc.sql("UPDATE audit_entry SET number = 3 WHERE number = 99").update();
        assertThat(log.verify().firstBroken()).hasValue(2);
    }

    @Test
    void insertedEntryIsFoundHoweverWellItIsMade() {
        append(3);
        AuditEntry second = log.list(1, 1).getFirst();
        jdbc.sql("UPDATE audit_entry SET number = 4 WHERE number = 3").update();
        String hash = Chain.hash(3, "2026-11-23T21:46:18Z", "x", "y", "z", "{}", second.hash());
        jdbc.sql("INSERT INTO audit_entry (number, happened_at, actor, action, subject, detail, previous_hash, hash)"
                        + " VALUES (3, '2026-11-23T21:46:18Z', 'x', 'y', 'z', '{}', ?, ?)")
                .params(second.hash(), hash)
                .update();
        assertThat(log.verify().firstBroken()).as("entry 3 was another one").hasValue(3);
        assertThat(withoutAnchor().verify().firstBroken())
                .as("the old entry 3 does not fit behind it")
                .hasValue(4);
    }

    @Test
    void moreThanOnePageIsRead() {
        append(2_100);
        assertThat(log.verify()).matches(v -> v.valid() && v.entries() == 2_100);
        jdbc.sql("UPDATE audit_entry SET actor = 'x' WHERE number = 2001").update();
        assertThat(log.verify().firstBroken()).hasValue(2_001);
        assertThat(log.list(2_090, 1_000)).hasSize(10).first().matches(e -> e.number() == 2_091);
    }

    @Test
    void manyThreadsOnTwoServersMakeOneChain() throws Exception {
        List<DatabaseAuditLog> servers = List.of(
                log, new DatabaseAuditLog(jdbc, transactions, Optional.empty(), Duration.ZERO, InstantSource.system()));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<AuditEntry>> entries = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                DatabaseAuditLog server = servers.get(i % 2);
                int number = i;
                entries.add(threads.submit(() -> server.append("thread " + number, "test", "", Map.of())));
            }
            for (Future<AuditEntry> entry : entries) {
                assertThat(entry.get().number()).isBetween(1L, 200L);
            }
        }
        assertThat(log.verify()).matches(v -> v.valid() && v.entries() == 200);
        assertThat(log.list(0, 1_000).stream().map(AuditEntry::actor).distinct())
                .hasSize(200);
    }

    @Test
    void hostileTextComesBackAndVerifies() {
        Map<String, String> detail = new LinkedHashMap<>();
        detail.put("emoji", "🐳 \"quoted\" 'single' <script>alert(1)</script> \\ \n\r\t \u2028");
        detail.put("nul", "a\u0000b");
        detail.put("half", "\uD83D alone \uDC33");
        detail.put("long", "x".repeat(60_000));
        AuditEntry entry = log.append("ann'; DROP TABLE audit_entry; --", "login.failed", "\u0000", detail);
        assertThat(log.list(0, 1)).containsExactly(entry);
        assertThat(entry.actor()).isEqualTo("ann'; DROP TABLE audit_entry; --");
        assertThat(entry.subject()).isEqualTo("\uFFFD");
        assertThat(entry.detail().get("emoji")).isEqualTo(detail.get("emoji"));
        assertThat(entry.detail().get("nul")).isEqualTo("a\uFFFDb");
        assertThat(entry.detail().get("half")).isEqualTo("\uFFFD alone \uFFFD");
        assertThat(entry.detail().get("long")).hasSize(8_000).endsWith("… (60000 characters)");
        assertThat(entry.detail().keySet()).containsExactly("emoji", "nul", "half", "long");
        assertThat(log.verify().valid()).isTrue();
    }

    @Test
    void tooManyFactsAndTooLongNamesAreCutAndSaid() {
        Map<String, String> detail = new LinkedHashMap<>();
        for (int i = 0; i < 1_000; i++) {
            detail.put("fact " + i + " " + "🐳".repeat(300), "🐳".repeat(30_000));
        }
        AuditEntry entry = log.append("🐳".repeat(500), "a".repeat(500), "🐳".repeat(5_000), detail);
        assertThat(entry.detail()).hasSize(40).containsEntry("left out", "961 more facts");
        assertThat(entry.actor()).hasSize(200).endsWith("… (1000 characters)");
        assertThat(log.list(0, 1)).containsExactly(entry);
        assertThat(log.verify().valid()).isTrue();
    }

    @Test
    void entryIsThereEvenIfTheCallersTransactionIsNot() {
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            log.append("jonas", "change.applying", "change 1", Map.of());
            status.setRollbackOnly();
        });
        assertThat(log.list(0, 10)).hasSize(1);
    }

    @Test
    void databaseThatFailsStopsTheAct() {
        jdbc.sql("DROP TABLE audit_entry").update();
        assertThatThrownBy(() -> log.append("jonas", "change.applying", "change 1", Map.of()))
                .isInstanceOf(AuditFailedException.class)
                .hasMessageContaining("could not be stored, so nothing was done");
    }

    @Test
    void anchorThatCannotBeWrittenDoesNotLoseTheEntry() throws Exception {
        Files.createDirectories(anchorFile().resolve("a folder where the file should be"));
        log.append("jonas", "login.succeeded", "", Map.of());
        assertThat(log.list(0, 10)).hasSize(1);
        assertThat(log.verify().valid()).as("the witness cannot be read").isFalse();
    }

    @Test
    void detailThatSomebodyBrokeIsShownAsItIs() {
        append(1);
        jdbc.sql("UPDATE audit_entry SET detail = 'oh', happened_at = 'never'").update();
        assertThat(log.list(0, 1).getFirst().detail()).isEqualTo(Map.of("unreadable", "oh"));
        assertThat(log.list(0, 1).getFirst().at()).isEqualTo(Instant.EPOCH);
        assertThat(log.verify().firstBroken()).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_001})
    void limitOutOfRangeIsRefused(int limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log.list(0, limit))
                .withMessage("limit must be 1 to 1000, found " + limit);
        assertThatIllegalArgumentException().isThrownBy(() -> log.newest(limit));
    }
}
