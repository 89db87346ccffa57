package io.swarmkeeper.agent;

import io.swarmkeeper.wire.AgentIdentity;
import io.swarmkeeper.wire.RoundTrip;
import io.swarmkeeper.wire.SilentPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Measures the way to other nodes: over the agents' overlay, over further overlays both are on, and over the underlay. */
final class Mesh {

    /** Rounds between two looks for the largest packet of one way, and between two words with a known peer. */
    private static final int SELDOM = 30;

    /** For so long a peer that is starting, or whose name is not taken back yet, may say nothing. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** So many peers that do not answer are waited for in a round, in turn: else many of them would hold it up for long. */
    private static final int MOST_UNANSWERED = 6;

    private static final int LONGEST_IDENTITY = 850;

    /** @param overlay where its name resolves to */
    private record Peer(
            String nodeId,
            String hostname,
            String nodeAddress,
            InetAddress overlay,
            Map<String, String> networks,
            long heardInRound) {}

    private final String name;
    private final int port;
    private final int underlayPort;
    private final Prober prober;
    private final Supplier<@Nullable AgentIdentity> self;
    private final Supplier<Map<String, String>> ownNetworks;
    private final Map<String, Peer> byAddress = new HashMap<>();
    /** By address, of peers that never said who they are: when that was first asked in vain, nanoseconds. */
    private final Map<String, Long> silentSince = new HashMap<>();

    /** Nodes that were silent and now said who they are, until they are measured. */
    private final Set<String> justMet = new LinkedHashSet<>();

    private final Map<String, Long> lookedForLargest = new HashMap<>();
    private final List<RoundTrip> measured = new ArrayList<>();
    private final List<SilentPeer> silent = new ArrayList<>();
    private long round;
    private volatile String trouble = "";
    private String unasked = "";

    /** @param ownNetworks our container's address by network name */
    Mesh(
            AgentSettings settings,
            Prober prober,
            Supplier<@Nullable AgentIdentity> self,
            Supplier<Map<String, String>> ownNetworks) {
        this.name = settings.peers();
        this.port = settings.port();
        this.underlayPort = settings.underlayPort();
        this.prober = prober;
        this.self = self;
        this.ownNetworks = ownNetworks;
    }

    /** What a HELLO is answered with: node, host name, node's address, and {@code network=address} a line. */
    static String identity(@Nullable AgentIdentity self, Map<String, String> networks) {
        if (self == null) {
            return "";
        }
        StringBuilder text = new StringBuilder(self.nodeId() + "\n" + self.hostname() + "\n" + self.nodeAddress());
        networks.forEach((network, address) -> {
            String line = "\n" + network + "=" + address;
            if (text.length() + line.length() <= LONGEST_IDENTITY) {
                text.append(line);
            }
        });
        return text.toString();
    }

    /** One round; takes as long as its probes do. */
    void round() throws InterruptedException {
        AgentIdentity own = self.get();
        if (own == null) {
            return;
        }
        round++;
        try {
            unasked = "";
            meet();
            trouble = unasked;
        } catch (UnknownHostException e) {
            byAddress.clear();
            silentSince.clear();
            trouble = "the name %s of the other agents does not resolve".formatted(name);
        } catch (IOException e) {
            trouble = "the other agents cannot be asked: " + e.getMessage();
        }
        Map<String, Peer> byNode = new HashMap<>();
        byAddress.values().forEach(p -> byNode.put(p.nodeId(), p));
        Set<String> chosen = new LinkedHashSet<>(Peers.of(own.nodeId(), List.copyOf(byNode.keySet()), round));
        // what was told to be silent is told to be well at once, not when its turn comes
        justMet.stream().limit(MOST_UNANSWERED).forEach(chosen::add);
        for (String nodeId : chosen) {
            justMet.remove(nodeId);
            Peer peer = byNode.get(nodeId);
            if (peer != null) {
                ways(peer);
            }
        }
    }

    synchronized List<RoundTrip> take() {
        List<RoundTrip> taken = List.copyOf(measured);
        measured.clear();
        return taken;
    }

    synchronized List<SilentPeer> takeSilent() {
        List<SilentPeer> taken = List.copyOf(silent);
        silent.clear();
        return taken;
    }

    /** In words; empty if all is well. */
    String trouble() {
        return trouble;
    }

    private void meet() throws IOException {
        Set<String> mine = OwnNetworks.addresses();
        Map<String, InetAddress> found = new HashMap<>();
        for (InetAddress address : InetAddress.getAllByName(name)) {
            if (!mine.contains(address.getHostAddress())) {
                found.put(address.getHostAddress(), address);
            }
        }
        byAddress.keySet().retainAll(found.keySet());
        silentSince.keySet().retainAll(found.keySet());
        List<InetAddress> inTurn = new ArrayList<>(found.values());
        inTurn.sort(Comparator.comparing(InetAddress::getHostAddress));
        Collections.rotate(inTurn, (int) (round * MOST_UNANSWERED % Math.max(1, inTurn.size())));
        int unanswered = 0;
        for (InetAddress peer : inTurn) {
            String address = peer.getHostAddress();
            Peer known = byAddress.get(address);
            boolean isNew = known == null && !silentSince.containsKey(address);
            boolean isDue = known == null || round - known.heardInRound() >= SELDOM;
            if (isDue && (isNew || unanswered < MOST_UNANSWERED) && !meet(peer)) {
                unanswered++;
            }
        }
    }

