package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.yaml.Place;
import io.swarmkeeper.swarm.Resources;
import java.util.List;

/**
 * A stack file with its cures put in.
 *
 * @param text the whole file; the same as before if nothing was to be cured
 * @param done in the order of the file
 * @param refused what was not done, and why
 * @param faults what was left out because the file with it was not what was meant when it was read again: faults of ours
 * @param reserved by all replicas of all services together, once cured
 */
public record Optimization(
        String text, List<Done> done, List<Refused> refused, List<Refused> faults, Resources reserved) {

    /**
     * @param service its name, or a network's or volume's
     * @param place of the service or network in the file as it was
     */
    public record Done(Cure cure, String service, Place place, String what) {}

    /**
     * @param service its name, or a network's or volume's
     * @param place of the service or network in the file as it was
     */
    public record Refused(Cure cure, String service, Place place, String why) {}

    public Optimization {
        done = List.copyOf(done);
        refused = List.copyOf(refused);
        faults = List.copyOf(faults);
    }
}
