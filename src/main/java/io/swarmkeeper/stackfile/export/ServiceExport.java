package io.swarmkeeper.stackfile.export;

import io.swarmkeeper.remediation.SpecException;
import io.swarmkeeper.remediation.SpecJson;
import io.swarmkeeper.stackfile.yaml.Meaning;
import io.swarmkeeper.swarm.Service;
import java.util.List;
import java.util.Optional;

/** One service of the file. */
final class ServiceExport {

    private final Draft draft;
    private final Service service;

    ServiceExport(Draft draft, Service service) {
        this.draft = draft;
        this.service = service;
    }

    /** Empty if a stack file cannot have it at all, which is told. */
    Optional<Meaning.Fields> write() {
        if (!service.name().startsWith(draft.stack() + "_")
                || service.shortName().isEmpty()) {
            tell("Name", "It does not begin with the stack's, so it is not in the file");
            return Optional.empty();
        }
        Taken spec;
        try {
            spec = new Taken(SpecJson.readObject(service.rawSpec()), "");
        } catch (SpecException e) {
            tell("Spec", "It cannot be read, so the service is not in the file");
            return Optional.empty();
        }
        Optional<Taken> template = spec.object("TaskTemplate");
        Optional<Taken> container = template.flatMap(t -> t.object("ContainerSpec"));
        if (template.isEmpty() || container.isEmpty()) {
            tell("TaskTemplate", "It is no container, so the service is not in the file");
            return Optional.empty();
        }
        return Optional.of(write(spec, template.get(), container.get()));
    }

    private Meaning.Fields write(Taken spec, Taken template, Taken container) {
        Written written = new Written();
        new ContainerExport(draft, this::tell).writeTo(written, container);
        template.object("LogDriver")
                .ifPresent(l -> written.map(
                        "logging",
                        Optional.of(
                                new Written().text("driver", l.text("Name")).pairs("options", l.pairs("Options")))));
        boolean old = !template.has("Networks") && spec.has("Networks");
        List<Taken> networks = (old ? spec : template).objects("Networks");
        new NetworkExport(draft, this::tell).writeTo(written, networks, template.path("Networks"), service.shortName());
        if (old) {
            tell("Networks", "They stand where engines before 17.05 had them: the tasks are replaced");
        }
        written.mapUnlessEmpty("deploy", new DeployExport(draft, this::tell).of(spec, template, written));
        spec.drop("Name");
        template.drop("ForceUpdate"); // a deploy keeps it
        if (template.peek("Runtime").equals("container")) {
            template.drop("Runtime");
        }
        spec.left(path -> draft.lose(service.name(), path));
        return written.build();
    }

    private void tell(String path, String what) {
        draft.tell(service.name(), path, what);
    }
}