    /** @return false if it does not answer */
    private boolean meet(InetAddress peer) {
        String address = peer.getHostAddress();
        Optional<String> said = hello(peer);
        if (said.isPresent()) {
            boolean wasSilent = silentSince.remove(address) != null;
            peer(said.get(), peer).ifPresent(p -> {
                byAddress.put(address, p);
                if (wasSilent) {
                    justMet.add(p.nodeId());
                }
            });
        } else if (!byAddress.containsKey(address)) {
            long now = System.nanoTime();
            if (now - silentSince.computeIfAbsent(address, a -> now) >= PATIENCE.toNanos()) {
                silent(peer);
            }
        }
        return said.isPresent();
    }

    /** What it says of itself; empty text if it cannot yet, empty if nothing comes back. */
    private Optional<String> hello(InetAddress peer) {
        try {
            return prober.hello(new InetSocketAddress(peer, port));
        } catch (PortUnreachableException e) {
            return Optional.of(""); // there and back: only nobody listens there
        } catch (IOException e) {
            // no way there, which must not keep us from asking the others
            unasked = "the other agents cannot be asked: " + e.getMessage();
            return Optional.empty();
        }
    }

    /** Else a way that was closed before we started would be in no figure. */
    private void silent(InetAddress peer) {
        SilentPeer told = new SilentPeer(peer.getHostAddress(), network(peer, ownNetworks.get()));
        synchronized (this) {
            silent.add(told);
        }
    }

    /** Empty if it has no name that we know, which is measured all the same. */
    private static String network(InetAddress peer, Map<String, String> mine) {
        try {
            return OwnNetworks.networkTo(peer, mine).orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private Optional<Peer> peer(String identity, InetAddress overlay) {
        String[] lines = identity.split("\n");
        if (lines.length < 3) {
            return Optional.empty();
        }
        Map<String, String> networks = new HashMap<>();
        for (int i = 3; i < lines.length; i++) {
            int equals = lines[i].lastIndexOf('=');
            if (equals > 0) {
                networks.put(lines[i].substring(0, equals), lines[i].substring(equals + 1));
            }
        }
        return Optional.of(new Peer(lines[0], lines[1], lines[2], overlay, networks, round));
    }

    private void ways(Peer peer) throws InterruptedException {
        Map<String, String> mine = ownNetworks.get();
        String network = network(peer.overlay(), mine);
        way(peer, RoundTrip.Path.OVERLAY, network, peer.overlay().getHostAddress(), port);
        for (String other : mine.keySet()) {
            String address = peer.networks().get(other);
            if (!other.equals(network) && address != null && !other.equals("ingress")) {
                way(peer, RoundTrip.Path.OVERLAY, other, address, port);
            }
        }
        way(peer, RoundTrip.Path.UNDERLAY, "", peer.nodeAddress(), underlayPort);
    }

    private void way(Peer peer, RoundTrip.Path path, String network, String address, int at)
            throws InterruptedException {
        String key = peer.nodeId() + path + network;
        try {
            InetSocketAddress there = new InetSocketAddress(InetAddress.ofLiteral(address), at);
            Prober.Round probes = prober.probe(there);
            Integer mtu = null;
            Integer largest = null;
            if (!probes.micros().isEmpty() && round - lookedForLargest.getOrDefault(key, -1L * SELDOM) >= SELDOM) {
                lookedForLargest.put(key, round);
                mtu = OwnNetworks.mtuTo(there.getAddress()).orElseGet(Mesh::mtuOut);
                largest = prober.largest(there, mtu).orElse(null);
            }
            RoundTrip trip = new RoundTrip(
                    peer.nodeId(), peer.hostname(), path, network, probes.sent(), probes.micros(), mtu, largest);
            synchronized (this) {
                measured.add(trip);
            }
        } catch (IllegalArgumentException e) {
            trouble = "%s gives the address \"%s\", which is none".formatted(peer.hostname(), address);
        } catch (IOException e) {
            // no way there at all: as if all probes had been lost
            synchronized (this) {
                measured.add(new RoundTrip(peer.nodeId(), peer.hostname(), path, network, 1, List.of(), null, null));
            }
        }
    }

    /** Of the interface that leads out of all our subnets; 1500 if nobody knows. */
    private static int mtuOut() {
        try {
            for (String line : HostFiles.read(java.nio.file.Path.of("/proc/self/net/route"))
                    .split("\n")) {
                String[] words = line.split("\t");
                if (words.length > 1 && words[1].equals("00000000")) {
                    return java.net.NetworkInterface.getByName(words[0]).getMTU();
                }
            }
        } catch (IOException e) {
            // below
        }
        return 1500;
    }
}
