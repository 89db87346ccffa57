package io.swarmkeeper.agent;

import io.swarmkeeper.wire.AgentIdentity;
import io.swarmkeeper.wire.ContainerUse;
import io.swarmkeeper.wire.NodeUse;
import io.swarmkeeper.wire.Sample;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The last sample as Prometheus reads it (text format 0.0.4). What is unknown is absent. */
final class Metrics {

    private Metrics() {}

    static String of(@Nullable Sample sample, @Nullable AgentIdentity self) {
        StringBuilder text = new StringBuilder();
        if (sample == null || self == null) {
            return "";
        }
        NodeUse node = sample.node();
        String where = "{node_id=\"%s\",hostname=\"%s\"}".formatted(escape(self.nodeId()), escape(self.hostname()));
        if (node != null) {
            if (node.cores() != null) {
                gauge(text, "swarmkeeper_agent_node_cpu_cores", "CPU in use, in cores.");
                line(text, "swarmkeeper_agent_node_cpu_cores", where, node.cores());
            }
            gauge(text, "swarmkeeper_agent_node_memory_bytes", "Memory in use that cannot be given back.");
            line(text, "swarmkeeper_agent_node_memory_bytes", where, node.memoryBytes());
        }
        each(text, sample, "swarmkeeper_agent_container_cpu_cores", "CPU in use, in cores.", ContainerUse::cores);
        each(text, sample, "swarmkeeper_agent_container_memory_bytes", "Working set.", ContainerUse::memoryBytes);
        each(
                text,
                sample,
                "swarmkeeper_agent_container_memory_peak_bytes",
                "The kernel's high-water mark, file cache included.",
                ContainerUse::peakBytes);
        each(
                text,
                sample,
                "swarmkeeper_agent_container_oom_kills",
                "Processes killed for memory since the container started.",
                ContainerUse::oomKills);
        return text.toString();
    }

    private static void each(
            StringBuilder text,
            Sample sample,
            String name,
            String help,
            Function<ContainerUse, @Nullable Number> value) {
        gauge(text, name, help);
        for (ContainerUse use : sample.containers()) {
            Number number = value.apply(use);
            if (use.running() && number != null) {
                line(
                        text,
                        name,
                        "{container=\"%s\",task=\"%s\",service_id=\"%s\"}"
                                .formatted(escape(use.name()), escape(use.taskId()), escape(use.serviceId())),
                        number);
            }
        }
    }

    private static void gauge(StringBuilder text, String name, String help) {
        text.append("# HELP ")
                .append(name)
                .append(' ')
                .append(help)
                .append("\n# TYPE ")
                .append(name)
                .append(" gauge\n");
    }

    private static void line(StringBuilder text, String name, String labels, Number value) {
        String number = value instanceof Double d ? String.format(Locale.ROOT, "%.6f", d) : value.toString();
        text.append(name).append(labels).append(' ').append(number).append('\n');
    }

    private static String escape(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
