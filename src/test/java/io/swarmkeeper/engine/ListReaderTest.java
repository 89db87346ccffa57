package io.swarmkeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Node;
import io.swarmkeeper.swarm.Resources;
import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Service.Mode;
import io.swarmkeeper.swarm.Service.PublishMode;
import io.swarmkeeper.swarm.Service.UpdatePolicy;
import io.swarmkeeper.swarm.Task;
import io.swarmkeeper.swarm.TaskTemplate.RestartPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reads what engine 20.10.24 really sent (recorded in src/test/resources/engine-20.10), and what it could send. */
class ListReaderTest {

    private final SwarmReaders readers = new SwarmReaders();

    @Test
    void readsARecordedNode() throws IOException {
        Node node = readers.nodes.read(recorded("nodes")).items().stream()
                .filter(n -> n.hostname().equals("m1"))
                .findFirst()
                .orElseThrow();
        assertThat(node.role()).isEqualTo(Node.Role.MANAGER);
        assertThat(node.manager()).contains(new Node.Manager(true, Node.Reachability.REACHABLE, "10.92.0.11:2377"));
        assertThat(node.takesTasks()).isTrue();
        assertThat(node.capacity()).isEqualTo(Resources.of(2_000_000_000L, 25_276_510_208L));
        assertThat(node.plugins()).contains("Log/json-file", "Network/overlay", "Volume/local");
        assertThat(node.labels()).containsExactly(Map.entry("zone", "a"));
    }

