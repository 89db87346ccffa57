package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.AppliedFixes.AppliedFix;
import io.swarmkeeper.analysis.AppliedFixes.Value;
import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Masking;
import io.swarmkeeper.swarm.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * A proven fix that is no longer in the spec: what it wrote is gone, or is back to what stood there before. A value that
 * somebody set to something else since is a decision, not a revert. Found by the service's id, or by its name if the
 * service was made anew.
 */
final class FixReverted implements Detector {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    public FindingCode code() {
        return FindingCode.FIX_REVERTED;
    }

    @Override
    public Set<Part> needs() {
        return EnumSet.of(Part.SERVICES);
    }

    private record Written(AppliedFix fix, Value value) {}

    @Override
    public List<Observation> detect(Situation situation) {
        Map<String, Service> services = new LinkedHashMap<>();
        Map<String, List<Written>> written = new LinkedHashMap<>();
        for (AppliedFix fix : situation.fixes()) {
            find(fix, situation).ifPresent(service -> {
                services.put(service.id(), service);
                List<Written> standing = written.computeIfAbsent(service.id(), k -> new ArrayList<>());
                for (Value value : fix.values()) {
                    // A later fix of the same place is what counts.
                    standing.removeIf(w -> overlap(w.value().pointer(), value.pointer()));
                    standing.add(new Written(fix, value));
                }
            });
        }
        List<Observation> seen = new ArrayList<>();
        services.forEach((id, service) ->
                judge(service, written.getOrDefault(id, List.of()), situation).ifPresent(seen::add));
        return seen;
    }

    private static Optional<Service> find(AppliedFix fix, Situation situation) {
        return situation
                .snapshot()
                .findService(fix.serviceId())
                .or(() -> situation.services().stream()
                        .filter(s -> s.name().equals(fix.serviceName()))
                        .findFirst());
    }

    private Optional<Observation> judge(Service service, List<Written> written, Situation situation) {
        JsonNode spec = parse(service.rawSpec());
        Set<AppliedFix> reverted = new LinkedHashSet<>();
        List<String> lost = new ArrayList<>();
        for (Written each : written) {
            List<String> gone = lost(spec, each.value());
            if (!gone.isEmpty()) {
                reverted.add(each.fix());
                lost.addAll(gone);
            }
        }
        if (reverted.isEmpty()) {
            return Optional.empty();
        }
        List<String> titles = reverted.stream().map(AppliedFix::title).toList();
        List<String> changes =
                reverted.stream().map(f -> Long.toString(f.changeId())).toList();
        Instant since = reverted.stream()
                .map(AppliedFix::at)
                .filter(at -> at.isAfter(service.updatedAt()))
                .findFirst()
                .orElse(service.updatedAt());
        String how = service.stack()
                .map(s -> "A deploy of stack %s from its old file does this; the file needs the fix too."
                        .formatted(Words.name(s)))
                .orElse("Somebody updated the service without it.");
        return Optional.of(situation
                .observe(
                        code(),
                        Severity.WARNING,
                        service,
                        "A fix of %s was taken away".formatted(Words.name(service.name())),
                        "\"%s\" (change %s) is no longer in its spec: %s. %s"
                                .formatted(Words.list(titles), String.join(", ", changes), Words.list(lost), how))
                .with("changes", changes)
                .with("fixes", titles)
                .with("lost", lost)
                .lasting(since.isAfter(situation.now()) ? situation.now() : since, Duration.ZERO));
    }

    /** What the fix wrote and the spec has no more, each as {@code pointer: was …, is …}. */
    private static List<String> lost(JsonNode spec, Value value) {
        JsonNode live = spec.at(value.pointer());
        JsonNode before = value.before().map(FixReverted::parse).orElse(MissingNode.getInstance());
        List<String> lost = new ArrayList<>();
        if (value.after().isEmpty()) {
            if (!isNothing(live) && same(live, before)) {
                lost.add(value.pointer() + " is back");
            }
            return lost;
        }
        leaves("", parse(value.after().get()), (path, expected) -> {
            JsonNode now = path.isEmpty() ? live : live.at(path);
            JsonNode then = path.isEmpty() ? before : before.at(path);
            boolean gone = isNothing(now) && !isNothing(expected);
            boolean back = !same(now, expected) && same(now, then);
            if (gone || back) {
                lost.add("%s was %s, is %s"
                        .formatted(value.pointer() + path, show(path, expected), gone ? "gone" : show(path, now)));
            }
        });
        return lost;
    }

    private interface Leaf {
        void accept(String path, JsonNode value);
    }

    private static void leaves(String path, JsonNode node, Leaf leaf) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(p -> leaves(path + "/" + escape(p.getKey()), p.getValue(), leaf));
        } else {
            leaf.accept(path, node);
        }
    }

    private static String escape(String member) {
        return member.replace("~", "~0").replace("/", "~1");
    }

    /** As Swarm reads it: absent, null, empty and zero are the same. */
    private static boolean isNothing(JsonNode node) {
        return node.isMissingNode()
                || node.isNull()
                || node.isContainer() && node.isEmpty()
                || node.isNumber() && node.decimalValue().signum() == 0;
    }

    private static boolean same(JsonNode one, JsonNode other) {
        if (isNothing(one) || isNothing(other)) {
            return isNothing(one) && isNothing(other);
        }
        return one.isNumber() && other.isNumber()
                ? one.decimalValue().compareTo(other.decimalValue()) == 0
                : one.equals(other);
    }

    private static String show(String path, JsonNode node) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return Words.name(Masking.value(name, node.isString() ? node.stringValue() : node.toString()));
    }

    private static boolean overlap(String one, String other) {
        return one.equals(other) || one.startsWith(other + "/") || other.startsWith(one + "/");
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }
}
