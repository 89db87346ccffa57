package io.swarmkeeper.analysis.detector;

import io.swarmkeeper.analysis.FindingCode;
import io.swarmkeeper.analysis.HostPaths;
import io.swarmkeeper.analysis.ServiceProfile;
import io.swarmkeeper.analysis.ServiceProfile.Kind;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Service.NetworkAttachment;
import io.swarmkeeper.swarm.TaskTemplate;
import io.swarmkeeper.swarm.TaskTemplate.Mount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Data that nobody copies. A backup service covers what it mounts too, and what it names in its environment or
 * arguments; the label {@code swarmkeeper.backup} covers what is backed up outside the Swarm. Asked of services that
 * keep something: databases and queues, and whatever else writes to storage.
 */
final class NoBackup implements Detector {

    private static final String LABEL = "swarmkeeper.backup";
    private static final Pattern NAME_BREAK = Pattern.compile("[^A-Za-z0-9_.-]+");

    @Override
    public FindingCode code() {
        return FindingCode.NO_BACKUP;
    }

    @Override
    public List<Observation> detect(Situation situation) {
        List<Service> backups = situation.services().stream()
                .filter(s -> situation.profile(s).kind() == Kind.BACKUP)
                .filter(s -> s.isJob() || situation.isAwake(s))
                .toList();
        Set<String> copied = new HashSet<>();
        Set<String> named = new HashSet<>();
        for (Service backup : backups) {
            backup.template().mounts().stream()
                    .map(Mount::source)
                    .filter(s -> !s.isEmpty())
                    .forEach(copied::add);
            named.addAll(words(backup.template()));
        }
        List<Observation> seen = new ArrayList<>();
        for (Service service : situation.services()) {
            ServiceProfile profile = situation.profile(service);
            List<String> places = places(service);
            if (keepsSomething(service, profile, places) && !isCovered(service, places, copied, named)) {
                seen.add(observe(service, profile, places, backups, situation));
            }
        }
        return seen;
    }

    private static boolean keepsSomething(Service service, ServiceProfile profile, List<String> places) {
        boolean everywhere = service.mode() instanceof Mode.Global;
        if (profile.own() || profile.kind() == Kind.BACKUP || service.isJob()) {
            return false;
        }
        if (everywhere) {
            return profile.statefulByNature() && !places.isEmpty();
        }
        return !places.isEmpty() || profile.kind() == Kind.DATABASE || profile.kind() == Kind.QUEUE;
    }

    private static boolean isCovered(Service service, List<String> places, Set<String> copied, Set<String> named) {
        String label = service.labels().getOrDefault(LABEL, "").strip().toLowerCase(Locale.ROOT);
        if (!label.isEmpty() && !label.equals("false") && !label.equals("none")) {
            return true;
        }
        return places.stream().anyMatch(copied::contains)
                || named.contains(service.name().toLowerCase(Locale.ROOT))
                || named.contains(service.shortName().toLowerCase(Locale.ROOT))
                || service.networks().stream()
                        .map(NetworkAttachment::aliases)
                        .flatMap(List::stream)
                        .anyMatch(a -> named.contains(a.toLowerCase(Locale.ROOT)));
    }

    private Observation observe(
            Service service, ServiceProfile profile, List<String> places, List<Service> backups, Situation situation) {
        String what =
                places.isEmpty() ? "It is " + profile.kind().withArticle() : "It keeps data in " + Words.list(places);
        String who = backups.isEmpty()
                ? "no backup service runs in this Swarm"
                : "%s neither mount nor name it"
                        .formatted(
                                Words.list(backups.stream().map(Service::name).toList()));
        return situation
                .observe(
                        code(),
                        Severity.WARNING,
                        service,
                        "Nobody backs up " + Words.name(service.name()),
                        "%s, and %s. If something outside the Swarm does, label it %s.".formatted(what, who, LABEL))
                .with("places", places)
                .with("kind", profile.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .with("backupServices", backups.stream().map(Service::name).toList());
    }

    private static List<String> places(Service service) {
        return service.template().mounts().stream()
                .filter(HostPaths::isStorage)
                .map(m -> m.source().isEmpty() ? m.target() : m.source())
                .distinct()
                .toList();
    }

    /** Everything a backup service is told that could be the name of what it backs up. */
    private static Set<String> words(TaskTemplate template) {
        List<String> texts = new ArrayList<>(template.command());
        texts.addAll(template.arguments());
        texts.addAll(template.environment());
        Set<String> words = new HashSet<>();
        for (String text : texts) {
            NAME_BREAK.splitAsStream(text).map(w -> w.toLowerCase(Locale.ROOT)).forEach(words::add);
        }
        return words;
    }
}
