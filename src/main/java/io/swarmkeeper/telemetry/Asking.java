package io.swarmkeeper.telemetry;

import io.swarmkeeper.telemetry.AgentClient.Pull;
import io.swarmkeeper.telemetry.Word.Outcome;
import io.swarmkeeper.wire.AgentIdentity;
import io.swarmkeeper.wire.Answer;
import io.swarmkeeper.wire.RoundTrip;
import io.swarmkeeper.wire.Sample;
import io.swarmkeeper.wire.SilentPeer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the agent at one address again and again, one question at a time. Times are taken from the age that the agent's
 * own clock gives its samples, so that a clock that is off by an hour changes nothing.
 */
final class Asking implements Runnable {

    /** Samples in one answer: a restarted server catches up with 200 agents in pieces that fit its memory. */
    static final int MOST = 8;

    private static final Duration FUTURE = Duration.ofSeconds(5);
    private static final Duration OLDEST = Duration.ofHours(1);
    private static final Duration FIRST_SPREAD = Duration.ofSeconds(1);
    private static final Duration CATCH_UP_PAUSE = Duration.ofMillis(50);

    /** Decides which address speaks for a node, when two say they do. */
    interface Incumbency {
        /** The other address; empty if this one may speak. */
        Optional<String> rival(String nodeId, String address, Instant now);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

    private final InetSocketAddress address;
    private final AgentClient client;
    private final Intake intake;
    private final AgentSettings settings;
    private final Incumbency incumbency;
    private final InstantSource clock;
    private Cursor cursor = Cursor.START;
    private volatile Word word;

    Asking(
            InetSocketAddress address,
            AgentClient client,
            Intake intake,
            AgentSettings settings,
            Incumbency incumbency,
            InstantSource clock) {
        this.address = address;
        this.client = client;
        this.intake = intake;
        this.settings = settings;
        this.incumbency = incumbency;
        this.clock = clock;
        this.word = Word.of(AgentClient.written(address));
    }

    Word word() {
        return word;
    }

    @Override
    public void run() {
        try {
            // Not all in one moment, now and later.
            Thread.sleep((long) (Math.random()
                    * Math.min(FIRST_SPREAD.toMillis(), settings.interval().toMillis())));
            while (!Thread.currentThread().isInterrupted()) {
                long began = System.nanoTime();
                boolean more = askSafely();
                long spent = (System.nanoTime() - began) / 1_000_000;
                long pause = settings.interval().toMillis() - spent;
                Thread.sleep(more ? CATCH_UP_PAUSE.toMillis() : Math.max(CATCH_UP_PAUSE.toMillis(), pause));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One answer that nobody thought of must not end the conversation. */
    private boolean askSafely() throws InterruptedException {
        try {
            return ask();
        } catch (RuntimeException e) {
            LOG.error("Could not take in what the agent at {} answered", word.address(), e);
            return not(Outcome.FAILED, "answered what the server could not take in: its log says why");
        }
    }

    /** Asks once. True if there is more to be had at once. */
    boolean ask() throws InterruptedException {
        Pull pull = client.pull(address, cursor, MOST);
        return switch (pull) {
            case Pull.Told(Answer answer, Instant receivedAt) -> take(answer, receivedAt);
            case Pull.WrongToken() -> not(Outcome.WRONG_TOKEN, "refused our proof: its token is another one");
            case Pull.Unproven() -> not(Outcome.FOREIGN, "did not prove that it knows the token");
            case Pull.OtherFormat(int format) ->
                not(
                        Outcome.OTHER_FORMAT,
                        "speaks format %d, this server format %d: give both the same version"
                                .formatted(format, Answer.FORMAT));
            case Pull.Failed(String why) -> not(Outcome.FAILED, why);
        };
    }

    private boolean not(Outcome outcome, String why) {
        word = word.not(outcome, why);
        return false;
    }

    private boolean take(Answer answer, Instant receivedAt) {
        AgentIdentity agent = answer.agent();
        Duration offset = Duration.between(receivedAt, Instant.ofEpochMilli(answer.clockMillis()));
        if (!intake.isOfTheSwarm(agent.nodeId())) {
            word = Word.of(word.address())
                    .not(Outcome.FOREIGN, "is of node %s, which is not in this Swarm".formatted(agent.nodeId()));
            return false;
        }
        Optional<String> rival = incumbency.rival(agent.nodeId(), word.address(), clock.instant());
        if (rival.isPresent()) {
            return not(
                    Outcome.FAILED,
                    "says it is node %s, and so does the agent at %s".formatted(agent.hostname(), rival.get()));
        }
        String ownNetwork = ownNetwork(answer);
        long refused = 0;
        long last = answer.boot().equals(cursor.boot()) ? cursor.sequence() : 0;
        for (Sample sample : answer.samples()) {
            last = Math.max(last, sample.sequence());
            Duration age = Duration.ofMillis(answer.clockMillis() - sample.atMillis());
            if (age.compareTo(FUTURE.negated()) < 0 || age.compareTo(OLDEST) > 0) {
                refused++;
                intake.takeKills(agent, sample, receivedAt);
                continue;
            }
            Instant at = age.isNegative() ? receivedAt : receivedAt.minus(age);
            intake.take(agent, answer.boot(), sample, at, ownNetwork, clock.instant());
        }
        cursor = new Cursor(answer.boot(), last);
        boolean more = answer.samples().size() >= MOST;
        word = word.told(agent, receivedAt, offset, refused, more);
        return more;
    }

    /** As set, else the one on which we reached it, else the only one there is. */
    private String ownNetwork(Answer answer) {
        if (!settings.network().isBlank()) {
            return settings.network().strip();
        }
        return intake.networkName(address.getAddress().getHostAddress(), clock.instant())
                .orElseGet(() -> {
                    Set<String> overlays = new HashSet<>();
                    for (Sample sample : answer.samples()) {
                        for (RoundTrip trip : sample.roundTrips()) {
                            if (trip.path() == RoundTrip.Path.OVERLAY) {
                                overlays.add(trip.network());
                            }
                        }
                        sample.silentPeers().stream()
                                .map(SilentPeer::network)
                                .filter(n -> !n.isEmpty())
                                .forEach(overlays::add);
                    }
                    return overlays.size() == 1 ? overlays.iterator().next() : "";
                });
    }
}
