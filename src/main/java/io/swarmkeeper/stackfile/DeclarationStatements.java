package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a file says of one network or volume that it declares. */
record DeclarationStatements(Statements said, YamlNode at, boolean network) {

    static DeclarationStatements of(StackFile file, String section, String key) {
        Statements said = new Statements(file.reader());
        MapView all = file.root().findMap(section).orElseThrow();
        YamlNode at = all.find(key).orElseThrow().key();
        MapView map = file.declaration(section, key).orElseGet(() -> ServiceReader.sub(all, "\u0000"));
        boolean network = section.equals("networks");
        if (file.isExternal(section, key)) {
            said.say(
                    "external",
                    "true",
                    map.find("external").map(f -> (YamlNode) f.key()).orElse(at));
        } else {
            said.text(map, "driver", "driver");
            said.pairs(map, "driver_opts", "driver_opts");
            said.pairs(map, "labels", "labels");
            if (network) {
                said.text(map, "internal", "internal");
                said.text(map, "attachable", "attachable");
                subnets(file, map, said);
            }
        }
        return new DeclarationStatements(said, at, network);
    }

    private static void subnets(StackFile file, MapView map, Statements said) {
        MapView ipam = ServiceReader.sub(map, "ipam");
        List<String> subnets = new ArrayList<>();
        for (YamlNode item : file.reader().items(ipam, "config")) {
            if (item.meant() instanceof Mapping mapping) {
                file.reader().text(MapView.of(mapping), "subnet").ifPresent(subnets::add);
            }
        }
        if (!subnets.isEmpty()) {
            said.say(
                    "ipam.config",
                    Statements.listed(subnets),
                    map.find("ipam").orElseThrow().key());
        }
    }

    /** A subnet that the file leaves to the engine is no difference; nor is how a thing is made that is external to one. */
    void forget(DeclarationStatements other) {
        if (!said.said().containsKey("ipam.config")) {
            other.said().said().remove("ipam.config");
        }
        if (said.said().containsKey("external") != other.said().said().containsKey("external")) {
            for (DeclarationStatements one : List.of(this, other)) {
                one.said().said().keySet().removeIf(p -> !p.equals("external"));
            }
        }
    }

    Map<String, String> usual() {
        boolean external = said.said().containsKey("external");
        return network && !external
                ? Map.of("driver", "overlay", "internal", "false", "attachable", "false")
                : external ? Map.of() : Map.of("driver", "local");
    }
}
