package io.swarmkeeper.change;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How far the work on a change has come: what a server started after a kill needs to tell what was written and what was
 * not. Stored before each act.
 *
 * @param step index of the plan's step that is being applied, 0-based
 * @param intended the whole spec that this step writes, JSON text; empty until the write is announced
 * @param updateBefore the engine's update state and message when the write was announced
 * @param accepted true once the engine said yes to the announced write
 * @param earlier what the steps before this one wrote, oldest first
 * @param wayBack the whole spec that going back writes; empty until that is announced
 * @param tasksBefore ids of the tasks there were before the last announced write: none of them speaks for the new spec
 * @param baking ids of the tasks that must run through the bake
 * @param bakingSince when they all ran for the first time
 * @param readyNodes ids of the nodes that were ready when the work began
 */
record Progress(
        int step,
        Optional<String> intended,
        String updateBefore,
        boolean accepted,
        List<String> earlier,
        Optional<String> wayBack,
        Set<String> tasksBefore,
        Set<String> baking,
        Optional<Instant> bakingSince,
        Set<String> readyNodes) {

    static final Progress NONE = begun(Set.of());

    Progress {
        earlier = List.copyOf(earlier);
        tasksBefore = Set.copyOf(tasksBefore);
        baking = Set.copyOf(baking);
        readyNodes = Set.copyOf(readyNodes);
    }

    static Progress begun(Set<String> readyNodes) {
        return new Progress(
                0,
                Optional.empty(),
                "",
                false,
                List.of(),
                Optional.empty(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                readyNodes);
    }

    Progress announced(String spec, String update, Set<String> tasks) {
        return new Progress(
                step, Optional.of(spec), update, false, earlier, wayBack, tasks, baking, bakingSince, readyNodes);
    }

    Progress nowAccepted() {
        return new Progress(
                step, intended, updateBefore, true, earlier, wayBack, tasksBefore, baking, bakingSince, readyNodes);
    }

    /** The announced step runs; the next one is not announced yet. */
    Progress stepDone() {
        return new Progress(
                step + 1,
                Optional.empty(),
                "",
                false,
                written(),
                wayBack,
                tasksBefore,
                baking,
                bakingSince,
                readyNodes);
    }

    Progress bakes(Set<String> tasks, Instant since) {
        return new Progress(
                step,
                intended,
                updateBefore,
                accepted,
                earlier,
                wayBack,
                tasksBefore,
                tasks,
                Optional.of(since),
                readyNodes);
    }

    Progress turnedBack(String spec, Set<String> tasks) {
        return new Progress(
                step,
                intended,
                updateBefore,
                accepted,
                earlier,
                Optional.of(spec),
                tasks,
                baking,
                bakingSince,
                readyNodes);
    }

    /** Every spec of ours that may be live, oldest first. */
    List<String> written() {
        List<String> written = new ArrayList<>(earlier);
        intended.ifPresent(written::add);
        return written;
    }
}
