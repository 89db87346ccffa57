package io.swarmkeeper.remediation;

import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.remediation.Rollout.End;
import io.swarmkeeper.scheduler.Demand;
import io.swarmkeeper.scheduler.Simulation;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.util.ArrayList;
import java.util.List;

/** Whether a saved spec still finds room: what it reserved may belong to others by now. */
public final class WayBackRoom {

    private WayBackRoom() {}

    /**
     * @param service as it is in the snapshot
     * @param savedSpec what is to be live again
     * @return why its tasks must not be replaced now, each with what to do; empty if all that have a place find one
     */
    public static List<String> missing(Service service, String savedSpec, Snapshot snapshot) {
        if (SpecHash.of(savedSpec).equals(SpecHash.of(service.rawSpec()))) {
            return List.of(); // nothing will be written
        }
        Simulation now = Simulation.of(snapshot);
        Demand demand = Demand.of(service, snapshot);
        List<String> locations = now.locations(service.id());
        List<String> reasons = new ArrayList<>(new HandsOff(service, ServiceProfile.of(service, snapshot), snapshot)
                .risks(now.eligible(demand), locations));
        Resources saved = StackSettings.reservations(SpecJson.readObject(savedSpec));
        Resources all = new Resources(
                saved.cpuNano(), saved.memoryBytes(), 0, demand.reservations().generic());
        // A task that waits for a node already loses nothing.
        if (Rollout.simulate(now, service, demand.withReservations(all), locations.size())
                instanceof End.Stuck(String because)) {
            reasons.add("%s has no room for what the saved spec reserves (%s): %s. Make room first."
                    .formatted(service.name(), ReservationSearch.words(saved), because));
        }
        return reasons;
    }
}
