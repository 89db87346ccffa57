package io.swarmkeeper.stackfile.export;

import io.swarmkeeper.remediation.ComposeFragment;
import io.swarmkeeper.stackfile.yaml.Meaning;
import io.swarmkeeper.swarm.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/** What stands under {@code deploy}. */
final class DeployExport {

    /** Set by each deploy itself. */
    private static final String IMAGE_LABEL = "com.docker.stack.image";

    private static final int PIDS_SINCE = 9;

    private final Draft draft;
    private final BiConsumer<String, String> tell;

    /** @param tell path and what follows */
    DeployExport(Draft draft, BiConsumer<String, String> tell) {
        this.draft = draft;
        this.tell = tell;
    }

    /** @param service gets the ports, which stand beside {@code deploy} */
    Written of(Taken spec, Taken template, Written service) {
        Written deploy = new Written();
        mode(deploy, spec);
        spec.object("EndpointSpec")
                .ifPresentOrElse(e -> endpoint(service, deploy, e), () -> setByDeploy("EndpointSpec"));
        Map<String, String> labels = spec.pairs("Labels");
        labels.remove(Service.STACK_LABEL);
        labels.remove(IMAGE_LABEL);
        deploy.pairs("labels", labels);
        template.object("Placement")
                .ifPresentOrElse(
                        p -> deploy.mapUnlessEmpty("placement", placement(p)),
                        () -> setByDeploy(template.path("Placement")));
        template.object("Resources")
                .ifPresentOrElse(
                        r -> deploy.mapUnlessEmpty("resources", resources(r)),
                        () -> setByDeploy(template.path("Resources")));
        deploy.map("restart_policy", template.object("RestartPolicy").map(DeployExport::restart));
        deploy.map("update_config", spec.object("UpdateConfig").map(DeployExport::policy));
        return deploy.map("rollback_config", spec.object("RollbackConfig").map(DeployExport::policy));
    }

    private void setByDeploy(String path) {
        tell.accept(path, "It is absent, and a deploy sets it: the tasks are replaced");
    }

    private void mode(Written deploy, Taken spec) {
        Optional<Taken> mode = spec.object("Mode");
        if (mode.isEmpty()) {
            return;
        }
        mode.get().object("Replicated").ifPresent(r -> deploy.number("replicas", r.number("Replicas")));
        mode.get().object("Global").ifPresent(g -> deploy.text("mode", "global"));
        mode.get().object("GlobalJob").ifPresent(g -> {
            deploy.text("mode", "global-job");
            runsAgain(mode.get().path("GlobalJob"));
        });
        mode.get().object("ReplicatedJob").ifPresent(j -> {
            runsAgain(mode.get().path("ReplicatedJob"));
            OptionalLong concurrent = j.number("MaxConcurrent");
            OptionalLong total = j.number("TotalCompletions");
            deploy.text("mode", "replicated-job").number("replicas", total);
            if (!concurrent.equals(total)) {
                tell.accept(
                        j.path("MaxConcurrent"), "A stack file has one number for it and TotalCompletions: the latter");
            }
        });
    }

    private void runsAgain(String path) {
        tell.accept(path, "Each deploy runs a job again, also that of the file it came from");
    }

    private void endpoint(Written service, Written deploy, Taken endpoint) {
        deploy.text("endpoint_mode", endpoint.text("Mode"));
        List<Meaning.Fields> ports = new ArrayList<>();
        long before = 0;
        for (Taken port : endpoint.objects("Ports")) {
            OptionalLong published = port.number("PublishedPort");
            if (published.orElse(0) < before) {
                tell.accept(
                        endpoint.path("Ports"),
                        "A deploy puts them in the order of what they are published as: the tasks are replaced");
            }
            before = published.orElse(0);
            ports.add(new Written()
                    .number("target", port.number("TargetPort"))
                    .number("published", before == 0 ? OptionalLong.empty() : published)
                    .text("protocol", port.text("Protocol"))
                    .text("mode", port.text("PublishMode"))
                    .build());
        }
        service.items("ports", ports);
    }

    private static Written placement(Taken placement) {
        placement.drop("Platforms"); // each deploy asks the registry for them
        Written written = new Written().texts("constraints", placement.texts("Constraints"));
        List<Meaning.Fields> preferences = placement.objects("Preferences").stream()
                .map(p ->
                        p.object("Spread").map(s -> s.text("SpreadDescriptor")).orElse(""))
                .map(s -> new Written().text("spread", s).build())
                .toList();
        written.items("preferences", preferences);
        OptionalLong most = placement.number("MaxReplicas");
        return most.orElse(0) == 0 ? written : written.number("max_replicas_per_node", most);
    }

    private Written resources(Taken resources) {
        Written written = new Written();
        written.map("limits", resources.object("Limits").map(l -> {
            Written limits = amounts(l);
            OptionalLong pids = l.number("Pids");
            if (pids.orElse(0) != 0) {
                draft.needs(PIDS_SINCE);
                limits.number("pids", pids);
            }
            return limits;
        }));
        return written.map("reservations", resources.object("Reservations").map(r -> {
            List<Meaning.Fields> generic = r.objects("GenericResources").stream()
                    .map(DeployExport::generic)
                    .toList();
            return amounts(r).items("generic_resources", generic);
        }));
    }

    private static Written amounts(Taken amounts) {
        long cpu = amounts.number("NanoCPUs").orElse(0);
        long memory = amounts.number("MemoryBytes").orElse(0);
        return new Written()
                .text("cpus", cpu == 0 ? "" : ComposeFragment.cpus(cpu))
                .text("memory", memory == 0 ? "" : ComposeFragment.memory(memory));
    }

    private static Meaning.Fields generic(Taken resource) {
        Written spec = new Written();
        resource.object("DiscreteResourceSpec").ifPresent(d -> {
            spec.text("kind", d.text("Kind"));
            spec.number("value", d.number("Value"));
        });
        return new Written().mapUnlessEmpty("discrete_resource_spec", spec).build();
    }

    private static Written restart(Taken policy) {
        return new Written()
                .text("condition", policy.text("Condition"))
                .duration("delay", policy.number("Delay"))
                .number("max_attempts", policy.number("MaxAttempts"))
                .duration("window", policy.number("Window"));
    }

    private static Written policy(Taken policy) {
        Written written = new Written()
                .number("parallelism", policy.number("Parallelism"))
                .duration("delay", policy.number("Delay"))
                .text("failure_action", policy.text("FailureAction"))
                .duration("monitor", policy.number("Monitor"));
        policy.decimal("MaxFailureRatio").ifPresent(r -> written.put("max_failure_ratio", new Meaning.Text(r, false)));
        return written.text("order", policy.text("Order"));
    }
}
