package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.analysis.report.MeasuredSizes;
import io.swarmkeeper.analysis.report.SizedService;
import io.swarmkeeper.analysis.report.SizedService.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Limits and reservations of what the Swarm has seen. */
class MeasuredCureTest {

    private static final Instant AT = Instant.parse("2026-11-28T23:59:59Z");
    private static final long MIB = 1L << 20;
    private static final String FILE = "services:\n  api:\n    image: a\n  db:\n    image: postgres:16\n";

    static SizedService measured(String stack, String name) {
        return new SizedService(
                stack + "_" + name,
                Optional.of(stack),
                name,
                50_000,
                Duration.ofHours(150),
                6,
                "",
                Optional.of(412 * MIB),
                Optional.of(new Size(500_000_000, "twice what it uses")),
                Optional.of(new Size(474 * MIB, "highest peak")),
                Optional.of(new Size(250_000_000, "95th percentile")),
                Optional.of(new Size(400 * MIB, "daily peaks")));
    }

    private static SizedService undecided(String stack, String name, Optional<Long> peak) {
        return new SizedService(
                stack + "_" + name,
                Optional.of(stack),
                name,
                30,
                Duration.ofMinutes(5),
                0,
                "30 samples over 5 min; at least 100 over 3 h are needed",
                peak,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Optimization optimize(String text, SizedService... services) {
        StackFile file = Written.file(text, Map.of());
        return Optimizer.optimize(
                file,
                Set.of(Cure.RESOURCES),
                KnownSizes.of(file, new MeasuredSizes(AT, List.of(services)), Optional.of("shop")));
    }

    private static List<String> told(Optimization optimization) {
        return optimization.done().stream()
                .map(d -> d.service() + ": " + d.what())
                .toList();
    }

    private static List<String> refusals(Optimization optimization) {
        return optimization.refused().stream()
                .map(r -> r.service() + ": " + r.why())
                .toList();
    }

    @Test
    void measuredNumbersSayForHowLongAndWhenAndTheOthersThatTheyAreNot() {
        Optimization seen = optimize(FILE, measured("shop", "api"), undecided("shop", "db", Optional.empty()));

        assertThat(seen.text()).isEqualTo("""
            services:
              api:
                image: a
                deploy:
                  resources:
                    limits:
                      # Measured over 6 days by Swarmkeeper on 2026-11-28: peak 412 MiB
                      cpus: "0.5"
                      memory: 474M
                    reservations:
                      # Measured over 6 days by Swarmkeeper on 2026-11-28
                      cpus: "0.25"
                      memory: 400M
              db:
                image: postgres:16
                deploy:
                  resources:
                    limits:
                      # By kind of service (database), not measured
                      cpus: "4.0"
                      memory: 8G
                    reservations:
                      # Half of the limits, not measured
                      cpus: "2.0"
                      memory: 4G
            """);
        assertThat(told(seen))
                .containsExactly(
                        "api: limits of 0.5 cores and 474 MiB, measured over 6 days",
                        "api: reservations of 0.25 cores and 400 MiB, measured over 6 days",
                        "db: limits of 4.0 cores and 8 GiB, not measured: 30 samples over 5 min; at least 100 over 3 h"
                                + " are needed",
                        "db: reservations of 2.0 cores and 4 GiB, not measured: 30 samples over 5 min; at least 100"
                                + " over 3 h are needed");
        Optimization again = optimize(seen.text(), measured("shop", "api"), measured("shop", "db"));
        assertThat(again.text()).isEqualTo(seen.text());
        assertThat(again.done()).isEmpty();
    }

    @Test
    void aServiceThatTheStackDoesNotHaveIsSizedByKind() {
        assertThat(told(optimize(FILE, measured("shop", "api"), measured("other", "db")))
                        .getLast())
                .endsWith(", not measured: stack shop has no such service, or it is a job");
    }

    @Test
    void whatIsSetIsKeptAndToldWhereItIsBelowThePeak() {
        String low = "services:\n  api:\n    image: a\n    deploy: {resources: {limits: {memory: 256M}}}\n";
        Optimization seen = optimize(low, measured("shop", "api"));

        assertThat(seen.text())
                .contains("limits: {memory: 256M, cpus: \"0.5\"}, reservations: {cpus: \"0.25\", memory: 256M}");
        assertThat(refusals(seen))
                .containsExactly(
                        "api: its memory limit of 256 MiB is kept, but one task was measured to need 412 MiB: raise"
                                + " it, or tasks are killed");
        assertThat(refusals(optimize(low.replace("256M", "412M"), measured("shop", "api"))))
                .isEmpty();
        assertThat(refusals(optimize(low, undecided("shop", "api", Optional.of(300 * MIB)))))
                .singleElement()
                .asString()
                .contains("need 300 MiB");
    }

    @Test
    void aPeakAboveTheKindsLimitCountsThoughTooLittleWasMeasured() {
        Optimization seen = optimize(FILE, undecided("shop", "api", Optional.of(6L << 30)));
        assertThat(seen.text()).contains("""
                      # By kind of service (backend), not measured
                      cpus: "2.0"
                      # Peak so far and 15 % more, too little was measured
                      memory: 7066M
            """);
    }

    @Test
    void aGlobalServiceReservesWhatWasMeasured() {
        String global = "services:\n  api:\n    image: a\n    deploy: {mode: global}\n";
        assertThat(optimize(global, measured("shop", "api")).text())
                .contains("reservations: {cpus: \"0.25\", memory: 400M}");
        assertThat(refusals(optimize(global, undecided("shop", "api", Optional.empty()))))
                .singleElement()
                .asString()
                .contains("measure what it uses first");
    }

    @Test
    void theStackIsTheOneThatIsNamedOrThatFits() {
        MeasuredSizes sizes = new MeasuredSizes(
                AT,
                List.of(
                        measured("shop", "api"),
                        measured("shop", "db"),
                        measured("test", "api"),
                        measured("copy", "api"),
                        measured("copy", "db")));
        StackFile both = Written.file(FILE);
        assertThat(KnownSizes.of(both, sizes, Optional.of("test")).stack()).isEqualTo("test");
        assertThat(KnownSizes.of(Written.file("name: copy\n" + FILE), sizes, Optional.empty())
                        .stack())
                .isEqualTo("copy");
        assertThatThrownBy(() -> KnownSizes.of(both, sizes, Optional.empty()))
                .isInstanceOf(UnknownStackException.class)
                .hasMessage(
                        "more than one stack has all services of the file; which one is it? There are copy, shop, test");
        assertThatThrownBy(() -> KnownSizes.of(both, sizes, Optional.of("shops")))
                .hasMessage("stack shops is not among those that were measured: copy, shop, test");
        MeasuredSizes one = new MeasuredSizes(AT, sizes.services().subList(0, 3));
        assertThat(KnownSizes.of(both, one, Optional.empty()).stack()).isEqualTo("shop");
        assertThatThrownBy(
                        () -> KnownSizes.of(Written.file("services:\n  new:\n    image: a\n"), one, Optional.empty()))
                .hasMessage("no stack has all services of the file; which one is it? There are shop, test");
    }
}