    @Test
    void readsARecordedService() throws IOException {
        byte[] body = recorded("services");
        Service service = readers.services.read(body).items().getFirst();
        assertThat(service.name()).isEqualTo("rec-web");
        assertThat(service.mode()).isEqualTo(new Mode.Replicated(2));
        assertThat(service.template().limits()).isEqualTo(Resources.of(500_000_000L, 67_108_864L));
        assertThat(service.template().reservations()).isEqualTo(Resources.of(100_000_000L, 0));
        assertThat(service.template().healthCheck().orElseThrow().test()).containsExactly("CMD-SHELL", "test -e /tmp");
        assertThat(service.template().healthCheck().orElseThrow().interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(service.template().mounts()).singleElement().satisfies(m -> {
            assertThat(m.isLocalVolume()).isTrue();
            assertThat(m.source()).isEqualTo("rec-data");
        });
        assertThat(service.template().placement().constraints()).containsExactly("node.platform.os == linux");
        assertThat(service.template().restartPolicy()).isEqualTo(RestartPolicy.ENGINE_DEFAULT);
        assertThat(service.ports()).containsExactly(new Service.Port("tcp", 8080, 18080, PublishMode.HOST));
        assertThat(service.networks().getFirst().aliases()).containsExactly("shop");
        assertThat(service.updatePolicy())
                .isEqualTo(new UpdatePolicy(
                        2,
                        Duration.ofSeconds(3),
                        Service.FailureAction.ROLLBACK,
                        Duration.ofSeconds(5),
                        0.25,
                        Service.Order.START_FIRST));
        assertThat(service.updatePolicyGiven()).isTrue();
        assertThat(service.virtualIps()).hasSize(1);
        assertThat(new String(body, StandardCharsets.UTF_8)).contains("\"Spec\":" + service.rawSpec() + ",");
    }

    @Test
    void readsRecordedTasks() throws IOException {
        List<Task> tasks = readers.tasks.read(recorded("tasks")).items();
        assertThat(tasks).hasSize(2).allSatisfy(t -> {
            assertThat(t.state()).isEqualTo(Task.State.RUNNING);
            assertThat(t.isRunning()).isTrue();
            assertThat(t.hostPorts()).containsExactly("tcp/18080");
            assertThat(t.exitCode()).isEmpty();
            assertThat(t.containerId()).hasSize(64);
            assertThat(t.addresses()).hasSize(1);
            assertThat(t.reservations().cpuNano()).isEqualTo(100_000_000L);
        });
        assertThat(tasks).extracting(Task::slot).containsExactlyInAnyOrder(1, 2);
        assertThat(tasks)
                .extracting(Task::templateHash)
                .containsOnly(tasks.getFirst().templateHash());
    }

    @Test
    void readsRecordedNetworks() throws IOException {
        List<Network> networks = readers.networks.read(recorded("networks")).items();
        Network own = networks.stream()
                .filter(n -> n.name().equals("rec-net"))
                .findFirst()
                .orElseThrow();
        assertThat(own.isOverlay()).isTrue();
        assertThat(own.encrypted()).isTrue();
        assertThat(own.subnets()).containsExactly("10.77.3.0/24");
        assertThat(networks).anyMatch(Network::ingress);
    }

    @Test
    void whatIsAbsentReadsAsTheEnginesDefault() {
        Service service = service("{\"ID\":\"s\",\"Spec\":{\"Name\":\"bare\",\"TaskTemplate\":{},\"Mode\":{}}}");
        assertThat(service.mode()).isEqualTo(new Mode.Replicated(1));
        assertThat(service.updatePolicy()).isEqualTo(UpdatePolicy.ENGINE_DEFAULT);
        assertThat(service.updatePolicyGiven()).isFalse();
        assertThat(service.endpointMode()).isEqualTo("vip");
        assertThat(service.template().healthCheck()).isEmpty();
        assertThat(service.template().limits().isNone()).isTrue();
    }

    @Test
    void nullsUnknownMembersAndOtherTypesDoNoHarm() {
        Service service = service("""
                {"ID":"s","Future":{"x":[1]},"Spec":{"Name":"odd","Labels":null,"TaskTemplate":{"ContainerSpec":{"Image":7,
                "Env":null,"Mounts":{},"Groups":["a"],"Healthcheck":{}},"ForceUpdate":9223372036854775807,"Networks":null,
                "Resources":{"Limits":{"NanoCPUs":-1,"Pids":-1}}},"Mode":{"GlobalJob":{}},"UpdateConfig":{"Monitor":0,
                "FailureAction":"explode"}},"UpdateStatus":{"State":"from_the_future"}}""");
        assertThat(service.template().image()).isEmpty();
        assertThat(service.template().forceUpdate()).isEqualTo(Long.MAX_VALUE);
        assertThat(service.template().limits().isNone()).isTrue();
        assertThat(service.template().healthCheck().orElseThrow().isInherited()).isTrue();
        assertThat(service.mode()).isEqualTo(new Mode.GlobalJob());
        assertThat(service.updatePolicy().monitor()).isEqualTo(Duration.ofSeconds(5));
        assertThat(service.updateStatus().orElseThrow().state()).isEqualTo(Service.UpdateState.UNKNOWN);
    }

    @Test
    void aLabelsNameMayBeAsLongAsTheEngineTakesIt() {
        String name = "k".repeat(60_000);
        Service service = service("{\"ID\":\"s\",\"Spec\":{\"Name\":\"n\",\"Labels\":{\"%s\":\"v\"}}}".formatted(name));
        assertThat(service.labels()).containsEntry(name, "v");
    }

    @Test
    void theRawSpecIsTheEnginesOwnText() {
        String spec = "{\"Name\":\"n\",\"z\":1.10,\"a\":\"\\u003cé\\ud83d\\udc33\" , \"big\":12345678901234567890}";
        assertThat(service("{\"ID\":\"s\",\"PreviousSpec\":{},\"Spec\":" + spec + "}")
                        .rawSpec())
                .isEqualTo(spec);
    }

    @Test
    void theSameTextGivesTheSameListAndAnUnchangedItemTheSameRecord() {
        byte[] first = bytes("[" + named("a", 1) + "," + named("b", 1) + "]");
        byte[] again = first.clone();
        byte[] changed = bytes("[" + named("a", 1) + "," + named("b", 2) + "]");
        List<Service> one = readers.services.read(first).items();
        assertThat(readers.services.read(again).items()).isSameAs(one);
        List<Service> two = readers.services.read(changed).items();
        assertThat(two).isNotEqualTo(one);
        assertThat(two.getFirst()).isSameAs(one.getFirst());
        assertThat(two.get(1).version()).isEqualTo(2);
    }

    @Test
    void networksInAnotherOrderAreTheSameList() {
        String a = "{\"Id\":\"1\",\"Name\":\"a\"}";
        String b = "{\"Id\":\"2\",\"Name\":\"b\"}";
        List<Network> one =
                readers.networks.read(bytes("[" + a + "," + b + "]")).items();
        assertThat(readers.networks.read(bytes("[" + b + "," + a + "]")).items())
                .isSameAs(one);
    }

    @Test
    void oneItemThatMakesNoSenseIsLeftOutAndNamed() {
        var outcome = readers.tasks.read(bytes("""
                [{"ID":"good","ServiceID":"s","Status":{"State":"running"}},{"ID":"bad","Status":{"State":"dreaming"}},
                {"ServiceID":"s"}]"""));
        assertThat(outcome.items()).extracting(Task::id).containsExactly("good");
        assertThat(outcome.leftOut()).hasSize(2);
        assertThat(outcome.leftOut().getFirst()).startsWith("task bad: ").contains("DREAMING");
        assertThat(outcome.leftOut().getLast()).isEqualTo("task without a name: it has no ID");
    }

    @Test
    void halfAListIsNoListAndTheMemoryStays() {
        byte[] whole = bytes("[" + named("a", 1) + "," + named("b", 1) + "]");
        List<Service> before = readers.services.read(whole).items();
        byte[] half = Arrays.copyOf(whole, whole.length / 2);
        assertThatThrownBy(() -> readers.services.read(half)).isInstanceOf(JsonText.MalformedException.class);
        assertThatThrownBy(() -> readers.services.read(new byte[0])).isInstanceOf(JsonText.MalformedException.class);
        assertThatThrownBy(() -> readers.services.read(bytes("[{\"ID\":oops}]")))
                .isInstanceOf(JsonText.MalformedException.class);
        assertThat(readers.services.read(whole).items()).isSameAs(before);
    }

    @Test
    void hugeAndHostileTextIsJustText() {
        String label = "<script>alert(1)</script>'\"🐳".repeat(2500);
        String json = ListReader.JSON.writeValueAsString(label);
        Service service = service("{\"ID\":\"s\",\"Spec\":{\"Name\":\"x\",\"Labels\":{\"k\":" + json + "}}}");
        assertThat(service.labels()).containsEntry("k", label);
    }

    @Test
    void namedGenericResourcesAreCountedAndDiscreteOnesSummed() {
        Node node = readers.nodes.read(bytes("""
                [{"ID":"n","Description":{"Resources":{"NanoCPUs":1,"GenericResources":[
                {"NamedResourceSpec":{"Kind":"gpu","Value":"a"}},{"NamedResourceSpec":{"Kind":"gpu","Value":"b"}},
                {"DiscreteResourceSpec":{"Kind":"ssd","Value":3}}]}}}]""")).items().getFirst();
        assertThat(node.capacity().generic()).isEqualTo(Map.of("gpu", 2L, "ssd", 3L));
        assertThat(node.state()).isEqualTo(Node.State.UNKNOWN);
        assertThat(node.manager()).isEqualTo(Optional.empty());
    }

    private Service service(String json) {
        var outcome = readers.services.read(bytes("[" + json + "]"));
        assertThat(outcome.leftOut()).isEmpty();
        return outcome.items().getFirst();
    }

    private static String named(String name, int version) {
        return "{\"ID\":\"%s\",\"Version\":{\"Index\":%d},\"Spec\":{\"Name\":\"%s\"}}".formatted(name, version, name);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] recorded(String part) throws IOException {
        try (var in = ListReaderTest.class.getResourceAsStream("/engine-20.10/" + part + ".json")) {
            return in.readAllBytes();
        }
    }
}
