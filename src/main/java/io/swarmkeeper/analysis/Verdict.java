package io.swarmkeeper.analysis;

/**
 * How the Swarm is, in one sentence a person would say.
 *
 * @param tone for colour and shape beside the words
 * @param headline e.g. {@code The Swarm runs, but would not survive losing w2}
 * @param detail the numbers behind it, one line, e.g. {@code 5 critical findings, 9 warnings, 2 undecided}
 */
public record Verdict(Tone tone, String headline, String detail) {

    public enum Tone {
        /** No open finding, and none undecided that would be worse than info. */
        WELL,
        /** Runs, with hazards. */
        AT_RISK,
        /** Something that should run does not. */
        IN_TROUBLE,
        /** Not seen yet. */
        UNKNOWN
    }

    /** Made from the worst open finding: what is broken now comes before what may break. */
    public static Verdict of(Findings findings) {
        return Verdicts.of(findings);
    }
}
