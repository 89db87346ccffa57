package io.swarmkeeper.change;

import io.swarmkeeper.analysis.Analysis;
import io.swarmkeeper.analysis.AppliedFixes;
import io.swarmkeeper.collector.Collector;
import io.swarmkeeper.remediation.Planner;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Everything that the phases of a change work with. */
record Work(
        ChangeStore store,
        Journal journal,
        SwarmControl control,
        Collector collector,
        Analysis analysis,
        Planner planner,
        AppliedFixes fixes,
        Brake brake,
        ApplyTurn applyTurn,
        ChangeSettings settings,
        InstantSource clock,
        Consumer<String> milestones) {}
