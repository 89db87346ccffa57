package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.ServiceProfile.Kind;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Service;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One overlay on which what faces the world can talk straight to the data. */
final class FlatOverlay implements Detector {

    @Override
    public FindingCode code() {
        return FindingCode.FLAT_OVERLAY;
    }

    @Override
    public Set<Part> needs() {
        return EnumSet.of(Part.SERVICES, Part.NETWORKS);
    }

    @Override
    public List<Observation> detect(Situation situation) {
        List<Observation> seen = new ArrayList<>();
        for (Network network : situation.snapshot().networks()) {
            if (!network.isOverlay() || network.ingress()) {
                continue;
            }
            List<String> gateways = new ArrayList<>();
            List<String> stores = new ArrayList<>();
            List<Service> services = situation.servicesOn(network);
            for (Service service : services) {
                Kind kind = situation.profile(service).kind();
                if (kind == Kind.GATEWAY) {
                    gateways.add(service.name());
                } else if (kind.holdsData()) {
                    stores.add(service.name());
                }
            }
            if (!gateways.isEmpty() && !stores.isEmpty()) {
                seen.add(situation
                        .observe(
                                code(),
                                Severity.WARNING,
                                network,
                                "Network %s puts gateways and data side by side".formatted(Words.name(network.name())),
                                "%d services share it: whoever breaks into %s talks straight to %s."
                                        .formatted(services.size(), Words.list(gateways), Words.list(stores)))
                        .with("services", (long) services.size())
                        .with("gateways", gateways)
                        .with("dataServices", stores));
            }
        }
        return seen;
    }
}
