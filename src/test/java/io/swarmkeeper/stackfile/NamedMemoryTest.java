package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.analysis.report.MeasuredSizes;
import io.swarmkeeper.analysis.report.SizedService;
import io.swarmkeeper.analysis.report.SizedService.Size;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A limit by kind that does not hold what the file itself tells a program to take kills it. */
class NamedMemoryTest {

    private static final long GIB = 1L << 30;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    elasticsearch:8 | environment: ['ES_JAVA_OPTS=-Xms12g -Xmx12g']            | 12 GiB  | 8 GiB
                    shop            | environment: {JAVA_OPTS: -server -Xmx6g}                 | 6 GiB   | 2 GiB
                    kafka           | environment: {KAFKA_HEAP_OPTS: "-Xmx6144m -Xms1g"}       | 6 GiB   | 4 GiB
                    shop            | entrypoint: [java, -XX:MaxHeapSize=3g, -jar, a.jar]      | 3 GiB   | 2 GiB
                    shop            | command: java -Xmx1g -XX:MaxDirectMemorySize=1g          | 2 GiB   | 2 GiB
                    redis:7         | command: redis-server --maxmemory 6gb                    | 6 GiB   | 4 GiB
                    redis:7         | command: [redis-server, --maxmemory, '6442450944']       | 6 GiB   | 4 GiB
                    postgres:16     | command: postgres -c shared_buffers=10GB                 | 10 GiB  | 8 GiB
                    postgres:16     | command: ['-c', 'shared_buffers=1310720']                | 10 GiB  | 8 GiB
                    mysql:8         | command: mysqld --innodb-buffer-pool-size=12G            | 12 GiB  | 8 GiB
                    mariadb         | command: ["--innodb_buffer_pool_size=12884901888"]       | 12 GiB  | 8 GiB
                    mongo:7         | command: mongod --wiredTigerCacheSizeGB 7.5              | 7.5 GiB | 8 GiB
                    memcached       | command: -m 4096                                         | 4 GiB   | 4 GiB
                    shop            | environment: {NODE_OPTIONS: --max-old-space-size=2048}   | 2 GiB   | 2 GiB
                    neo4j           | environment: {NEO4J_dbms_memory_heap_max__size: 4g, NEO4J_dbms_memory_pagecache_size: 4g} | 8 GiB | 8 GiB
                    """)
    void refusesALimitThatDoesNotHoldWhatIsAskedFor(String image, String field, String asked, String limit) {
        Optimization seen = optimize(image, field, Map.of());

        assertThat(why(seen))
                .containsExactly(
                        "its command or environment asks for %s, and a memory limit of %s would not hold that and half as much again: measure it, or set one"
                                .formatted(asked, limit));
        assertThat(seen.text()).contains("limits:", "cpus:").doesNotContain("memory: ");
    }

    @Test
    void setsOneThatHolds() {
        for (String field : List.of(
                "environment: {JAVA_OPTS: -Xmx1g}",
                "environment: [SHARED_MEMORY=12G, HEAP_SIZES=12G]",
                "command: app --maxmemory-policy 12g --xmx 12g",
                "environment: [JAVA_OPTS]",
                "environment: {JAVA_OPTS: }")) {
            Optimization seen = optimize("shop", field, Map.of());

            assertThat(seen.refused()).as(field).isEmpty();
            assertThat(seen.text()).as(field).contains("memory: 2G", "memory: 1G");
        }
    }

    /** A certificate or a whole configuration is no setting, and looking through it for each service takes long. */
    @Test
    void readsNoAmountInWhatIsTooLongForOne() {
        String filling = "x".repeat(2000);
        for (String field : List.of(
                "environment: {JAVA_OPTS: -Xmx12g %s}",
                "command: [java, '-Xmx12g %s']", "entrypoint: [java, '%s -Xmx12g']")) {
            assertThat(optimize("shop", field.formatted(filling), Map.of()).refused())
                    .as(field)
                    .isEmpty();
        }
        for (String field : List.of(
                "environment: {A: %s, JAVA_OPTS: -Xmx12g}",
                "command: [java, '%s', -Xmx12g]", "command: redis-server %s --maxmemory 12gb")) {
            assertThat(why(optimize("shop", field.formatted(filling), Map.of())))
                    .as(field)
                    .singleElement()
                    .asString()
                    .startsWith("its command or environment asks for 12 GiB");
        }
    }

    /** Once for all who share it, and not at all where no setting is that long: 20 s and more if each scans it anew. */
    @ParameterizedTest
    @ValueSource(strings = {"environment", "command", "entrypoint"})
    void takesNoTimeForATextThatManyServicesShare(String field) {
        String several = IntStream.range(0, 2000)
                .mapToObj("'A%d=-Xmx --maxmemory - -Xms'"::formatted)
                .collect(Collectors.joining(", "));
        for (String shared : List.of("'A=%s'".formatted("-Xmx --maxmemory - ".repeat(5000)), several)) {
            StringBuilder text = new StringBuilder("x-e: &e [%s]\nservices:\n".formatted(shared));
            for (int i = 0; i < 400; i++) {
                text.append("  s%d:\n    image: shop\n    %s: *e\n".formatted(i, field));
            }
            StackFile file = Written.file(text.toString(), Map.of());

            MemoryOptions options = new MemoryOptions();
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            file.services().forEach(s -> NamedMemory.of(s, options));
            assertThat((ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9)
                    .isLessThan(2);
        }
    }

    /** What a variable gives is judged, for it kills as well, and never told or written. */
    @Test
    void keepsTheValueOfAVariableToItself() {
        Optimization seen = optimize("redis", "command: redis-server --maxmemory ${M}", Map.of("M", "6gb"));

        assertThat(why(seen))
                .containsExactly(
                        "by a variable or an env_file it asks for more than a memory limit of 4 GiB would hold with half as much again: measure it, or set one");
        assertThat(optimize("redis", "command: redis-server --maxmemory ${M}", Map.of("M", "256mb"))
                        .text())
                .contains("memory: 4G", "memory: 2G");
        assertThat(optimize("redis", "command: redis-server --maxmemory ${M}", Map.of())
                        .text())
                .contains("memory: 4G", "memory: 2G");
    }

    @Test
    void reservesNoMoreThanACacheMayTake() {
        Optimization seen = optimize("redis", "command: redis-server --maxmemory 256mb", Map.of());

        assertThat(seen.text()).endsWith("""
                              limits:
                                # By kind of service (cache), not measured
                                cpus: "2.0"
                                memory: 4G
                              reservations:
                                # Half of the limits, not measured
                                cpus: "1.0"
                                # What its settings ask for and half as much again, not measured
                                memory: 384M
                        """.indent(2));
    }

    @Test
    void takesWhatWasMeasuredAndWhatIsSetAsItIs() {
        String text = text("elasticsearch", "environment: ['ES_JAVA_OPTS=-Xmx12g']");
        StackFile file = Written.file(text, Map.of());
        SizedService size = new SizedService(
                "shop_one",
                Optional.of("shop"),
                "one",
                50_000,
                Duration.ofHours(150),
                6,
                "",
                Optional.of(5 * GIB),
                Optional.of(new Size(500_000_000, "twice what it uses")),
                Optional.of(new Size(6 * GIB, "highest peak")),
                Optional.of(new Size(250_000_000, "95th percentile")),
                Optional.of(new Size(5 * GIB, "daily peaks")));
        Optimization measured = Optimizer.optimize(
                file,
                Set.of(Cure.RESOURCES),
                KnownSizes.of(
                        file,
                        new MeasuredSizes(Instant.parse("2026-11-28T23:59:59Z"), List.of(size)),
                        Optional.of("shop")));

        assertThat(measured.refused()).isEmpty();
        assertThat(measured.text()).contains("memory: 6G", "memory: 5G");
        Optimization set = Optimizer.optimize(
                Written.file(text + "    deploy: {resources: {limits: {memory: 20G}}}\n", Map.of()),
                Set.of(Cure.RESOURCES));
        assertThat(set.refused()).isEmpty();
        assertThat(set.text()).contains("memory: 20G", "memory: 10G");
    }

    private static List<String> why(Optimization seen) {
        return seen.refused().stream().map(Optimization.Refused::why).toList();
    }

    /** Of a name that says no kind. */
    private static String text(String image, String field) {
        return "services:\n  one:\n    image: %s\n    %s\n".formatted(image, field);
    }

    private static Optimization optimize(String image, String field, Map<String, String> variables) {
        return Optimizer.optimize(Written.file(text(image, field), variables), Set.of(Cure.RESOURCES));
    }
}
