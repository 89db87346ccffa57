package io.swarmkeeper.stackfile;

import io.swarmkeeper.swarm.ImageReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who a file shows to need whom: by {@code depends_on} and {@code links}, and by every text that a service is given and
 * that names another one.
 */
final class Needs {

    /**
     * @param by where the file says so, without any value: {@code DATABASE_URL}, {@code depends_on}
     * @param sure false where the name may as well be a word of something else
     */
    record Need(String from, String to, String by, boolean sure) {}

    /** Words of a name whose value is somebody to talk to. */
    static final Set<String> ADDRESS = Set.of(
            "host",
            "hosts",
            "hostname",
            "server",
            "servers",
            "url",
            "urls",
            "uri",
            "uris",
            "dsn",
            "addr",
            "address",
            "addresses",
            "endpoint",
            "endpoints",
            "broker",
            "brokers",
            "upstream",
            "upstreams",
            "backend",
            "backends",
            "peers",
            "nodes",
            "master",
            "connection",
            "proxy",
            "dbhost",
            "pghost");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    /** What follows a user's name in a URL. */
    private static final Pattern USER = Pattern.compile("(:[^/\\s@]{0,200}+)?@");
    /** No name that is longer can be looked up (RFC 1035, 2.3.4). */
    private static final int LONGEST_HOST = 253;

    private static final String TASKS = "tasks.";
    private static final String TRAEFIK = "traefik.";

    private final StackFile file;
    private final Map<String, String> names = new HashMap<>();
    private final Set<Need> needs = new LinkedHashSet<>();

    private Needs(StackFile file, List<StackService> services) {
        this.file = file;
        services.forEach(s -> names.put(s.name().toLowerCase(Locale.ROOT), s.name()));
    }

    /** Among these services; what else they need is nothing that is asked here. */
    static List<Need> among(StackFile file, List<StackService> services) {
        Needs needs = new Needs(file, services);
        services.forEach(needs::read);
        services.stream()
                .filter(Needs::isTraefik)
                .forEach(t -> services.stream()
                        .filter(Needs::isRouted)
                        .forEach(s -> needs.add(t, s.name(), "its Traefik labels", true)));
        return List.copyOf(needs.needs);
    }

    static boolean isTraefik(StackService service) {
        return ImageReference.parse(service.spec().template().image()).words().contains("traefik");
    }

    /** True if its labels ask Traefik to lead requests here. */
    static boolean isRouted(StackService service) {
        Map<String, String> labels = labels(service);
        return labels.keySet().stream().anyMatch(l -> l.startsWith(TRAEFIK))
                && !labels.getOrDefault("traefik.enable", "").strip().equalsIgnoreCase("false");
    }

    static Map<String, String> labels(StackService service) {
        Map<String, String> labels = new HashMap<>(service.spec().template().containerLabels());
        labels.putAll(service.spec().labels());
        return labels;
    }

    private void read(StackService service) {
        Reader reader = file.reader();
        reader.names(service.fields(), "depends_on").forEach(n -> add(service, n.name(), "depends_on", true));
        for (String link : reader.words(service.fields(), "links")) {
            add(service, link.split(":", 2)[0], "links", true);
        }
        reader.pairs(service.fields(), "environment").forEach((key, value) -> text(service, key, value, key));
        List<String> words = new ArrayList<>(service.spec().template().command());
        words.addAll(service.spec().template().arguments());
        for (String word : words) {
            int equals = word.indexOf('=');
            text(service, equals < 0 ? "" : word.substring(0, equals), word.substring(equals + 1), "its command");
        }
        labels(service).forEach((key, value) -> text(service, "", value, "a label"));
        service.spec()
                .template()
                .healthCheck()
                .ifPresent(h -> h.test().forEach(w -> text(service, "", w, "its health check")));
    }

    private void text(StackService service, String key, String value, String by) {
        boolean address = isAddress(key);
        boolean list = address && isList(value);
        Matcher matcher = HOST.matcher(value);
        while (matcher.find()) {
            if (matcher.end() - matcher.start() > LONGEST_HOST) {
                continue;
            }
            String host = matcher.group();
            int start = matcher.start();
            boolean port = value.startsWith(":", matcher.end())
                    && matcher.end() + 1 < value.length()
                    && Character.isDigit(value.charAt(matcher.end() + 1));
            boolean tasks = host.startsWith(TASKS);
            boolean user =
                    USER.matcher(value).region(matcher.end(), value.length()).lookingAt();
            boolean behind = value.startsWith("//", start - 2) || value.startsWith("@", start - 1);
            boolean sure = !user && (address && value.equals(host) || port || behind);
            add(service, tasks ? host.substring(TASKS.length()) : host, by, sure || tasks || !user && list);
        }
    }

    private static boolean isList(String value) {
        return value.indexOf(',') >= 0;
    }

    /** {@code POSTGRES_HOST}, {@code --db.url}, {@code redisUrl}. */
    static boolean isAddress(String key) {
        return words(key).stream().anyMatch(ADDRESS::contains);
    }

    static List<String> words(String key) {
        return ImageReference.words(key.replaceAll("(?<=[a-z])(?=[A-Z])", "_"));
    }

    /** A name with a stack's in front means the service as well: {@code shop_db}. */
    private void add(StackService from, String host, String by, boolean sure) {
        String name = host.toLowerCase(Locale.ROOT);
        Set<String> meant = new HashSet<>();
        if (names.containsKey(name)) {
            meant.add(names.get(name));
        }
        for (int at = name.indexOf('_'); at >= 0; at = name.indexOf('_', at + 1)) {
            String rest = name.substring(at + 1);
            if (names.containsKey(rest)) {
                meant.add(names.get(rest));
            }
        }
        meant.remove(from.name());
        meant.forEach(to -> needs.add(new Need(from.name(), to, by, sure)));
    }
}
