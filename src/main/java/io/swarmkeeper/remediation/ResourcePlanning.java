package io.swarmkeeper.remediation;

import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.remediation.LeastAsked.Attempt;
import io.swarmkeeper.remediation.Plan.Operation;
import io.swarmkeeper.remediation.Plan.PlacementForecast;
import io.swarmkeeper.remediation.Plan.Step;
import io.swarmkeeper.remediation.PlanResult.Planned;
import io.swarmkeeper.remediation.PlanResult.Refused;
import io.swarmkeeper.remediation.ReservationSearch.Outcome;
import io.swarmkeeper.scheduler.Demand;
import io.swarmkeeper.scheduler.Simulation;
import io.swarmkeeper.scheduler.Simulation.Loss;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.swarm.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Works out {@code set-resources} for one service of one snapshot (docs/changes.md). */
final class ResourcePlanning {

    /** Each task of an update is simulated by itself, many times over. */
    private static final long MOST_TASKS = 1_000;

    /** From here on node-overcommitted is raised, unless its threshold is set otherwise. */
    private static final double CROWDED = 0.9;

    private final Service service;
    private final Proposals proposals;
    private final Snapshot snapshot;
    private final Simulation before;
    private final ServiceProfile profile;
    private final Demand demand;
    private final List<Node> eligible;

    ResourcePlanning(Service service, Proposals proposals, Snapshot snapshot, Simulation before) {
        this.service = service;
        this.proposals = proposals;
        this.snapshot = snapshot;
        this.before = before;
        this.profile = ServiceProfile.of(service, snapshot);
        this.demand = Demand.of(service, snapshot);
        this.eligible = before.eligible(demand);
    }

    PlanResult plan(Map<String, String> parameters) {
        List<String> problems = new ArrayList<>();
        return plan(ResourceRequest.parse(parameters, problems), problems);
    }

    /** The same numbers once more, on what the Swarm is by now. */
    PlanResult again(Action.SetResources approved) {
        return plan(ResourceRequest.approved(approved, service.template().reservations()), List.of());
    }

    /** @param problems what is wrong with the request */
    private PlanResult plan(ResourceRequest request, List<String> problems) {
        List<String> reasons = new ArrayList<>(
                new HandsOff(service, profile, snapshot).reasons(eligible, before.locations(service.id())));
        long tasks = snapshot.desiredTasks(service);
        if (tasks > MOST_TASKS) {
            reasons.add("%s wants %d tasks: an update of more than %d is not simulated, and so not planned."
                    .formatted(service.name(), tasks, MOST_TASKS));
        }
        reasons.addAll(problems);
        if (eligible.isEmpty()) {
            reasons.add("No node satisfies the placement of %s: %s."
                    .formatted(service.name(), before.explain(demand.withReservations(Resources.NONE))));
            return new Refused(reasons);
        }
        ReservationSearch search =
                new ReservationSearch(service, before, new Survival(snapshot, before), demand, tasks);
        LeastAsked leastAsked = new LeastAsked(this::fit, search::search);
        if (reasons.isEmpty()) {
            Optional<Attempt> proposed = leastAsked.asProposed(request);
            if (proposed.isPresent()) {
                return assemble(proposed.get());
            }
        }
        ResourceTarget target = fit(request);
        reasons.addAll(target.problems());
        if (!reasons.isEmpty()) {
            return new Refused(reasons);
        }
        return switch (search.search(target, request)) {
            case Outcome.Found found -> assemble(leastAsked.of(request, new Attempt(target, found)));
            case Outcome.Impossible(String reason) -> new Refused(List.of(reason));
        };
    }

    private ResourceTarget fit(ResourceRequest request) {
        return new ResourceTarget(
                service.template().limits(), service.template().reservations(), profile, proposals, request, eligible);
    }

    private PlanResult assemble(Attempt attempt) {
        ResourceTarget target = attempt.target();
        Outcome.Found found = attempt.found();
        List<Operation> operations;
        String specHash;
        try {
            ObjectNode spec = SpecJson.readObject(service.rawSpec());
            operations = new ArrayList<>(ResourcePatch.of(spec, target.limits(), found.reservations()));
            specHash = SpecHash.of(spec);
            if (operations.isEmpty()) {
                return new Refused(List.of("%s has these limits and reservations already (%s)."
                        .formatted(service.name(), String.join(" ", target.why()))));
            }
            if (waiting() > 0) {
                operations.add(SpecPatch.forceUpdate(spec));
            }
        } catch (SpecException e) {
            return new Refused(
                    List.of("The spec of %s cannot be changed. %s".formatted(service.name(), e.getMessage())));
        }
        Action.SetResources action = new Action.SetResources(service.id(), target.limits(), found.reservations());
        List<Step> steps = List.of(new Step("Set limits and reservations", operations, true));
        Restart restart = new Restart(service, profile, found.landings().size());
        List<String> cut = new ArrayList<>(target.cut());
        cut.addAll(found.cut());
        return new Planned(new Plan(
                action,
                new Subject(Subject.Kind.SERVICE, service.id(), service.name()),
                ResourceTitle.of(service, target.limits(), found.reservations()),
                checksum(action, specHash, steps),
                specHash,
                steps,
                forecast(found),
                restart.risk(),
                target.why(),
                cut,
                warnings(restart, target, found),
                new Plan.WayBack(service.version(), restart.takes()),
                service.stack()
                        .map(stack -> ComposeFragment.resources(
                                service.shortName(),
                                service.template().limits(),
                                service.template().reservations(),
                                target.limits(),
                                found.reservations()))));
    }

