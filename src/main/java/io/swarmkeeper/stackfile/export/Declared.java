package io.swarmkeeper.stackfile.export;

import io.swarmkeeper.stackfile.yaml.Meaning;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** One of a file's sections beside the services: what they name, each under a key of its own. */
final class Declared {

    private final String stack;
    private final Map<Object, String> keys = new LinkedHashMap<>();
    private final Map<String, Meaning.Fields> declarations = new TreeMap<>();

    Declared(String stack) {
        this.stack = stack;
    }

    /**
     * The key to name it by. Without the stack's name in front where it has it, as the file had that it came from.
     *
     * @param name in the Swarm
     * @param declaration of it; the same thing is declared once
     */
    String external(String name) {
        return key(name, new Written().flag("external", true), false);
    }

    /** What a deploy makes, if it is not there yet. @param declaration without its name */
    String own(String name, Written declaration) {
        return key(name, declaration, true);
    }

    private String key(String name, Written declaration, boolean scoped) {
        record Identity(String name, Meaning.Fields fields) {}
        Object identity = new Identity(name, declaration.build());
        String known = keys.get(identity);
        if (known != null) {
            return known;
        }
        String key = free(name);
        // A deploy puts the stack's name in front of what it makes itself.
        String implied = scoped ? stack + "_" + key : key;
        if (!implied.equals(name)) {
            declaration.text("name", name);
        }
        keys.put(identity, key);
        declarations.put(key, declaration.build());
        return key;
    }

    private String free(String name) {
        String prefix = stack + "_";
        boolean ours = name.startsWith(prefix) && name.length() > prefix.length();
        String wanted = (ours ? name.substring(prefix.length()) : name).replaceAll("[^a-zA-Z0-9._-]", "_");
        if (wanted.isEmpty()) {
            wanted = "_";
        }
        if (ours && declarations.containsKey(wanted)) {
            wanted = name.replaceAll("[^a-zA-Z0-9._-]", "_");
        }
        String key = wanted;
        for (int i = 2; declarations.containsKey(key); i++) {
            key = wanted + "_" + i;
        }
        return key;
    }

    boolean isEmpty() {
        return declarations.isEmpty();
    }

    void writeTo(Written file, String section) {
        if (!declarations.isEmpty()) {
            file.put(section, new Meaning.Fields(new LinkedHashMap<>(declarations)));
        }
    }
}
