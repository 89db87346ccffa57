package io.swarmkeeper.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.swarm.ClusterBuilder;
import io.swarmkeeper.swarm.Node;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintTest {

    private static final Node NODE = new ClusterBuilder()
            .node(
                    "Worker-1",
                    4,
                    8,
                    n -> n.address("192.168.7.21")
                            .label("tier", "Data")
                            .label("Zone", "a")
                            .engineLabel("storage", "ssd"))
            .build()
            .nodes()
            .getFirst();

    @ParameterizedTest
    @CsvSource({
        "node.hostname==worker-1, true",
        "node.hostname == WORKER-1, true",
        "NODE.HostName==worker-1, true",
        "node.hostname!=worker-1, false",
        "node.hostname==worker-*, false",
        "node.id==Worker-1, true",
        "node.role==worker, true",
        "node.role != manager, true",
        "node.role==manager, false",
        "node.platform.os==linux, true",
        "node.platform.arch==x86_64, true",
        "node.platform.arch==amd64, false",
        "node.labels.tier==data, true",
        "Node.Labels.tier==data, true",
        "node.labels.Tier==data, false",
        "node.labels.Tier!=data, true",
        "node.labels.zone==a, false",
        "node.labels.Zone==A, true",
        "node.labels.missing==x, false",
        "node.labels.missing!=x, true",
        "engine.labels.storage==SSD, true",
        "engine.labels.tier==data, false",
        "node.ip==192.168.7.21, true",
        "node.ip!=192.168.7.21, false",
        "node.ip==192.168.7.0/24, true",
        "node.ip==192.168.6.0/24, false",
        "node.ip!=192.168.6.0/24, true",
        "node.ip==192.168.6.0/23, true",
        "node.ip==0.0.0.0/0, true",
        "node.ip==2001:db8::1, false",
        "node.ip==192.168.7, false",
        "node.ip!=192.168.7, false",
        "node.ip==192.168.7.0/33, false",
        "node.label.tier==data, false",
        "node.label.tier!=data, false",
        "node.labels.==data, false",
        "hostname==worker-1, false"
    })
    void matchesAsTheEngineDoes(String expression, boolean matches) {
        assertThat(Constraint.parse(expression).matches(NODE)).isEqualTo(matches);
    }

    @Test
    void aNodeWhoseAddressIsUnknownIsInNoAddressRange() {
        Node node = new ClusterBuilder()
                .node("w", 1, 1, n -> n.address(""))
                .build()
                .nodes()
                .getFirst();

        assertThat(Constraint.parse("node.ip==10.0.0.0/8").matches(node)).isFalse();
        assertThat(Constraint.parse("node.ip!=10.0.0.0/8").matches(node)).isTrue();
    }

    @Test
    void sixByteFormsOfAnAddressAreTheSameAddress() {
        Node node = new ClusterBuilder()
                .node("w", 1, 1, n -> n.address("2001:db8:0:0:0:0:0:2"))
                .build()
                .nodes()
                .getFirst();

        assertThat(Constraint.parse("node.ip==2001:db8::2").matches(node)).isTrue();
        assertThat(Constraint.parse("node.ip==2001:db8::/32").matches(node)).isTrue();
        assertThat(Constraint.parse("node.ip==10.0.0.0/8").matches(node)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "node.role=manager, 'constraint expected one operator from ==, !='",
        "node.role, 'constraint expected one operator from ==, !='",
        "node role==manager, key 'node role' is invalid",
        "==manager, key '' is invalid",
        "n==manager, key 'n' is invalid",
        "9node==x, key '9node' is invalid",
        "node.role==, value '' is invalid",
        "node.labels.x==é, value 'é' is invalid",
        "node.labels.x==a<b, value 'a<b' is invalid"
    })
    void whatTheEngineRefusesIsMalformed(String expression, String reason) {
        assertThat(Constraint.parse(expression)).isEqualTo(new Constraint.Malformed(expression, reason));
    }

    @Test
    void theFirstDoubleEqualsSplitsBeforeAnyOtherOperator() {
        assertThat(Constraint.parse("node.labels.x == a b"))
                .isEqualTo(new Constraint.Parsed("node.labels.x", true, "a b"));
        assertThat(Constraint.parse("a!=b==c")).isInstanceOf(Constraint.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node.id==x",
                "Node.HOSTNAME!=x",
                "node.ip==x",
                "node.role==x",
                "node.platform.os==x",
                "node.platform.arch==x",
                "node.labels.a==x",
                "engine.labels.a.b==x"
            })
    void keysOfTheEngineAreKnown(String expression) {
        assertThat(Constraint.parse(expression).knownKey()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"node.label.tier==x", "node.name==x", "labels.a==x", "node.labels.==x", "node.platform==x"})
    void otherKeysAreNot(String expression) {
        assertThat(Constraint.parse(expression).knownKey()).isFalse();
    }

    @Test
    void oneMalformedConstraintSwitchesTheFilterOffAsInTheEngine() {
        assertThat(Constraint.filter(List.of("node.role==manager", "broken"))).isEmpty();
        assertThat(Constraint.filter(List.of("node.role==manager", "node.id!=x")))
                .hasSize(2);
    }
}
