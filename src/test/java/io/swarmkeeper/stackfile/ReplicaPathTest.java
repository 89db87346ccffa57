package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A second task may land on another node, where a host path of the first may be lacking. */
class ReplicaPathTest {

    @Test
    void refusesASecondTaskWherePathsAreNotSeenOnEveryNode() {
        Optimization seen = optimize("./vhost.d:/etc/nginx/vhost.d:ro', '${SITES}:/srv:ro", "");

        assertThat(seen.done()).isEmpty();
        assertThat(seen.refused().stream().map(Optimization.Refused::why))
                .containsExactly(
                        "it needs ./vhost.d and ${SITES}:/srv:ro on every node: a second task is rejected where that is lacking");
    }

    @Test
    void takesWhatIsOnEveryNodeAndWhatIsPinnedToItsOwn() {
        assertThat(optimize("/var/run/docker.sock:/tmp/docker.sock:ro", "").text())
                .contains("replicas: 2");
        assertThat(optimize(
                                "./vhost.d:/etc/nginx/vhost.d:ro",
                                "    deploy: {placement: {constraints: [node.ip == 10.0.0.5]}}\n")
                        .text())
                .contains("replicas: 2");
    }

    /** Any of the managers is not one node, nor is what has a label or an address of a range. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "node.role == manager",
                "node.labels.proxy == true",
                "engine.labels.zone == a",
                "node.ip == 10.0.0.0/24",
                "node.hostname != w1"
            })
    void whatMayBeSeveralNodesIsNoPin(String constraint) {
        assertThat(optimize(
                                "./vhost.d:/etc/nginx/vhost.d:ro",
                                "    deploy: {placement: {constraints: [%s]}}\n".formatted(constraint))
                        .done())
                .isEmpty();
    }

    /** What review tells as path-on-every-node is needed by a second task as well. */
    @ParameterizedTest
    @ValueSource(strings = {"type: none, o: bind, device: '${SITES}'", "type: ext4, device: /dev/sdb1"})
    void refusesWhereAVolumeIsMadeOfAFolderOrDiskOfTheNode(String options) {
        Optimization seen = optimize(
                "content:/srv:ro", "volumes: {content: {driver: local, driver_opts: {%s}}}\n".formatted(options));

        assertThat(seen.done()).isEmpty();
        assertThat(seen.refused().stream().map(Optimization.Refused::why))
                .containsExactly("it needs %s on every node: a second task is rejected where that is lacking"
                        .formatted(options.contains("$") ? "${SITES}" : "/dev/sdb1"));
        assertThat(optimize(
                                "content:/srv:ro",
                                "volumes: {content: {driver_opts: {type: nfs, o: addr=10.0.0.9, device: ':/srv'}}}\n")
                        .text())
                .contains("replicas: 2");
    }

    /** What one cure pins is to another no more than it was. */
    @ParameterizedTest
    @ValueSource(
            strings = {"node.labels.tier == edge", "node.ip == 10.0.0.5", "node.hostname == w1", "node.id == ab12"})
    void curedTwiceIsCuredOnce(String constraint) {
        for (String volume : List.of("", ", 'content:/srv:ro'")) {
            String text = """
                    services:
                      a:
                        image: traefik
                        volumes: ['content:/srv']
                        deploy: {placement: {constraints: [%s]}}
                      b:
                        image: nginx
                        volumes: ['/srv/conf:/etc/nginx/conf.d:ro'%s]
                    volumes:
                      content:
                    """.formatted(constraint, volume);
            Optimization once = Optimizer.optimize(Written.file(text), EnumSet.allOf(Cure.class));
            Optimization twice = Optimizer.optimize(Written.file(once.text()), EnumSet.allOf(Cure.class));

            assertThat(once.text()).contains("logging").doesNotContain("replicas");
            assertThat(twice.text()).as(text).isEqualTo(once.text());
            assertThat(twice.done()).isEmpty();
        }
    }

    private static Optimization optimize(String mount, String rest) {
        String text = "services:\n  web:\n    image: nginx\n    volumes: ['%s']\n%s".formatted(mount, rest);
        return Optimizer.optimize(Written.file(text, Map.of("SITES", "/srv/sites")), Set.of(Cure.REPLICAS));
    }
}
