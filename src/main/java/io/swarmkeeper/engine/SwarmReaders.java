package io.swarmkeeper.engine;

import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Task;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;

/** One reader for each list of the engine, each with its own memory. */
final class SwarmReaders {

    final ListReader<Node> nodes = new ListReader<>("node", i -> NodeParser.parse(i.json()));
    final ListReader<Service> services =
            new ListReader<>("service", i -> ServiceParser.parse(i.json(), i.memberText("Spec")));
    final ListReader<Task> tasks = new ListReader<>("task", i -> TaskParser.parse(i.json(), hash(i)));
    final ListReader<Network> networks = new ListReader<>(
            "network",
            i -> NetworkParser.parse(i.json()),
            Comparator.comparing(Network::name).thenComparing(Network::id));

    private static String hash(ListReader.Item item) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            item.member("Spec").ifPresent(r -> digest.update(item.body(), r.from(), r.length()));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
