package io.swarmkeeper.telemetry;

import io.swarmkeeper.telemetry.AgentSettings.Place;
import io.swarmkeeper.telemetry.AgentState.Standing;
import io.swarmkeeper.telemetry.Word.Outcome;
import io.swarmkeeper.wire.AgentIdentity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the agents by name and keeps one conversation with each. A name that cannot be resolved for a moment takes
 * nobody away; an address that its name does not stand for any more does.
 */
final class Agents implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Agents.class);
    private static final Duration EVENTS_SILENCE = Duration.ofSeconds(15);
    private static final Duration WATCH = Duration.ofSeconds(1);

    /**
     * Where a node's agent is.
     *
     * @param clockOffset its clock less ours
     */
    record Contact(InetSocketAddress address, String hostname, Duration clockOffset) {}

    /** Turns a name into addresses. */
    interface Names {
        InetAddress[] resolve(String name) throws UnknownHostException;
    }

    private static final class Conversation {
        private final Asking asking;
        private final Following following;
        private final Thread thread;
        private @Nullable Thread followingThread;

        Conversation(Asking asking, Following following, String name) {
            this.asking = asking;
            this.following = following;
            this.thread = Thread.ofVirtual().name("agent-" + name).start(asking);
        }

        /** Only to one that has proven itself. */
        void followWhenProven(String name) {
            if (followingThread == null && asking.word().agent().isPresent()) {
                followingThread =
                        Thread.ofVirtual().name("agent-events-" + name).start(following);
            }
            following.watch();
        }

        void end() {
            thread.interrupt();
            if (followingThread != null) {
                followingThread.interrupt();
            }
        }
    }

    private final AgentSettings settings;
    private final AgentClient client;
    private final Intake intake;
    private final Names names;
    private final Runnable tasksChanged;
    private final InstantSource clock;
    private final Map<InetSocketAddress, Conversation> conversations = new ConcurrentHashMap<>();
    private final Map<Place, List<InetSocketAddress>> resolved = new HashMap<>();
    private final Map<String, Word> gone = new ConcurrentHashMap<>();
    private volatile List<String> troubles = List.of();
    private final Thread finder = Thread.ofVirtual().name("agent-finder").unstarted(this::find);

    Agents(
            AgentSettings settings,
            AgentClient client,
            Intake intake,
            Names names,
            Runnable tasksChanged,
            InstantSource clock) {
        this.settings = settings;
        this.client = client;
        this.intake = intake;
        this.names = names;
        this.tasksChanged = tasksChanged;
        this.clock = clock;
    }

    void start() {
        finder.start();
    }

    /** Nobody is asked before the Swarm was read once: until then every node would be foreign. */
    private void find() {
        long nextLook = System.nanoTime();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    if (intake.hasSnapshot() && System.nanoTime() - nextLook >= 0) {
                        nextLook = System.nanoTime() + settings.interval().toNanos();
                        look();
                    }
                    conversations.forEach((address, c) -> c.followWhenProven(AgentClient.written(address)));
                } catch (RuntimeException e) {
                    LOG.error("Could not look for agents; tried again in a moment", e);
                }
                Thread.sleep(intake.hasSnapshot() ? WATCH.toMillis() : 100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        List<String> found = new ArrayList<>();
        for (Place place : settings.places()) {
            try {
                List<InetSocketAddress> addresses = new ArrayList<>();
                for (InetAddress address : names.resolve(place.address())) {
                    addresses.add(new InetSocketAddress(address, place.port()));
                }
                resolved.put(place, addresses);
            } catch (UnknownHostException e) {
                found.add(
                        "%s is no name that can be resolved here: is the service of the agents deployed, and is this server on its network?"
                                .formatted(place.address()));
            }
        }
        troubles = found;
        Set<InetSocketAddress> wanted = new HashSet<>();
        resolved.values().forEach(wanted::addAll);
        for (InetSocketAddress address : wanted) {
            conversations.computeIfAbsent(address, this::begin);
        }
        for (InetSocketAddress address : List.copyOf(conversations.keySet())) {
            if (!wanted.contains(address)) {
                Conversation ended = conversations.remove(address);
                if (ended != null) {
                    ended.end();
                    Word last = ended.asking.word();
                    last.nodeId().ifPresent(id -> gone.put(id, last.not(Outcome.FAILED, "is not there any more")));
                }
            }
        }
    }

    private Conversation begin(InetSocketAddress address) {
        return new Conversation(
                new Asking(address, client, intake, settings, this::rival, clock),
                new Following(address, client, tasksChanged, EVENTS_SILENCE),
                AgentClient.written(address));
    }

    /** While one address speaks for a node, no other does: what both tell would count twice. */
    private Optional<String> rival(String nodeId, String address, Instant now) {
        Instant recent = now.minus(settings.interval().multipliedBy(2));
        return conversations.values().stream()
                .map(c -> c.asking.word())
                .filter(w -> !w.address().equals(address)
                        && w.outcome() == Outcome.TOLD
                        && w.nodeId().equals(Optional.of(nodeId))
                        && w.lastWord().filter(at -> at.isAfter(recent)).isPresent())
                .map(Word::address)
                .findFirst();
    }

    /** Empty if the node's agent is not heard now. */
    Optional<Contact> contact(String nodeId, Instant now) {
        Instant recent = now.minus(settings.silentAfter());
        for (Map.Entry<InetSocketAddress, Conversation> entry : conversations.entrySet()) {
            Word word = entry.getValue().asking.word();
            boolean heard = word.outcome() == Outcome.TOLD || word.outcome() == Outcome.FAILED;
            if (heard
                    && word.nodeId().equals(Optional.of(nodeId))
                    && word.lastWord().filter(at -> !at.isBefore(recent)).isPresent()) {
                return Optional.of(new Contact(
                        entry.getKey(),
                        word.agent().map(AgentIdentity::hostname).orElse(""),
                        word.clockOffset().orElse(Duration.ZERO)));
            }
        }
        return Optional.empty();
    }

    List<String> troubles() {
        return troubles;
    }

    /** One for every node that was ever heard, and one for every address that answers otherwise or not at all. */
    List<AgentState> states(Instant now) {
        Map<String, Word> byNode = new LinkedHashMap<>();
        List<Word> strangers = new ArrayList<>();
        gone.keySet().removeIf(id -> !intake.isOfTheSwarm(id));
        gone.forEach(byNode::put);
        for (Conversation conversation : conversations.values()) {
            Word word = conversation.asking.word();
            if (word.nodeId().isPresent()) {
                byNode.merge(word.nodeId().get(), word, Agents::newer);
            } else if (word.outcome() != Outcome.NOT_ASKED) {
                strangers.add(word);
            }
        }
        List<AgentState> states = new ArrayList<>();
        byNode.values().forEach(w -> states.add(state(w, now)));
        strangers.forEach(w -> states.add(state(w, now)));
        states.sort(Comparator.comparing(AgentState::hostname).thenComparing(AgentState::address));
        return states;
    }

    private static Word newer(Word one, Word other) {
        Instant a = one.lastWord().orElse(Instant.EPOCH);
        Instant b = other.lastWord().orElse(Instant.EPOCH);
        return b.isBefore(a) ? one : other;
    }

    private AgentState state(Word word, Instant now) {
        Instant recent = now.minus(settings.silentAfter());
        Standing standing = switch (word.outcome()) {
            case WRONG_TOKEN -> Standing.WRONG_TOKEN;
            case FOREIGN -> Standing.FOREIGN;
            case OTHER_FORMAT -> Standing.OTHER_FORMAT;
            case NOT_ASKED, TOLD, FAILED -> {
                if (word.lastWord().filter(at -> !at.isBefore(recent)).isEmpty()) {
                    yield Standing.SILENT;
                }
                yield measures(word, now) ? Standing.HEARD : Standing.NO_SAMPLES;
            }
        };
        List<String> told = new ArrayList<>();
        if (!word.trouble().isEmpty()) {
            told.add("It " + word.trouble());
        }
        if (word.refused() > 0) {
            told.add("%d of its samples were not taken in: their time made no sense".formatted(word.refused()));
        }
        if (standing == Standing.NO_SAMPLES) {
            told.add(word.nodeId()
                    .flatMap(intake::sampledAt)
                    .map(at -> "Its newest sample is of " + at.truncatedTo(ChronoUnit.SECONDS))
                    .orElse("No sample of it has come yet"));
        }
        if (standing == Standing.HEARD || standing == Standing.NO_SAMPLES) {
            word.nodeId().ifPresent(id -> told.addAll(intake.troubles(id)));
        }
        return new AgentState(
                word.address(),
                word.nodeId(),
                word.agent().map(AgentIdentity::hostname).orElse(""),
                word.agent().map(AgentIdentity::version).orElse(""),
                standing,
                word.lastWord(),
                word.startedAt(),
                word.clockOffset(),
                word.refused(),
                told);
    }

    /**
     * One that has just started has not had the time to; one that starts again and again without measuring anything is
     * given none. The samples of one that is only just being caught up with are old.
     */
    private boolean measures(Word word, Instant now) {
        Duration grace = settings.silentAfter();
        String id = word.nodeId().orElse("");
        return word.more()
                || intake.isMeasured(id, now)
                || word.startedAt()
                        .filter(at -> !at.isBefore(now.minus(grace)))
                        .filter(at -> intake.sampledAt(id)
                                .filter(sampled -> sampled.isBefore(at.minus(grace)))
                                .isEmpty())
                        .isPresent();
    }

    @Override
    public void close() {
        finder.interrupt();
        conversations.values().forEach(Conversation::end);
    }
}
