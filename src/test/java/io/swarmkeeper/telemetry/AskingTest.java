package io.swarmkeeper.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.telemetry.FakeAgent.Fault;
import io.swarmkeeper.telemetry.Word.Outcome;
import io.swarmkeeper.wire.Kill;
import io.swarmkeeper.wire.Proof;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Asks a real HTTP server that keeps the protocol, or does not. */
class AskingTest {

    /** Longer than a busy machine takes for an answer of the fake. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final FakeAgent agent = new FakeAgent("w1", FakeAgent.TOKEN);
    private final AgentClient client = client(FakeAgent.TOKEN);
    private final Intake intake = new Intake(
            Duration.ofSeconds(30),
            Duration.ofHours(3),
            new KillLedger(id -> Optional.empty()),
            (source, trip, own) -> {});
    private final Asking asking = asking(client);

    AskingTest() {
        intake.snapshot(new ClusterBuilder().node("w1", 4, 8).node("w2", 4, 8).build(), Instant.now());
    }

    static AgentSettings settings(int port) {
        return new AgentSettings(
                List.of("127.0.0.1"),
                port,
                FakeAgent.TOKEN,
                "",
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                Duration.ofMillis(1500),
                "",
                Duration.ofMinutes(1),
                Duration.ofHours(3),
                100);
    }

    private static AgentClient client(String token) {
        return new AgentClient(new Proof(token), PATIENCE, PATIENCE, Clock.systemUTC());
    }

    private Asking asking(AgentClient by) {
        return new Asking(
                agent.address(),
                by,
                intake,
                settings(agent.address().getPort()),
                (node, address, now) -> Optional.empty(),
                Clock.systemUTC());
    }

    @AfterEach
    void close() {
        client.close();
        agent.close();
    }

    private void sampleNow(long sequence) {
        agent.samples.add(Samples.sample()
                .node(1.0, 1L << 30)
                .build(sequence, Instant.now().plus(agent.clockAhead)));
    }

    private Measurements picture() {
        return intake.picture(true, List.of(), List.of(), Instant.now()).orElseThrow();
    }

    @Test
    void samplesAreTakenInOnceAndOnlyNewOnesAreAskedFor() throws Exception {
        sampleNow(1);
        sampleNow(2);
        assertThat(asking.ask()).isFalse();
        assertThat(asking.word().outcome()).isEqualTo(Outcome.TOLD);
        assertThat(asking.word().nodeId()).contains("w1");
        assertThat(intake.news()).isEqualTo(3);
        sampleNow(3);
        asking.ask();
        assertThat(intake.news()).isEqualTo(4);
        assertThat(agent.asked).containsExactly("/samples?boot=&after=0&most=8", "/samples?boot=boot-1&after=2&most=8");
        assertThat(picture().node("w1").orElseThrow().cpuShare()).contains(0.25);
    }

    @Test
    void aNewProcessOfTheAgentIsTakenFromItsStart() throws Exception {
        sampleNow(1);
        sampleNow(2);
        asking.ask();
        agent.samples.clear();
        agent.boot = "boot-2";
        sampleNow(1);
        asking.ask();
        assertThat(intake.news()).isEqualTo(4);
        asking.ask();
        assertThat(agent.asked).last().isEqualTo("/samples?boot=boot-2&after=1&most=8");
    }

    @Test
    void muchIsTakenInPieces() throws Exception {
        for (int i = 1; i <= 20; i++) {
            sampleNow(i);
        }
        assertThat(asking.ask()).isTrue();
        assertThat(asking.ask()).isTrue();
        assertThat(asking.word().more()).isTrue();
        assertThat(asking.ask()).isFalse();
        assertThat(asking.word().more()).isFalse();
        assertThat(intake.news()).isEqualTo(21);
        agent.fault = Fault.IGNORES_MOST;
        Asking other = asking(client);
        other.ask();
        assertThat(intake.news()).as("all were taken before").isEqualTo(21);
    }

    @Test
    void aWrongTokenIsToldFromAForeignAgent() throws Exception {
        try (AgentClient wrong = client("another token altogether")) {
            Asking other = asking(wrong);
            other.ask();
            assertThat(other.word().outcome()).isEqualTo(Outcome.WRONG_TOKEN);
        }
        agent.fault = Fault.UNPROVEN;
        sampleNow(1);
        asking.ask();
        assertThat(asking.word().outcome()).isEqualTo(Outcome.FOREIGN);
        assertThat(asking.word().trouble()).contains("did not prove");
        agent.fault = Fault.NONE;
        agent.nodeId = "elsewhere";
        asking.ask();
        assertThat(asking.word().outcome()).isEqualTo(Outcome.FOREIGN);
        assertThat(asking.word().trouble()).contains("elsewhere").contains("not in this Swarm");
        assertThat(intake.news()).isEqualTo(1);
        agent.nodeId = "w1";
        asking.ask();
        assertThat(asking.word().outcome()).isEqualTo(Outcome.TOLD);
        assertThat(intake.news()).isEqualTo(2);
    }

    @Test
    void anotherFormatIsSaidAndNotTakenIn() throws Exception {
        sampleNow(1);
        agent.fault = Fault.OTHER_FORMAT;
        asking.ask();
        assertThat(asking.word().outcome()).isEqualTo(Outcome.OTHER_FORMAT);
        assertThat(asking.word().trouble()).contains("format 99");
        agent.text = t -> "{\"format\":98,\"things\":[1]}";
        asking.ask();
        assertThat(asking.word().outcome()).isEqualTo(Outcome.OTHER_FORMAT);
        assertThat(asking.word().trouble()).contains("format 98");
        assertThat(intake.news()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"HALF", "HUGE", "HANG", "HANG_IN_BODY", "STATUS_500"})
    void ofABrokenAnswerNothingIsTakenAndTheSameIsAskedAgain(Fault fault) throws Exception {
        sampleNow(1);
        asking.ask();
        sampleNow(2);
        agent.fault = fault;
        long began = System.nanoTime();
        assertThat(asking.ask()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PATIENCE.multipliedBy(3));
        assertThat(asking.word().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(asking.word().trouble()).isNotBlank();
        assertThat(asking.word().lastWord()).as("the last good one stands").isPresent();
        assertThat(intake.news()).isEqualTo(2);
        agent.fault = Fault.NONE;
        asking.ask();
        assertThat(asking.word().trouble()).isEmpty();
        assertThat(intake.news()).isEqualTo(3);
        assertThat(agent.asked.get(agent.asked.size() - 2)).isEqualTo(agent.asked.getLast());
    }

    @Test
    void ofAStrangerNoEndlessBodyIsRead() throws Exception {
        agent.fault = Fault.ENDLESS_STRANGER;
        asking.ask();
        assertThat(asking.word().outcome()).isEqualTo(Outcome.FOREIGN);
    }

    @Test
    void nobodyThereIsSaid() throws Exception {
        agent.close();
        asking.ask();
        assertThat(asking.word().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(asking.word().trouble()).isEqualTo("could not be reached: nothing listens there");
    }

    @ParameterizedTest
    @ValueSource(ints = {-3600, 3600, 86_400 * 365})
    void aClockThatIsOffChangesNothing(int seconds) throws Exception {
        agent.clockAhead = Duration.ofSeconds(seconds);
        sampleNow(1);
        asking.ask();
        assertThat(Duration.between(
                        picture().node("w1").orElseThrow().now().orElseThrow().at(), Instant.now()))
                .isLessThan(Duration.ofSeconds(3));
        assertThat(asking.word().clockOffset().orElseThrow().toSeconds()).isBetween(seconds - 3L, seconds + 3L);
        assertThat(asking.word().refused()).isZero();
    }

    @Test
    void aSampleFromTheFutureOrFromLongAgoIsRefusedAndCounted() throws Exception {
        Instant now = Instant.now();
        agent.samples.add(Samples.sample().build(1, now.plusSeconds(60)));
        agent.samples.add(Samples.sample().build(2, now.minus(Duration.ofHours(2))));
        agent.samples.add(Samples.sample().build(3, now.minusSeconds(1)));
        asking.ask();
        assertThat(asking.word().refused()).isEqualTo(2);
        assertThat(intake.news()).isEqualTo(2);
        asking.ask();
        assertThat(asking.word().refused()).as("they are not asked for again").isEqualTo(2);
    }

    /** An agent tells each kill in one sample, and no other brings it again. */
    @Test
    void killsOfASampleWhoseTimeCannotBeRightAreKillsAllTheSame() throws Exception {
        Instant now = Instant.now();
        Instant jumped = now.plus(Duration.ofHours(5));
        agent.samples.add(Samples.sample()
                .with(new Kill("c:1", Kill.Kind.CHILD, "c", "t", "s", jumped.toEpochMilli() - 2000, 0, null, null))
                .build(1, jumped));
        asking.ask();
        assertThat(asking.word().refused()).isEqualTo(1);
        assertThat(picture().kills()).singleElement().satisfies(k -> {
            assertThat(k.id()).isEqualTo("c:1");
            assertThat(k.at()).isBetween(now.minusSeconds(10), Instant.now());
        });
        assertThat(picture().node("w1")).as("nothing else is taken").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"seconds\":5.0>\"seconds\":-1",
                "\"seconds\":5.0>\"seconds\":1e99",
                "\"cores\":1.0>\"cores\":-7",
                "\"memoryBytes\":1073741824>\"memoryBytes\":-1",
                "\"sequence\":1>\"sequence\":0",
                "\"sequence\":1>\"other\":1",
                "\"boot\":\"boot-1\">\"boot\":\"\"",
                "\"boot\":\"boot-1\">\"boot\":null",
                "\"nodeId\":\"w1\">\"nodeId\":\"w\\u0000\"",
                "\"containers\":[]>\"containers\":null",
                "\"containers\":[]>\"containers\":[{}]",
                "\"kills\":[]>\"kills\":[{\"id\":\"k\",\"kind\":\"UNHEARD\"}]",
            })
    void whatMakesNoSenseIsNotTakenIn(String change) throws Exception {
        sampleNow(1);
        String[] parts = change.split(">", 2);
        agent.text = t -> {
            assertThat(t).contains(parts[0]);
            return t.replace(parts[0], parts[1]);
        };
        asking.ask();
        assertThat(asking.word().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(asking.word().trouble()).startsWith("answered, but its answer ");
        assertThat(intake.news()).isEqualTo(1);
        assertThat(picture().node("w1")).isEmpty();
    }

    @Test
    void membersThatNobodyKnowsArePassedOver() throws Exception {
        sampleNow(1);
        agent.text = t -> t.replace("\"seconds\":5.0", "\"seconds\":5.0,\"weather\":{\"rain\":true}");
        asking.ask();
        assertThat(asking.word().outcome()).isEqualTo(Outcome.TOLD);
    }
}
