package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.stackfile.yaml.YamlFile;
import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StackDriftTest {

    /** What a deploy of {@link #FILE} makes. */
    private static final String SPEC = """
            {"Name": "shop_web", "Labels": {"com.docker.stack.namespace": "shop", "com.docker.stack.image": "web:1", "of": "us"},
             "TaskTemplate": {"ContainerSpec": {"Image": "web:1@sha256:12", "Args": ["serve", "a b"],
               "Env": ["COUNT=10", "DB_PASSWORD=hunter2", "MODE=a"],
               "Labels": {"com.docker.stack.namespace": "shop"}, "StopGracePeriod": 90000000000,
               "Mounts": [{"Type": "volume", "Source": "shop_data", "Target": "/data",
                           "VolumeOptions": {"Labels": {"com.docker.stack.namespace": "shop"}}}],
               "Secrets": [{"SecretID": "s1", "SecretName": "shop_key", "File": {"Name": "key", "UID": "0", "GID": "0", "Mode": 292}}],
               "Privileges": {"CredentialSpec": null}, "Isolation": "default"},
               "Resources": {"Limits": {"NanoCPUs": 500000000, "MemoryBytes": 67108864}},
               "Placement": {"Constraints": ["node.role==worker"]}, "Networks": [{"Target": "n1", "Aliases": ["shop", "web"]}]},
             "Mode": {"Replicated": {"Replicas": 1}}, "UpdateConfig": {"Parallelism": 1, "FailureAction": "pause", "MaxFailureRatio": 0.10, "Order": "stop-first"},
             "EndpointSpec": {"Mode": "vip", "Ports": [{"Protocol": "tcp", "TargetPort": 80, "PublishedPort": 8080, "PublishMode": "ingress"}]}}
            """;

    private static final String FILE = """
            services:
              web:
                image: web:1
                command: serve "a b"
                environment:
                  MODE: a
                  COUNT: 012
                  DB_PASSWORD: hunter2
                stop_grace_period: 90s
                ports: ["8080:80"]
                volumes: ["data:/data"]
                secrets: [key]
                networks:
                  front: {aliases: [shop]}
                deploy:
                  labels: [of=us]
                  update_config: {max_failure_ratio: 0.1}
                  placement: {constraints: [node.role == worker]}
                  resources:
                    limits: {cpus: '0.50', memory: 65536k}
            networks:
              front: {}
            volumes:
              data: {}
            secrets:
              key: {file: ./key.txt}
            """;

    private static Snapshot running(String spec) {
        return running(spec, b -> b);
    }

    private static Snapshot running(String spec, UnaryOperator<ClusterBuilder> more) {
        ClusterBuilder builder = new ClusterBuilder()
                .network(network("n1", "shop_front"))
                .service("shop_web", s -> s.stack("shop").rawSpec(spec));
        return more.apply(builder).build();
    }

    private static Network network(String id, String name) {
        return new Network(
                id,
                name,
                "overlay",
                "swarm",
                false,
                false,
                false,
                false,
                List.of("10.0.7.0/24"),
                Map.of(),
                Map.of("com.docker.stack.namespace", "shop"),
                ClusterBuilder.NOW);
    }

    private static List<FileFinding> drift(String file, Snapshot snapshot) {
        return StackDrift.of(Written.file(file), snapshot, "shop");
    }

    private static List<String> told(String file, Snapshot snapshot) {
        return drift(file, snapshot).stream()
                .map(f -> "%d:%d %s".formatted(f.place().line(), f.place().column(), f.title()))
                .toList();
    }

    @Test
    void theSameInOtherWordsIsNoDrift() {
        assertThat(told(FILE, running(SPEC))).isEmpty();
    }

    @Test
    void tellsWhatTheFileSaysOtherwiseAtItsPlace() {
        String edited = FILE.replace("MODE: a", "MODE: b")
                .replace("012", "013")
                .replace("90s", "1m31s")
                .replace("65536k", "65M")
                .replace("8080:80", "8081:80")
                .replace("web:1", "web:2");

        assertThat(told(edited, running(SPEC)))
                .containsExactly(
                        "3:5 web: image is web:2 here and web:1@sha256:12 in the Swarm",
                        "6:7 web: environment.MODE is b here and a in the Swarm",
                        "7:7 web: environment.COUNT is 11 here and 10 in the Swarm",
                        "9:5 web: stop_grace_period is 1m31s here and 1m30s in the Swarm",
                        "10:5 web: the Swarm has ports.8080:80/tcp ingress, and the file says nothing of it",
                        "10:13 web: ports.8081:80/tcp is ingress here, and the Swarm has none",
                        "20:32 web: deploy.resources.limits.memory is 65M here and 64M in the Swarm");
    }

    /** The docker client stores the names of Docker Hub without what they all begin with. */
    @Test
    void anImageOfDockerHubIsTheSameByItsWholeName() {
        for (String image : List.of("docker.io/library/web:1", "index.docker.io/library/web:1", "library/web:1")) {
            assertThat(told(FILE.replace("web:1", image), running(SPEC))).isEmpty();
        }
        assertThat(told(FILE.replace("web:1", "docker.io/library/web:1@sha256:12"), running(SPEC)))
                .isEmpty();
        assertThat(told(FILE.replace("web:1", "docker.io/library/web:1@sha256:13"), running(SPEC)))
                .hasSize(1);
        assertThat(told(FILE.replace("web:1", "registry.example/library/web:1"), running(SPEC)))
                .hasSize(1);
    }

    /** Whoever fails a pipeline on warnings is kept from a deploy that starts a database empty. */
    @Test
    void warnsOfADeployThatLeavesDataBehind() {
        String warning = "Its tasks then start without the data that they have now.";
        List<FileFinding> gone = drift(FILE.replace("    volumes: [\"data:/data\"]\n", ""), running(SPEC));
        assertThat(gone).singleElement().satisfies(f -> {
            assertThat(f.severity()).isEqualTo(Severity.WARNING);
            assertThat(f.explanation()).isEqualTo("The next deploy takes it away. " + warning);
        });
        List<FileFinding> other =
                drift(FILE.replace("data:/data", "other:/data").replace("  data: {}", "  other: {}"), running(SPEC));
        assertThat(other).singleElement().satisfies(f -> {
            assertThat(f.severity()).isEqualTo(Severity.WARNING);
            assertThat(f.explanation()).endsWith(warning);
        });
        List<FileFinding> more = drift(FILE.replace("\"data:/data\"", "\"data:/data\", \"data:/more\""), running(SPEC));
        assertThat(more).singleElement().extracting(FileFinding::severity).isEqualTo(Severity.INFO);
    }

    @Test
    void tellsWhatOnlyTheSwarmHasAtItsService() {
        String more = SPEC.replace("\"MODE=a\"", "\"MODE=a\", \"NEW=1\"")
                .replace("\"Replicas\": 1", "\"Replicas\": 3")
                .replace("\"StopGracePeriod\"", "\"Groups\": [\"7\"], \"Hostname\": \"h\", \"StopGracePeriod\"");

        assertThat(told(FILE, running(more)))
                .containsExactlyInAnyOrder(
                        "5:5 web: the Swarm has environment.NEW 1, and the file says nothing of it",
                        "15:5 web: the Swarm has deploy.replicas 3, and the file says nothing of it, so that it is 1",
                        "2:3 web: the Swarm has hostname h, and the file says nothing of it",
                        "2:3 web: the Swarm has TaskTemplate.ContainerSpec.Groups, and no stack file can say it");
    }

    @Test
    void tellsWhatOnlyTheFileHas() {
        String less = SPEC.replace("\"COUNT=10\", ", "").replace(", \"MemoryBytes\": 67108864", "");

        assertThat(told(FILE, running(less)))
                .containsExactly(
                        "7:7 web: environment.COUNT is 10 here, and the Swarm has none",
                        "20:32 web: deploy.resources.limits.memory is 64M here, and the Swarm has none");
    }

    @Test
    void hidesWhatLooksSecret() {
        String changed =
                SPEC.replace("hunter2", "swordfish").replace("\"serve\"", "\"serve\", \"--password\", \"letmein\"");

        String all = drift(FILE, running(changed)).toString();
        assertThat(all)
                .contains("environment.DB_PASSWORD is another value here than in the Swarm; both look secret")
                .contains("command")
                .doesNotContain("hunter2", "swordfish", "letmein");
    }

    /** A pipeline's variables are its secrets, and its log is read by many; so is what they were at the last deploy. */
    @Test
    void tellsVariablesAsTheFileHasThem() {
        String edited = FILE.replace("MODE: a", "MODE: \"${MODE}-x\"")
                .replace("COUNT: 012", "COUNT:")
                .replace("serve \"a b\"", "[serve, \"${MODE}\"]")
                .replace("[of=us]", "[\"of=${MODE}\"]")
                .replace("image: web:1", "image: \"web:${TAG}\"")
                .replace("65536k", "\"${MEMORY}\"");
        Map<String, String> variables =
                Map.of("MODE", "swordfish", "COUNT", "letmein", "MEMORY", "65M", "TAG", "sesame");
        StackFile file =
                StackFile.parse(edited.getBytes(StandardCharsets.UTF_8), Optional.empty(), Variables.of(variables));

        assertThat(StackDrift.of(file, running(SPEC.replace("MODE=a", "MODE=opal")), "shop"))
                .extracting(FileFinding::title)
                .containsExactlyInAnyOrder(
                        "web: image is web:${TAG} here and web:1@sha256:12 in the Swarm",
                        "web: command is serve ${MODE} here, with another value than in the Swarm",
                        "web: environment.MODE is ${MODE}-x here, with another value than in the Swarm",
                        "web: environment.COUNT is ${COUNT} here, with another value than in the Swarm",
                        "web: deploy.labels.of is ${MODE} here, with another value than in the Swarm",
                        "web: deploy.resources.limits.memory is 65M here and 64M in the Swarm");
    }

    /** Names are anybody's: they may look like a field of ours, like another name's beginning, or be very long. */
    @Test
    void takesNoNameForAPath() {
        String named = FILE.replace("MODE: a", "MODE: a\n      test: \"[x\"\n      M.A: ${UNSET}\n      M.A.B: c");
        String swarm = SPEC.replace("\"MODE=a\"", "\"MODE=a\", \"MODE.OLD=1\", \"MODE.OLD.ER=1\", \"test=[y\"");

        assertThat(drift(named, running(swarm)))
                .extracting(FileFinding::title)
                .containsExactlyInAnyOrder(
                        "web: the Swarm has environment.MODE.OLD 1, and the file says nothing of it",
                        "web: the Swarm has environment.MODE.OLD.ER 1, and the file says nothing of it",
                        "web: environment.test is [x here and [y in the Swarm",
                        "web: environment.M.A.B is c here, and the Swarm has none");
    }

    @Test
    @Timeout(20)
    void comparesAMebibyteOfNamesInATimeThatGrowsWithIt() {
        StringBuilder names = new StringBuilder("MODE: a\n");
        for (int i = 0; i < 40_000; i++) {
            names.append("      N%d: x\n".formatted(i));
        }
        names.append("      ? ").append("a.".repeat(200_000)).append("b\n      : x");

        assertThat(drift(FILE.replace("MODE: a", names), running(SPEC))).hasSize(40_001);
    }

    @Test
    void tellsServicesAndNetworksOfOneSide() {
        String other = FILE.replace("services:\n", "services:\n  new:\n    image: x\n");
        Snapshot more = running(
                SPEC,
                b -> b.network(network("n2", "shop_old"))
                        .service(
                                "shop_old",
                                s -> s.stack("shop")
                                        .rawSpec(SPEC.replace("shop_web", "shop_old")
                                                .replace("\"web\"]", "\"old\"]"))));

        assertThat(told(other, more))
                .containsExactlyInAnyOrder(
                        "1:1 old runs in stack shop and is not in this file",
                        "2:3 new is in this file and not in the Swarm",
                        "23:1 Network shop_old is left in the Swarm, and this file does not declare it");
    }

    @Test
    void comparesHowNetworksAreMade() {
        String other = FILE.replace("front: {}", "front: {attachable: true, ipam: {config: [{subnet: 10.9.0.0/24}]}}");

        assertThat(told(other, running(SPEC)))
                .containsExactly(
                        "22:11 network front: attachable is true here, and the Swarm has false",
                        "22:29 network front: ipam.config is [\"10.9.0.0/24\"] here and [\"10.0.7.0/24\"] in the Swarm");
    }

    @Test
    void saysNothingOfWhatNobodyKnows() {
        String open = FILE.replace("MODE: a", "MODE: ${MODE}").replace("65536k", "\"${MEMORY}\"");

        assertThat(told(open, running(SPEC))).isEmpty();
    }

    /** Where the files are not at hand, what they bring is not known; where they are, it counts like the rest. */
    @Test
    void readsTheFilesThatBringVariables(@TempDir Path folder) throws IOException {
        String withFile =
                FILE.replace("      MODE: a\n", "").replace("    stop_grace", "    env_file: web.env\n    stop_grace");
        Files.writeString(folder.resolve("web.env"), "# of the service\nMODE=b\nCOUNT=99\nFROM_SHELL\n");
        StackFile file = StackFile.parse(
                withFile.getBytes(StandardCharsets.UTF_8),
                Optional.of(folder),
                Variables.of(Map.of("FROM_SHELL", "here")));

        assertThat(told(withFile, running(SPEC))).isEmpty();
        assertThat(StackDrift.of(file, running(SPEC), "shop"))
                .extracting(FileFinding::title)
                .containsExactlyInAnyOrder(
                        "web: environment.MODE is what web.env says here, with another value than in the Swarm",
                        "web: environment.FROM_SHELL is ${FROM_SHELL} here, and the Swarm has none");
    }

    /** Its place is none in the file that was sent, and what it says may be a password. */
    @Test
    void aStackThatNoFileCanBeIsNoFaultOfTheFileThatWasSent() {
        Snapshot large = running(SPEC.replace("MODE=a", "MODE=" + "a".repeat(YamlFile.MOST_BYTES)));
        Snapshot odd = running(SPEC.replace("\"PublishMode\": \"ingress\"", "\"PublishMode\": \"hunter2\""));

        assertThatThrownBy(() -> drift(FILE, large))
                .isInstanceOf(UnknownStackException.class)
                .hasMessage("Stack shop cannot be compared: as a stack file it has more than 5 MiB");
        assertThatThrownBy(() -> drift(FILE, odd))
                .isInstanceOf(UnknownStackException.class)
                .hasMessage("Stack shop cannot be compared: what runs cannot be written as a stack file");
    }

    @Test
    void findsTheStackOrSaysWhichThereAre() {
        Snapshot two = running(SPEC, b -> b.service("blog_web", s -> s.stack("blog")));
        StackFile file = Written.file(FILE);

        assertThat(StackDrift.stackOf(file, running(SPEC), Optional.empty())).isEqualTo("shop");
        assertThat(StackDrift.stackOf(file, two, Optional.of("blog"))).isEqualTo("blog");
        assertThatThrownBy(() -> StackDrift.stackOf(file, two, Optional.empty()))
                .hasMessage(
                        "More than one stack runs services of these names, so say which stack it is; there are blog, shop");
        assertThatThrownBy(() -> StackDrift.stackOf(file, two, Optional.of("none")))
                .hasMessage("There is no stack none; there are blog, shop");
        assertThatThrownBy(() -> StackDrift.stackOf(file, new ClusterBuilder().build(), Optional.empty()))
                .hasMessageContaining("the Swarm runs none");
    }

    @Test
    void takesCommandsApartAsAShellDoes() {
        assertThat(ShellWords.split("a 'b c' \"d \\\" e\" f\\ g # h")).containsExactly("a", "b c", "d \" e", "f g");
        assertThat(ShellWords.split(" a#b '' \n c ")).containsExactly("a#b", "", "c");
    }
}
