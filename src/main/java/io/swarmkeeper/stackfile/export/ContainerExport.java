package io.swarmkeeper.stackfile.export;

import io.swarmkeeper.stackfile.yaml.Meaning;
import io.swarmkeeper.swarm.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/** What a container is made from. */
final class ContainerExport {

    private static final int START_INTERVAL_SINCE = 12;
    private static final int OOM_SCORE_SINCE = 13;
    private static final String REPLACED = "the tasks are replaced";

    private final Draft draft;
    private final BiConsumer<String, String> tell;

    /** @param tell path and what follows */
    ContainerExport(Draft draft, BiConsumer<String, String> tell) {
        this.draft = draft;
        this.tell = tell;
    }

    void writeTo(Written service, Taken spec) {
        service.text("image", spec.text("Image"));
        service.texts("entrypoint", spec.texts("Command"));
        service.texts("command", spec.texts("Args"));
        environment(service, spec);
        Map<String, String> labels = spec.pairs("Labels");
        labels.remove(Service.STACK_LABEL);
        service.pairs("labels", labels);
        service.text("hostname", spec.text("Hostname"));
        service.text("user", spec.text("User"));
        service.text("working_dir", spec.text("Dir"));
        service.flag("tty", spec.flag("TTY"));
        service.flag("stdin_open", spec.flag("OpenStdin"));
        service.flag("read_only", spec.flag("ReadOnly"));
        if (spec.has("Init")) {
            service.put("init", new Meaning.Text(Boolean.toString(spec.flag("Init")), false));
        }
        service.text("stop_signal", spec.text("StopSignal"));
        service.duration("stop_grace_period", spec.number("StopGracePeriod"));
        names(service, spec);
        privileges(service, spec);
        service.map("healthcheck", spec.object("Healthcheck").map(this::health));
        MountExport mounts = new MountExport(draft, tell);
        service.items(
                "volumes",
                spec.objects("Mounts").stream().map(m -> mounts.of(m).build()).toList());
        files(service, spec);
    }

    private void environment(Written service, Taken spec) {
        List<String> lines = spec.texts("Env");
        Map<String, Meaning> environment = new LinkedHashMap<>();
        for (String line : lines) {
            String[] parts = line.split("=", 2);
            Meaning value = parts.length > 1 ? new Meaning.Text(parts[1], true) : new Meaning.Text("null", false);
            boolean named = !parts[0].isBlank();
            if (!named || environment.put(parts[0], value) != null) {
                tell.accept(
                        spec.path("Env"),
                        named
                                ? "A name stands there twice, and in the file once: " + REPLACED
                                : "A line has no name, and is not in the file: " + REPLACED);
            }
            if (parts.length == 1) {
                tell.accept(
                        spec.path("Env"),
                        "A name has no value: a deploy puts in what its own environment has under it, if anything");
            }
        }
        if (!lines.equals(lines.stream().sorted().toList())) {
            tell.accept(spec.path("Env"), "A deploy sorts the lines: " + REPLACED);
        }
        if (!environment.isEmpty()) {
            service.put("environment", new Meaning.Fields(environment));
        }
    }

    /** How the container knows others. */
    private void names(Written service, Taken spec) {
        spec.object("DNSConfig").ifPresent(dns -> {
            List<String> servers = dns.texts("Nameservers");
            List<String> search = dns.texts("Search");
            service.texts("dns", servers).texts("dns_search", search);
            if (servers.isEmpty() && search.isEmpty()) {
                tell.accept(
                        spec.path("DNSConfig"),
                        "It names no server and no domain, and a deploy leaves it out: " + REPLACED);
            }
        });
        List<String> hosts = new ArrayList<>();
        for (String line : spec.texts("Hosts")) {
            String[] words = line.split(" ", 2);
            if (words.length < 2 || words[1].isBlank() || words[1].contains(" ") || words[1].contains(":")) {
                tell.accept(
                        spec.path("Hosts"),
                        "A line is not one address and one name, and is not in the file: " + REPLACED);
            } else {
                hosts.add(words[1] + ":" + words[0]);
            }
        }
        service.texts("extra_hosts", hosts);
    }

    private void privileges(Written service, Taken spec) {
        String isolation = spec.text("Isolation");
        service.text("isolation", isolation.equals("default") ? "" : isolation);
        service.texts("cap_add", sorted(spec, "CapabilityAdd"));
        service.texts("cap_drop", sorted(spec, "CapabilityDrop"));
        service.pairs("sysctls", spec.pairs("Sysctls"));
        Written ulimits = new Written();
        List<String> names = new ArrayList<>();
        for (Taken limit : spec.objects("Ulimits")) {
            String name = limit.text("Name");
            names.add(name);
            Written amounts = new Written()
                    .number("soft", OptionalLong.of(limit.number("Soft").orElse(0)))
                    .number("hard", OptionalLong.of(limit.number("Hard").orElse(0)));
            ulimits.put(name, amounts.build());
        }
        requireSorted(spec, "Ulimits", names);
        service.mapUnlessEmpty("ulimits", ulimits);
        OptionalLong score = spec.number("OomScoreAdj");
        if (score.orElse(0) != 0) {
            draft.needs(OOM_SCORE_SINCE);
            service.number("oom_score_adj", score);
        }
    }

    private List<String> sorted(Taken spec, String name) {
        List<String> texts = spec.texts(name);
        requireSorted(spec, name, texts);
        return texts;
    }

    private void requireSorted(Taken spec, String name, List<String> texts) {
        if (!texts.equals(texts.stream().sorted().distinct().toList())) {
            tell.accept(spec.path(name), "A deploy sorts them: " + REPLACED);
        }
    }

    private Written health(Taken check) {
        Written written = new Written()
                .texts("test", check.texts("Test"))
                .duration("interval", positive(check.number("Interval")))
                .duration("timeout", positive(check.number("Timeout")))
                .number("retries", positive(check.number("Retries")))
                .duration("start_period", positive(check.number("StartPeriod")));
        OptionalLong startInterval = positive(check.number("StartInterval"));
        if (startInterval.isPresent()) {
            draft.needs(START_INTERVAL_SINCE);
        }
        return written.duration("start_interval", startInterval);
    }

    private static OptionalLong positive(OptionalLong number) {
        return number.orElse(0) == 0 ? OptionalLong.empty() : number;
    }

    /** Secrets, configs, and the one config that is no file. */
    private void files(Written service, Taken spec) {
        FileReferences secrets = new FileReferences(draft.secrets(), tell);
        secrets.writeTo(service, "secrets", spec.objects("Secrets"), "Secret", spec.path("Secrets"));
        List<Taken> configs = spec.objects("Configs");
        Map<String, String> names = new HashMap<>();
        configs.forEach(c -> names.put(c.peek("ConfigID"), c.peek("ConfigName")));
        FileReferences files = new FileReferences(draft.configs(), tell);
        files.writeTo(service, "configs", configs, "Config", spec.path("Configs"));
        spec.object("Privileges")
                .ifPresentOrElse(
                        p -> credentials(service, p, names),
                        () -> tell.accept(spec.path("Privileges"), "It is absent, and a deploy sets it: " + REPLACED));
    }

    private void credentials(Written service, Taken privileges, Map<String, String> configs) {
        privileges.object("CredentialSpec").ifPresent(c -> {
            Written written = new Written();
            String config = c.text("Config");
            if (!config.isEmpty()) {
                written.text("config", draft.configs().external(configs.getOrDefault(config, config)));
            }
            written.text("file", c.text("File")).text("registry", c.text("Registry"));
            service.mapUnlessEmpty("credential_spec", written);
        });
    }
}