    /** Covers all that is approved: what is done, to which spec, and each value that will be written. */
    private static String checksum(Action.SetResources action, String specHash, List<Step> steps) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        ObjectNode covered = nodes.objectNode();
        covered.put("action", action.name());
        covered.put("service", action.serviceId());
        covered.put("limits", action.limits().toString());
        covered.put("reservations", action.reservations().toString());
        covered.put("specHash", specHash);
        ArrayNode written = covered.putArray("operations");
        for (Step step : steps) {
            for (Operation operation : step.patch()) {
                ObjectNode node = written.addObject();
                node.put("step", step.title());
                node.put("op", operation.op());
                node.put("path", operation.path());
                operation.before().ifPresent(v -> node.put("before", v));
                operation.value().ifPresent(v -> node.put("value", v));
            }
        }
        return SpecHash.of(covered);
    }

    private PlacementForecast forecast(Outcome.Found found) {
        List<String> now = before.locations(service.id()).stream()
                .map(this::hostname)
                .sorted()
                .toList();
        List<String> after = found.landings().stream()
                .map(l -> hostname(l.nodeId()) + (l.certain() ? "" : "?"))
                .sorted()
                .toList();
        return found.largest()
                .map(node -> new PlacementForecast(
                        now,
                        after,
                        node.hostname(),
                        found.after().lose(node.id()).after().locations(service.id()).stream()
                                .map(this::hostname)
                                .sorted()
                                .toList()))
                .orElse(new PlacementForecast(now, after, "", List.of()));
    }

    private List<String> warnings(Restart restart, ResourceTarget target, Outcome.Found found) {
        List<String> warnings = new ArrayList<>(restart.warnings());
        if (target.limitMemory().origin() != ResourceTarget.Origin.KEPT
                && target.limits().hasMemory()) {
            warnings.add(beyond(target));
        }
        if (found.waits()) {
            warnings.add("A new task fits only once its old one has stopped, and waits for that.");
        }
        warnings.add(
                waiting() > 0
                        ? "%s for a node now: ForceUpdate is raised in the same write, or the Swarm would leave it waiting for ever."
                                .formatted(waiting() == 1 ? "1 task waits" : waiting() + " tasks wait")
                        : "Condition: if a task waits for a node when this is applied, ForceUpdate is raised in the"
                                + " same write.");
        found.largest().ifPresent(node -> {
            Loss loss = found.after().lose(node.id());
            int homeless = loss.homeless().getOrDefault(service.id(), 0);
            if (homeless > 0) {
                warnings.add("With %s lost, %s of it would have nowhere to run, as before this change: %s."
                        .formatted(
                                node.hostname(),
                                Quantities.count(homeless, "task"),
                                loss.because().getOrDefault(service.id(), "")));
            }
        });
        if (eligible.size() == 1 && snapshot.nodes().size() > 1) {
            warnings.add("Only %s may run it: it does not survive the loss of that node, whatever is reserved."
                    .formatted(eligible.getFirst().hostname()));
        }
        found.note().ifPresent(warnings::add);
        warnings.addAll(crowded(found.after()));
        return warnings;
    }

    /** What becomes of a task that needs more than the memory limit, and who says that it will not. */
    private String beyond(ResourceTarget target) {
        String limit = Quantities.bytes(target.limits().memoryBytes());
        String known = target.isMeasured()
                ? "What it needed so far was measured; should it ever need more than %s, its processes are killed."
                        .formatted(limit)
                : proposals.limitMemory().isMeasured()
                        ? "%s was asked for, and what was measured speaks for %s: above its limit its processes are killed."
                                .formatted(
                                        limit,
                                        Quantities.bytes(proposals.limitMemory().amount()))
                        : "Nobody has measured what it needs: above %s its processes are killed.".formatted(limit);
        return known + " A task that dies in the bake takes the change back.";
    }

    /** Nodes that this change brings near to being full; whatever fails next finds little room there. */
    private List<String> crowded(Simulation after) {
        List<String> warnings = new ArrayList<>();
        for (Node node : after.nodes()) {
            Resources now = before.reserved(node.id());
            Resources then = after.reserved(node.id());
            crowded(
                    node,
                    "cores",
                    now.cpuNano(),
                    then.cpuNano(),
                    node.capacity().cpuNano(),
                    warnings);
            crowded(
                    node,
                    "memory",
                    now.memoryBytes(),
                    then.memoryBytes(),
                    node.capacity().memoryBytes(),
                    warnings);
        }
        return warnings;
    }

    private static void crowded(Node node, String what, long now, long then, long capacity, List<String> warnings) {
        if (then > now && then > CROWDED * capacity) {
            warnings.add("Afterwards %s of the %s of %s are reserved (%s before)."
                    .formatted(
                            Quantities.percent(then, capacity),
                            what,
                            node.hostname(),
                            Quantities.percent(now, capacity)));
        }
    }

    /** Tasks that the scheduler has not placed, or not for good: touching the spec may strand them. */
    private long waiting() {
        return snapshot.tasksOf(service.id()).stream()
                .filter(Task::isWanted)
                .filter(t -> t.state().compareTo(Task.State.ASSIGNED) <= 0)
                .count();
    }

    private String hostname(String nodeId) {
        return snapshot.findNode(nodeId).map(Node::hostname).orElse(nodeId);
    }
}
