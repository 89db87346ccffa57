package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Looks for one fault. Stateless and pure: the same situation always gives the same observations. */
public interface Detector {

    FindingCode code();

    /** At most one observation per subject, in any order; empty if all is well. */
    List<Observation> detect(Situation situation);

    /** What it cannot do without. If one of these is lacking, the code is undecided and it is not asked. */
    default Set<Part> needs() {
        return EnumSet.of(Part.NODES, Part.SERVICES, Part.TASKS);
    }

    /** The parts of a snapshot that can be missing. */
    enum Part {
        NODES("node"),
        SERVICES("service"),
        TASKS("task"),
        NETWORKS("network"),
        /** What agents tell. Without any of it a detector is asked all the same, for what is still known of before. */
        MEASUREMENTS("measurements");

        private final String word;

        Part(String word) {
            this.word = word;
        }

        /** How it begins in {@link io.swarmkeeper.swarm.Snapshot#missing()}. */
        public String word() {
            return word;
        }
    }
}
