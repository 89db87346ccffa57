package io.swarmkeeper.engine;

import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Task;
import java.util.Comparator;

/** One reader for each list of the engine, each with its own memory. */
final class SwarmReaders {

    final ListReader<Node> nodes = new ListReader<>("node", i -> NodeParser.parse(i.json()));
    final ListReader<Service> services =
            new ListReader<>("service", i -> ServiceParser.parse(i.json(), i.memberText("Spec")));
    final ListReader<Task> tasks = new ListReader<>("task", new TaskSpecs()::parse);
    final ListReader<Network> networks = new ListReader<>(
            "network",
            i -> NetworkParser.parse(i.json()),
            Comparator.comparing(Network::name).thenComparing(Network::id));
}
