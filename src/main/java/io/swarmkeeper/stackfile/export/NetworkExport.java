package io.swarmkeeper.stackfile.export;

import io.swarmkeeper.stackfile.yaml.Meaning;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The networks that a service joins, and what they are. */
final class NetworkExport {

    /** Given out by the engine, never asked for. */
    private static final String NUMBER = "com.docker.network.driver.overlay.vxlanid_list";

    private static final Set<String> PREDEFINED = Set.of("host", "bridge", "none", "default");

    private final Draft draft;
    private final BiConsumer<String, String> tell;

    /** @param tell path and what follows */
    NetworkExport(Draft draft, BiConsumer<String, String> tell) {
        this.draft = draft;
        this.tell = tell;
    }

    /** @param shortName the service's in its file, under which a deploy makes it known on each network */
    void writeTo(Written service, List<Taken> attachments, String path, String shortName) {
        if (attachments.isEmpty()) {
            tell.accept(path, "It joins no network, and a deploy lets it join the stack's own: the tasks are replaced");
            return;
        }
        Map<String, Meaning> networks = new LinkedHashMap<>();
        String before = "";
        for (Taken attachment : attachments) {
            String target = attachment.text("Target");
            Optional<Network> network = draft.snapshot().findNetwork(target);
            String name = network.map(Network::name).orElse("host");
            if (network.isEmpty()) {
                tell.accept(
                        attachment.path("Target"),
                        "It is none of the networks that the Swarm lists, so it is host or bridge, and written as host");
            }
            if (name.compareTo(before) < 0) {
                tell.accept(path, "A deploy puts them in the order of their names: the tasks are replaced");
            }
            before = name;
            String key = key(network, name);
            if (networks.containsKey(key)) {
                tell.accept(attachment.path("Target"), "It joins the network twice, and with a deploy once");
            }
            networks.put(key, attachment(attachment, name, shortName));
        }
        service.put("networks", new Meaning.Fields(networks));
    }

    private Meaning attachment(Taken attachment, String network, String shortName) {
        List<String> aliases = new ArrayList<>(attachment.texts("Aliases"));
        if (!PREDEFINED.contains(network)) {
            if (!aliases.isEmpty() && aliases.getLast().equals(shortName)) {
                aliases.removeLast();
            } else {
                tell.accept(
                        attachment.path("Aliases"),
                        "The service's own name is not the last of them, and a deploy puts it there: the tasks are replaced");
            }
        }
        Written written = new Written().texts("aliases", aliases);
        Map<String, String> options = attachment.pairs("DriverOpts");
        if (!options.isEmpty()) {
            draft.needs(13);
        }
        return written.pairs("driver_opts", options).build();
    }

    private String key(Optional<Network> found, String name) {
        boolean ours =
                found.flatMap(Network::stack).filter(draft.stack()::equals).isPresent();
        if (!ours) {
            return draft.networks().external(name);
        }
        Network network = found.get();
        Map<String, String> options = new TreeMap<>(network.options());
        options.remove(NUMBER);
        Map<String, String> labels = new TreeMap<>(network.labels());
        labels.remove(Service.STACK_LABEL);
        Written declaration = new Written()
                .text("driver", network.driver())
                .pairs("driver_opts", options)
                .flag("internal", network.internal())
                .flag("attachable", network.attachable())
                .pairs("labels", labels);
        if (!network.subnets().isEmpty()) {
            List<Meaning.Fields> subnets = network.subnets().stream()
                    .map(s -> new Written().text("subnet", s).build())
                    .toList();
            declaration.mapUnlessEmpty("ipam", new Written().items("config", subnets));
        }
        return draft.networks().own(name, declaration);
    }
}
