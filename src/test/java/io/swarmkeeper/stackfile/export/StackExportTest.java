package io.swarmkeeper.stackfile.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmkeeper.stackfile.FileFinding;
import io.swarmkeeper.stackfile.Review;
import io.swarmkeeper.stackfile.StackFile;
import io.swarmkeeper.stackfile.Variables;
import io.swarmkeeper.stackfile.yaml.Meaning;
import io.swarmkeeper.stackfile.yaml.YamlFile;
import io.swarmkeeper.swarm.ClusterBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class StackExportTest {

    private static final String USUAL = """
            {"Name": "shop_web", "Labels": {"com.docker.stack.namespace": "shop", "com.docker.stack.image": "web"},
             "TaskTemplate": {"ContainerSpec": {"Image": "web@sha256:12", "Labels": {"com.docker.stack.namespace": "shop"},
               "Privileges": {"CredentialSpec": null, "SELinuxContext": null}, "Isolation": "default"%s},
               "Resources": {}, "Placement": {}, "Networks": [{"Target": "n1", "Aliases": ["web"]}],
               "ForceUpdate": 3, "Runtime": "container"%s},
             "Mode": {"Replicated": {"Replicas": 1}}, "EndpointSpec": {"Mode": "vip"}%s}
            """;

    private static final io.swarmkeeper.swarm.Network NETWORK = new io.swarmkeeper.swarm.Network(
            "n1",
            "shop_default",
            "overlay",
            "swarm",
            false,
            false,
            false,
            false,
            List.of(),
            Map.of(),
            Map.of("com.docker.stack.namespace", "shop"),
            ClusterBuilder.NOW);

    private static StackExport export(String rawSpec) {
        return StackExport.of(
                new ClusterBuilder()
                        .network(NETWORK)
                        .service("shop_web", s -> s.stack("shop").rawSpec(rawSpec))
                        .build(),
                "shop");
    }

    /** With more members in the container's spec, the task template and the spec, each with a comma in front. */
    private static StackExport with(String container, String template, String spec) {
        return export(USUAL.formatted(container, template, spec));
    }

    private static StackFile parse(StackExport export) {
        return StackFile.parse(
                export.text().getBytes(StandardCharsets.UTF_8), Optional.empty(), Variables.of(Map.of()));
    }

    private static List<String> lines(StackExport export) {
        return export.text().lines().filter(l -> !l.startsWith("#")).toList();
    }

    @Test
    void writesWhatADeployMadeAndNothingThatItAdds() {
        StackExport export = with("", "", "");

        assertThat(export.unsaid()).isEmpty();
        assertThat(String.join("\n", lines(export))).isEqualTo("""
                version: "3.8"
                services:
                  web:
                    image: web@sha256:12
                    networks:
                      default: {}
                    deploy:
                      replicas: 1
                      endpoint_mode: vip
                networks:
                  default:
                    driver: overlay""");
    }

    @Test
    void tellsWhatNoStackFileCanSay() {
        StackExport export = with(
                ", \"Groups\": [\"7\"], \"Env\": [\"B=1\", \"A=1\"], \"DNSConfig\": {}, \"SomethingNew\": {\"Deep\": 1}",
                ", \"LogDriver\": {\"Name\": \"local\", \"New\": true}",
                "");

        assertThat(export.unsaid())
                .extracting(Unsaid::path)
                .containsExactlyInAnyOrder(
                        "TaskTemplate.ContainerSpec.Groups",
                        "TaskTemplate.ContainerSpec.Env",
                        "TaskTemplate.ContainerSpec.DNSConfig",
                        "TaskTemplate.ContainerSpec.SomethingNew",
                        "TaskTemplate.LogDriver.New");
        assertThat(export.text()).contains("#   shop_web: TaskTemplate.ContainerSpec.Groups: ");
    }

    @Test
    void tellsWhatADeployWouldSet() {
        StackExport export = export("""
                {"Name": "shop_web", "Labels": {"com.docker.stack.namespace": "shop"},
                 "TaskTemplate": {"ContainerSpec": {"Image": "web"}}, "Mode": {"Replicated": {"Replicas": 1}}}
                """);

        assertThat(export.unsaid())
                .extracting(Unsaid::path)
                .containsExactlyInAnyOrder(
                        "TaskTemplate.ContainerSpec.Privileges",
                        "TaskTemplate.Networks",
                        "TaskTemplate.Placement",
                        "TaskTemplate.Resources",
                        "EndpointSpec");
    }

    @Test
    void tellsOfServicesThatNoFileCanHave() {
        StackExport plugin = export("""
                {"Name": "shop_web", "TaskTemplate": {"PluginSpec": {"Name": "p"}, "Runtime": "plugin"}}
                """);
        StackExport named = StackExport.of(
                new ClusterBuilder().service("other", s -> s.stack("shop")).build(), "shop");

        assertThat(plugin.unsaid()).extracting(Unsaid::path).containsExactly("TaskTemplate");
        assertThat(named.unsaid()).extracting(Unsaid::path).containsExactly("Name");
    }

    @Test
    void keepsVolumesOfOneNameApartThatAreMadeInDifferentWays() {
        StackExport export = with("""
                , "Mounts": [
                  {"Type": "volume", "Source": "shop_data", "Target": "/a", "VolumeOptions": {"Labels": {"com.docker.stack.namespace": "shop"}}},
                  {"Type": "volume", "Source": "shop_data", "Target": "/b", "VolumeOptions": {}},
                  {"Type": "volume", "Source": "data", "Target": "/c", "VolumeOptions": {}},
                  {"Type": "volume", "Source": "shop_data", "Target": "/d", "VolumeOptions": {"Labels": {"com.docker.stack.namespace": "shop"}}}]
                """, "", "");

        assertThat(export.unsaid()).isEmpty();
        assertThat(String.join("\n", lines(export))).endsWith("""
                volumes:
                  data: {}
                  data_2:
                    external: true
                    name: data
                  shop_data:
                    external: true""");
        assertThat(Review.of(parse(export))).extracting(FileFinding::code).doesNotContain("undefined-volume");
    }

    /** Whatever a Swarm may hold as text comes back as that text, and is no YAML, no variable and no other field. */
    @Test
    void survivesHostileText() {
        Random random = new Random(7);
        String alphabet = "aZ09 \t\n\r\"'\\#:-?,[]{}&*!|>%@`$=<~\u0000\u0007\u001b\u007f\u0085\u2028\u2029\uFEFFé漢😀";
        int[] points = alphabet.codePoints().toArray();
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.appendCodePoint(points[random.nextInt(points.length)]);
            }
            comesBack(text.toString());
        }
        for (String text : List.of(
                "",
                " ",
                "null",
                "~",
                "true",
                "No",
                "y",
                "1",
                "1.5",
                "0x1f",
                "1e3",
                ".inf",
                "2026-01-01",
                "12:30:45",
                "<<",
                "=",
                "-",
                "- a",
                "a: b",
                "a #b",
                "#",
                "${X}",
                "$$",
                "{}",
                "[]",
                "&a",
                "*a",
                "!!int 1",
                "%YAML 1.2",
                "---",
                "...",
                "\n",
                "a\n",
                "|",
                "x".repeat(5000),
                "a ".repeat(5000))) {
            comesBack(text);
        }
    }

    /** It stands without quotes in the file, so it must be one. */
    @Test
    void aRatioThatIsNoNumberIsNotWrittenButTold() {
        StackExport export =
                with("", "", ", \"UpdateConfig\": {\"Parallelism\": 1, \"MaxFailureRatio\": \"0\\nx-more: hunter2\"}");

        assertThat(export.text()).doesNotContain("hunter2").contains("parallelism: 1");
        assertThat(export.unsaid()).extracting(Unsaid::path).containsExactly("UpdateConfig.MaxFailureRatio");
        assertThat(with("", "", ", \"UpdateConfig\": {\"MaxFailureRatio\": 0.10}")
                        .text())
                .contains("max_failure_ratio: 0.1");
    }

    private static void comesBack(String text) {
        JsonMapper json = JsonMapper.shared();
        String name = json.writeValueAsString("k" + text);
        String container = ", \"Args\": [%s], \"Labels\": {%s: %s, \"com.docker.stack.namespace\": \"shop\"}"
                .formatted(json.writeValueAsString(text), name, json.writeValueAsString(text));
        String usual = USUAL.replace("\"Labels\": {\"com.docker.stack.namespace\": \"shop\"},\n", "");
        StackExport export = export(usual.formatted(container, "", ""));

        Meaning.Fields service = field(
                field((Meaning.Fields) Meaning.of(YamlFile.parse(export.text()).root()), "services"), "web");
        Meaning.Text argument = (Meaning.Text)
                ((Meaning.Items) service.fields().get("command")).items().getFirst();
        assertThat(argument.value().replace("$$", "$")).isEqualTo(text);
        Map<String, Meaning> labels = field(service, "labels").fields();
        assertThat(labels).containsOnlyKeys("k" + text);
        assertThat(((Meaning.Text) labels.get("k" + text)).value().replace("$$", "$"))
                .isEqualTo(text);
        assertThat(parse(export)).isNotNull();
    }

    private static Meaning.Fields field(Meaning.Fields fields, String name) {
        return (Meaning.Fields) fields.fields().get(name);
    }

    @Test
    void writesDurationsAsTheyAreRead() {
        assertThat(GoDuration.text(0)).isEqualTo("0s");
        assertThat(GoDuration.text(90_000_000_000L)).isEqualTo("1m30s");
        assertThat(GoDuration.text(1_500_000_000L)).isEqualTo("1s500ms");
        assertThat(GoDuration.text(3_600_000_000_001L)).isEqualTo("1h1ns");
    }
}
