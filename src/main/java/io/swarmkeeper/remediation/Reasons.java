package io.swarmkeeper.remediation;

import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.remediation.Proposals.Proposal;
import io.swarmkeeper.remediation.ResourceTarget.Origin;
import io.swarmkeeper.remediation.ResourceTarget.Value;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** Says of each of the four numbers where it comes from. */
final class Reasons {

    private final ServiceProfile profile;
    private final Proposals proposals;
    private final Value limitCpu;
    private final Value limitMemory;
    private final Value reservationCpu;
    private final Value reservationMemory;

    Reasons(
            ServiceProfile profile,
            Proposals proposals,
            Value limitCpu,
            Value limitMemory,
            Value reservationCpu,
            Value reservationMemory) {
        this.profile = profile;
        this.proposals = proposals;
        this.limitCpu = limitCpu;
        this.limitMemory = limitMemory;
        this.reservationCpu = reservationCpu;
        this.reservationMemory = reservationMemory;
    }

    /** Of what we propose ourselves, one line each. */
    List<String> proposed() {
        List<String> lines = new ArrayList<>();
        List<String> guessed = new ArrayList<>();
        proposed("CPU limit", limitCpu, Optional.of(proposals.limitCpu()), Quantities::cores, lines, guessed);
        proposed("Memory limit", limitMemory, Optional.of(proposals.limitMemory()), Quantities::bytes, lines, guessed);
        proposed("CPU reservation", reservationCpu, proposals.reservationCpu(), Quantities::cores, lines, guessed);
        proposed(
                "Memory reservation",
                reservationMemory,
                proposals.reservationMemory(),
                Quantities::bytes,
                lines,
                guessed);
        if (!guessed.isEmpty()) {
            Resources table = Sizes.limits(profile.kind());
            String which = lines.isEmpty() ? "" : " (" + String.join(", ", guessed) + ")";
            lines.add("Not measured%s: for %s the plan's table says %s and %s; reservations are half of the limits."
                    .formatted(
                            which,
                            profile.kind().withArticle(),
                            Quantities.cores(table.cpuNano()),
                            Quantities.bytes(table.memoryBytes())));
        }
        if (!lines.isEmpty()) {
            lines.addAll(proposals.notes());
        }
        return lines;
    }

    /** Of what was asked for and what is kept. */
    List<String> given() {
        List<String> lines = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        name("CPU limit", Quantities::cores, limitCpu, kept, asked);
        name("memory limit", Quantities::bytes, limitMemory, kept, asked);
        name("CPU reservation", Quantities::cores, reservationCpu, kept, asked);
        name("memory reservation", Quantities::bytes, reservationMemory, kept, asked);
        if (!asked.isEmpty()) {
            lines.add("Asked for: " + String.join(", ", asked) + ".");
            lines.addAll(instead());
        }
        if (!kept.isEmpty()) {
            lines.add("Kept as set: " + String.join(", ", kept) + ".");
        }
        return lines;
    }

    /** What was measured says something else than a person does: whoever approves is to know both. */
    private List<String> instead() {
        List<String> lines = new ArrayList<>();
        instead("CPU limit", limitCpu, Optional.of(proposals.limitCpu()), Quantities::cores, lines);
        instead("memory limit", limitMemory, Optional.of(proposals.limitMemory()), Quantities::bytes, lines);
        instead("CPU reservation", reservationCpu, proposals.reservationCpu(), Quantities::cores, lines);
        instead("memory reservation", reservationMemory, proposals.reservationMemory(), Quantities::bytes, lines);
        return lines;
    }

    private static void instead(
            String what, Value asked, Optional<Proposal> proposal, LongFunction<String> words, List<String> lines) {
        proposal.filter(p -> asked.origin() == Origin.ASKED && p.isMeasured())
                .ifPresent(p -> lines.add("What was measured speaks for a %s of %s: %s."
                        .formatted(what, words.apply(p.amount()), p.how())));
    }

    private static void proposed(
            String what,
            Value value,
            Optional<Proposal> proposal,
            LongFunction<String> words,
            List<String> lines,
            List<String> guessed) {
        if (!value.proposed()) {
            return;
        }
        Optional<String> how = proposal.map(Proposal::how).filter(h -> !h.isEmpty());
        if (how.isPresent()) {
            lines.add("%s %s: %s.".formatted(what, words.apply(value.amount()), how.get()));
        } else {
            guessed.add(what);
        }
    }

    private static void name(
            String what, LongFunction<String> words, Value value, List<String> kept, List<String> asked) {
        String said = what + " " + (value.amount() == 0 ? "none" : words.apply(value.amount()));
        switch (value.origin()) {
            case KEPT -> kept.add(said);
            case ASKED -> asked.add(said);
            case PROPOSED -> {}
        }
    }
}
