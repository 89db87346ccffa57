package io.swarmkeeper.remediation;

import io.swarmkeeper.remediation.Proposals.Proposal;
import io.swarmkeeper.remediation.Proposals.Source;
import io.swarmkeeper.swarm.ImageReference;
import io.swarmkeeper.swarm.Quantities;
import io.swarmkeeper.swarm.TaskTemplate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What some programs need beyond what was seen: a Redis that saves forks, and both processes together may need twice the
 * memory; a JVM takes a share of its limit as heap, so a limit just above its use would leave it a quarter of that.
 */
final class Headroom {

    private static final Set<String> REDIS = Set.of("redis", "valkey", "keydb");
    private static final Set<String> JVM_IMAGES = Set.of(
            "java",
            "jdk",
            "jre",
            "openjdk",
            "temurin",
            "corretto",
            "elasticsearch",
            "opensearch",
            "logstash",
            "kafka",
            "zookeeper",
            "cassandra",
            "solr",
            "tomcat",
            "wildfly",
            "keycloak",
            "jenkins",
            "nexus3",
            "sonarqube",
            "neo4j");
    private static final Pattern JVM_NAME =
            Pattern.compile("_?(JAVA|JDK|JVM|ES_JAVA|LS_JAVA|KAFKA|CATALINA|JENKINS_JAVA)_\\w*OPT(ION)?S(_\\w+)?");
    private static final Pattern HEAP = Pattern.compile("-Xmx(\\d{1,12})([kKmMgGtT]?)");
    private static final Pattern SHARE = Pattern.compile("-XX:MaxRAMPercentage=(\\d{1,3}(?:\\.\\d+)?)");

    /** The JVM's own default (JEP: {@code -XX:MaxRAMPercentage}). */
    private static final double STANDARD_SHARE = 25;

    private static final long LEAST_BESIDE_HEAP = 256L << 20;

    private final TaskTemplate template;
    private final List<String> imageWords;

    Headroom(TaskTemplate template) {
        this.template = template;
        this.imageWords = ImageReference.parse(template.image()).words();
    }

    /**
     * At least this much; empty if nothing special is known of the program.
     *
     * @param peak the most that one task needed, 0 if unknown
     * @param inUse the most that one task uses now, 0 if unknown
     */
    Optional<Proposal> least(long peak, long inUse) {
        if (isRedis() && forks() && inUse > 0) {
            return Optional.of(new Proposal(
                    2 * inUse,
                    Source.MEASURED,
                    "twice the %s that it uses now, because it forks to save or rewrite its file, and what is written meanwhile is there twice"
                            .formatted(Quantities.bytes(inUse))));
        }
        if (!isJvm()) {
            return Optional.empty();
        }
        Optional<Long> heap = heap();
        if (heap.isPresent()) {
            long beside = Math.max(LEAST_BESIDE_HEAP, heap.get() / 4);
            return Optional.of(new Proposal(
                    heap.get() + beside,
                    Source.MEASURED,
                    "its heap may grow to the %s of -Xmx, and %s are needed beside it"
                            .formatted(Quantities.bytes(heap.get()), Quantities.bytes(beside))));
        }
        double share = share();
        // With a limit in force the heap was held to its share already, and the measured peak is one under that.
        return template.limits().hasMemory() || peak <= 0 || share <= 0
                ? Optional.empty()
                : Optional.of(new Proposal(
                        Math.round(peak * 100 / share),
                        Source.MEASURED,
                        String.format(
                                Locale.ROOT,
                                "a JVM takes %.0f %% of its limit as heap, and the peak of %s has to fit into that (set -Xmx, and less will do)",
                                share,
                                Quantities.bytes(peak))));
    }

    private boolean isRedis() {
        return imageWords.stream().anyMatch(REDIS::contains);
    }

    private boolean forks() {
        List<String> words = template.arguments();
        int save = words.indexOf("--save");
        boolean noSnapshots = save >= 0
                && (save + 1 == words.size()
                        || words.get(save + 1).replace("\"", "").isBlank());
        int append = words.indexOf("--appendonly");
        boolean appends = append >= 0
                && append + 1 < words.size()
                && words.get(append + 1).equalsIgnoreCase("yes");
        return !noSnapshots || appends;
    }

    private boolean isJvm() {
        boolean command = java.util.stream.Stream.concat(template.command().stream(), template.arguments().stream())
                .anyMatch(w -> w.equals("java") || w.endsWith("/java"));
        return command
                || imageWords.stream().anyMatch(JVM_IMAGES::contains)
                || template.environmentNames().stream()
                        .anyMatch(n -> JVM_NAME.matcher(n).matches());
    }

    private Optional<Long> heap() {
        Matcher matcher = HEAP.matcher(options());
        Optional<Long> last = Optional.empty();
        while (matcher.find()) {
            // The JVM takes the last one too.
            last = Optional.of(Long.parseLong(matcher.group(1)) * unit(matcher.group(2)));
        }
        return last.filter(h -> h > 0);
    }

    private double share() {
        Matcher matcher = SHARE.matcher(options());
        double last = STANDARD_SHARE;
        while (matcher.find()) {
            last = Double.parseDouble(matcher.group(1));
        }
        return Math.min(100, last);
    }

    private String options() {
        StringBuilder all = new StringBuilder();
        template.environment().forEach(e -> all.append(e).append(' '));
        template.command().forEach(w -> all.append(w).append(' '));
        template.arguments().forEach(w -> all.append(w).append(' '));
        return all.toString();
    }

    private static long unit(String letter) {
        return switch (letter.toLowerCase(Locale.ROOT)) {
            case "k" -> 1L << 10;
            case "m" -> 1L << 20;
            case "g" -> 1L << 30;
            case "t" -> 1L << 40;
            default -> 1;
        };
    }
}
