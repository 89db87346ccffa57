package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReviewTest {

    /** Says nothing of what a test is not about. */
    private static final String SOUND = """
                image: example/tool@sha256:0000000000000000000000000000000000000000000000000000000000000000
                healthcheck: {test: [CMD, "true"]}
                logging: {driver: local}
                deploy:
                  replicas: 2
                  update_config: {failure_action: rollback}
                  resources:
                    limits: {cpus: '1', memory: 1G}
                    reservations: {cpus: '1', memory: 1G}
            """;

    @Test
    void findsNothingInASoundFile() {
        assertThat(review("services:\n  tool:\n" + SOUND)).isEmpty();
    }

    @Test
    void findsWhatTheLiveSwarmsDetectorsFindAndWhere() {
        assertThat(review("""
                        services:
                          redis:
                            image: redis:7
                            ports:
                              - 6379:6379
                            volumes:
                              - data:/data
                            deploy:
                              replicas: 1
                              resources:
                                limits:
                                  cpus: '1'
                        volumes:
                          data:
                        """))
                .containsExactly(
                        "2:3 warning no-health-check redis",
                        "2:3 info unbounded-logs redis",
                        "3:5 info mutable-image-tag redis",
                        "4:5 critical data-port-published redis",
                        "7:9 critical unpinned-local-volume redis",
                        "8:5 warning no-update-policy redis",
                        "9:7 critical single-replica redis",
                        "10:7 warning no-reservations redis",
                        "11:9 critical no-resource-limits redis");
    }

    @Test
    void findsGatewayAndDataOnOneNetwork() {
        assertThat(review(
                        "services:\n  traefik:\n%s    networks: [all]\n  db:\n%s    networks: [all]\nnetworks:\n  all:\n"
                                .formatted(SOUND, SOUND)))
                .containsExactly("25:3 warning flat-overlay all");
    }

    @Test
    void findsAHealthCheckThatIsSwitchedOffAndDataInMemory() {
        String off = SOUND.replace("{test: [CMD, \"true\"]}", "{disable: true}");
        assertThat(review("services:\n  tool:\n" + off)).containsExactly("4:5 warning health-check-disabled tool");
        assertThat(review("services:\n  db:\n" + SOUND + "    volumes: [{type: tmpfs, target: /var/lib/db}]\n"))
                .contains("12:5 critical state-on-tmpfs db");
    }

    @Test
    void findsWhatADeployWouldLookForInVain() {
        String uses =
                "    networks: [front]\n    volumes: ['data:/data:ro']\n    secrets: [key]\n    configs:\n      - source: app\n        target: /app\n";
        assertThat(review("services:\n  tool:\n" + SOUND + uses))
                .contains(
                        "12:16 critical undefined-network tool",
                        "13:15 critical undefined-volume tool",
                        "14:15 critical undefined-secret tool",
                        "16:17 critical undefined-config tool");
    }

    @Test
    void findsSecretsWithoutTheirFile(@TempDir Path folder) throws Exception {
        byte[] text = ("services:\n  tool:\n" + SOUND + "    secrets: [key]\nsecrets:\n  key:\n    file: ./key.txt\n")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(lines(Review.of(StackFile.parse(text, Optional.of(folder), Variables.of(Map.of())))))
                .containsExactly("15:5 critical file-missing ");
        Files.createFile(folder.resolve("key.txt"));
        assertThat(Review.of(StackFile.parse(text, Optional.of(folder), Variables.of(Map.of()))))
                .isEmpty();
    }

    @Test
    void findsSecretsThatTheFileItselfHoldsAndDoesNotShowThem() {
        String file = "x-env: &env\n  API_TOKEN: hunter2\nservices:\n  tool:\n" + SOUND
                + """
                    environment:
                      <<: *env
                      DB_PASSWORD: hunter2
                      DB_URL: postgres://tool:hunter2@db/tool
                      BY_VARIABLE_PASSWORD: ${DB_PASSWORD:-hunter2}
                      OTHER_PASSWORD_FILE: /run/secrets/other
                      OTHER_PASSWORD: /run/secrets/other
                      EMPTY_PASSWORD:
                      NULL_PASSWORD: null
                      JAVA_OPTS: -Djava.security.auth.login.config=/etc/jaas.conf -Dserver.session.timeout=30m
                      MONGO_URL: mongodb://mongo/app?authSource=admin
                      ALLOW_EMPTY_PASSWORD: "yes"
                      PASSWORD_MIN_LENGTH: 12
                      MODE: hunter2
                      MAX_TOKEN: 4096
                      JWT_COOKIE: access
                  other:
                """ + SOUND
                + "    environment: [DB_PASSWORD=hunter2, 'DB_PASSWORD_HASH_ROUNDS=12', API_TOKEN]\n  third:\n" + SOUND
                + "    environment: *env\n";
        List<FileFinding> found = Review.of(Written.file(file)).stream()
                .filter(f -> f.code().equals("secret-in-file"))
                .toList();

        assertThat(lines(found))
                .containsExactly(
                        "2:3 warning secret-in-file tool",
                        "16:7 warning secret-in-file tool",
                        "17:7 warning secret-in-file tool",
                        "40:19 warning secret-in-file other");
        assertThat(found).noneMatch(f -> (f.title() + f.explanation()).contains("hunter2"));
    }

    @Test
    void findsTheVariableThatADeployReadsOtherwise() {
        assertThat(review("services:\n  tool:\n" + SOUND
                        + "    environment: {PW: '${PW:?PW is needed - see README}', OK: '${PW:-a-b}'}\n"))
                .containsExactly("12:23 critical variable-misread tool");
    }

    /** As a deploy takes it apart: what is in quotes is one word, and may be empty. */
    @Test
    void readsACommandAsAShellWould() {
        String text = "services:\n  a: {image: redis, command: 'redis-server --save \"\" --dir \"/my data\"'}\n";
        assertThat(Written.file(text).services().getFirst().spec().template().arguments())
                .containsExactly("redis-server", "--save", "", "--dir", "/my data");
    }

    @Test
    void findsVolumesThatAreSomebodyElsesAndDescribedAllTheSame() {
        assertThat(review("services:\n  tool:\n" + SOUND
                        + "volumes:\n  a: {external: true, driver: nfs}\n  b: {external: false, driver: nfs}\n"))
                .containsExactly("13:23 critical external-conflict ");
    }

    @Test
    void findsPortsThatTwoServicesWant() {
        List<FileFinding> findings = Review.of(Written.file(
                "services:\n  a:\n%s    ports: ['80:80', '80:80/udp']\n  b:\n%s    ports: ['79-80:79-80', {target: 80, published: 80, mode: host}]\n"
                        .formatted(SOUND, SOUND)));

        assertThat(lines(findings)).containsExactly("23:13 critical port-published-twice b");
        assertThat(findings.getFirst().explanation())
                .isEqualTo(
                        "a publishes it in line 12, column 13 already, and a port belongs to one service of the Swarm.");
    }

    @Test
    void findsOptionsThatASwarmIgnores() {
        assertThat(
                        review(
                                "services:\n  tool:\n" + SOUND
                                        + "    tmpfs: /var/lib/tool\n    container_name: x\n    build: .\n    depends_on: [other]\n    privileged: true\n"))
                .containsExactly(
                        "12:5 warning option-ignored tool",
                        "13:5 warning option-ignored tool",
                        "14:5 warning option-ignored tool",
                        "15:5 warning option-ignored tool",
                        "16:5 warning option-ignored tool");
    }

    /** The short key never reaches the engine: nothing is lost at a restart that would be there without it. */
    @Test
    void takesTmpfsForNoMount() {
        assertThat(review("services:\n  db:\n" + SOUND + "    tmpfs: [/var/lib/db]\n"))
                .contains("12:5 warning option-ignored db")
                .noneMatch(line -> line.contains("state-on-tmpfs"));
    }

    /** Made into a restart policy by docker/cli's convertRestartPolicy, though a deploy calls it unsupported. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    restart: always                                                   |
                    restart: unless-stopped                                           |
                    restart: on-failure:3                                             |
                    restart: "no"                                                     | condition: none
                    restart: ""                                                       | condition: none
                    restart: always, deploy: {restart_policy: {condition: any}}       | deploy.restart_policy beside it
                    restart: always, deploy: {restart_policy: {}}                     | deploy.restart_policy beside it
                    """)
    void findsRestartOnlyWhereItDoesNotCount(String fields, String said) {
        List<FileFinding> ignored =
                Review.of(Written.file("services:\n  tool: {image: a, %s}\n".formatted(fields))).stream()
                        .filter(f -> f.code().equals("option-ignored"))
                        .toList();
        if (said == null) {
            assertThat(ignored).isEmpty();
        } else {
            assertThat(ignored).singleElement().satisfies(f -> {
                assertThat(f.title()).isEqualTo("restart of tool does nothing in a Swarm");
                assertThat(f.explanation()).contains(said);
            });
        }
    }

    /** docker stack deploy refuses conditions as a whole: depends_on must be a list. */
    @Test
    void findsFieldsThatStackFilesDoNotHave() {
        List<FileFinding> findings = Review.of(Written.file("services:\n  tool:\n" + SOUND
                + "      x-deep: 1\n    mem_limit: 1g\n    x-own: {any: thing}\nx-own: {any: thing}\nvolume: {}\n"));

        assertThat(lines(findings))
                .containsExactly(
                        "12:7 critical unknown-field tool",
                        "13:5 critical unknown-field tool",
                        "16:1 critical unknown-field ");
        assertThat(findings.getLast().explanation())
                .isEqualTo(
                        "There may stand: configs, networks, secrets, services, version, volumes. A deploy is refused.");
    }

    @Test
    void findsFieldsThatAreNewerThanTheFile() {
        List<FileFinding> findings =
                Review.of(Written.file("version: '3.6'\nservices:\n  tool:\n" + SOUND + "    init: true\n"));

        assertThat(lines(findings)).containsExactly("13:5 critical unknown-field tool");
        assertThat(findings.getFirst().explanation()).isEqualTo("It came with version 3.7. A deploy is refused.");
        assertThat(review("version: '3.4'\nx-own: 1\nservices:\n  tool:\n" + SOUND))
                .isEmpty();
        assertThat(review("version: '3.3'\nx-own: 1\nservices:\n  tool:\n" + SOUND))
                .containsExactly("2:1 critical unknown-field ");
    }

    @Test
    void findsConstraintsThatNoNodeCanMeet() {
        String placed = SOUND
                + "      placement:\n        constraints:\n          - node.label.tier == data\n          - node.role = manager\n          - node.labels.zone != a\n";
        assertThat(review("services:\n  tool:\n" + placed))
                .containsExactly("14:13 critical constraint-typo tool", "15:13 critical constraint-typo tool");
    }

    @Test
    void findsPathsThatEveryNodeMustHave() {
        String mounts = "    volumes: ['./app.conf:/etc/app.conf:ro', '/var/run/docker.sock:/s', '/srv/x:/x:ro']\n";
        assertThat(review("services:\n  tool:\n" + SOUND + mounts))
                .containsExactly("12:15 warning path-on-every-node tool", "12:73 warning path-on-every-node tool");
        assertThat(review("services:\n  tool:\n" + SOUND + "      placement: {constraints: [node.hostname == n1]}\n"
                        + mounts))
                .isEmpty();
    }

    /** Folders and disks of the node alike, but nothing that comes over the network. */
    @Test
    void findsDevicesOfVolumesThatEveryNodeMustHave() {
        String mounts = "    volumes: ['va:/a:ro', 'vb:/b:ro', 'vc:/c:ro', 'vd:/d:ro', 've:/e:ro']\nvolumes:\n"
                + "  va: {driver_opts: {type: none, o: 'rw,bind', device: '${FAST:-/mnt/fast}/a'}}\n"
                + "  vb: {driver_opts: {type: ext4, device: /dev/sdb1}}\n"
                + "  vc: {driver_opts: {type: nfs, o: addr=nas, device: /files}}\n"
                + "  vd: {driver_opts: {type: tmpfs, device: /tmp}}\n"
                + "  ve:\n";
        List<FileFinding> findings = Review.of(Written.file("services:\n  tool:\n" + SOUND + mounts));
        assertThat(lines(findings))
                .containsExactly("12:15 warning path-on-every-node tool", "12:27 warning path-on-every-node tool");
        assertThat(findings.getFirst().title()).isEqualTo("tool needs ${FAST:-/mnt/fast}/a on every node");
        assertThat(findings.getFirst().explanation())
                .isEqualTo(
                        "It is what its volume va is made of: a Swarm does not make it, and a task fails where it is lacking.");
        assertThat(review("services:\n  tool:\n" + SOUND + "      placement: {constraints: [node.hostname == n1]}\n"
                        + mounts))
                .isEmpty();
    }

    @Test
    void findsMoreReservedThanAllowed() {
        List<FileFinding> findings = Review.of(Written.file("services:\n  tool:\n"
                + SOUND.replace("reservations: {cpus: '1', memory: 1G}", "reservations: {cpus: '1', memory: 2G}")));

        assertThat(lines(findings)).containsExactly("11:9 warning reservation-above-limit tool");
        assertThat(findings.getFirst().explanation()).isEqualTo("2 GiB reserved of 1 GiB allowed.");
    }

    @Test
    void findsVariablesWithoutAValueOnceWhereTheyStand() {
        String text = "x-env: &env\n  A: ${LEFT_OUT}\nservices:\n  tool:\n" + SOUND
                + "    environment:\n      <<: *env\n      B: ${GIVEN:-x}\n      C: $ALSO_OUT\n";
        assertThat(review(text)).containsExactly("17:10 warning variable-unset tool");
    }

    @Test
    void findsAServiceWithoutAnImage() {
        assertThat(review("services:\n  tool:\n    build: .\n")).contains("2:3 critical no-image tool");
    }

    @Test
    void theDocumentSaysAllThatIsFoundAndCured() throws Exception {
        List<String> lines = Files.readAllLines(Path.of("docs/stack-files.md"));
        for (FileFault fault : FileFault.values()) {
            String severity = fault.severity().name().toLowerCase(java.util.Locale.ROOT);
            assertThat(lines)
                    .anyMatch(l -> l.startsWith("| `")
                            && l.contains("`" + fault.code() + "`")
                            && l.contains("| " + severity + " |"));
        }
        Review.codes().forEach(c -> assertThat(lines).anyMatch(l -> l.contains("`" + c.code() + "`")));
        Cure.words().forEach(c -> assertThat(lines).anyMatch(l -> l.startsWith("| `" + c + "` |")));
    }

    private static List<String> review(String text) {
        return lines(Review.of(Written.file(text)));
    }

    private static List<String> lines(List<FileFinding> findings) {
        return findings.stream()
                .map(f -> "%d:%d %s %s %s"
                        .formatted(
                                f.place().line(),
                                f.place().column(),
                                f.severity().name().toLowerCase(java.util.Locale.ROOT),
                                f.code(),
                                f.subject()))
                .toList();
    }
}
