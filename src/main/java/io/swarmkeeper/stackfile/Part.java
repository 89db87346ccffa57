package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.Optimization.Done;
import io.swarmkeeper.stackfile.Optimization.Refused;
import io.swarmkeeper.stackfile.yaml.Place;
import io.swarmkeeper.stackfile.yaml.Setting.Group;
import java.util.List;

/**
 * What one cure sets for one service, or for the whole file: put in as a whole or not at all.
 *
 * @param service its name; of what concerns several, the network's or volume's
 * @param place of that service's name, or of what the cure is about
 * @param settings from the root of the file
 * @param done to be told once it is in
 */
record Part(Cure cure, String service, Place place, Group settings, List<Done> done) {

    Part {
        done = List.copyOf(done);
    }

    Refused refused(String why) {
        return new Refused(cure, service, place, why);
    }
}
