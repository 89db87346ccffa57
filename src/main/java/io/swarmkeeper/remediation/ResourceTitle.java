package io.swarmkeeper.remediation;

import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import java.util.ArrayList;
import java.util.List;

/** What a plan for resources is called: the limits that it changes, else the reservations, and what it takes away. */
final class ResourceTitle {

    private ResourceTitle() {}

    static String of(Service service, Resources limits, Resources reservations) {
        Resources setLimits = service.template().limits();
        Resources setReservations = service.template().reservations();
        String limited = ActionPlanner.amounts(changed(setLimits, limits));
        List<String> taken = new ArrayList<>();
        taken(setLimits, limits, "limit", taken);
        taken(setReservations, reservations, "reservation", taken);
        String away = taken.isEmpty() ? "" : ", and take its " + String.join(", ", taken);
        if (!limited.isEmpty()) {
            return "Limit %s to %s%s".formatted(service.name(), limited, away);
        }
        String reserved = ActionPlanner.amounts(changed(setReservations, reservations));
        if (!reserved.isEmpty()) {
            return "Reserve %s for %s%s".formatted(reserved, service.name(), away);
        }
        return taken.isEmpty()
                ? "Set limits and reservations of " + service.name()
                : "Take the %s from %s".formatted(String.join(", ", taken), service.name());
    }

    /** Of what is to be, that which is set otherwise now; 0 for the rest. */
    private static Resources changed(Resources set, Resources wanted) {
        return Resources.of(
                set.cpuNano() == wanted.cpuNano() ? 0 : wanted.cpuNano(),
                set.memoryBytes() == wanted.memoryBytes() ? 0 : wanted.memoryBytes());
    }

    private static void taken(Resources set, Resources wanted, String what, List<String> taken) {
        if (set.hasCpu() && !wanted.hasCpu()) {
            taken.add("CPU " + what);
        }
        if (set.hasMemory() && !wanted.hasMemory()) {
            taken.add("memory " + what);
        }
    }
}
