package io.swarmkeeper.wire;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the parameters of a probe may be, and how they are read. Every refusal says what was found and expected. */
final class ProbeParameters {

    /** What may stand in a path with a query (RFC 3986). The slash in front keeps it from being read as an option. */
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,199}");
    /** No equals sign and no slash: pg_isready reads a database with these as a whole connection string. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.$-]{0,62}");

    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    private final String template;
    private final Map<String, String> given;
    private final Set<String> taken = new TreeSet<>();

    ProbeParameters(String template, Map<String, String> given) {
        this.template = template;
        this.given = given;
    }

    int port() {
        String text = text("port");
        if (!PORT.matcher(text).matches()) {
            throw new IllegalArgumentException("port is \"%s\"; 1 to 65535 is expected".formatted(shown(text)));
        }
        return Integer.parseInt(text);
    }

    String text(String name) {
        taken.add(name);
        String value = given.get(name);
        if (value == null) {
            throw new IllegalArgumentException("%s is missing; %s takes it".formatted(name, template));
        }
        return value;
    }

    /** Called when all that the template takes were read. */
    void refuseOthers() {
        for (String name : given.keySet()) {
            if (!taken.contains(name)) {
                throw new IllegalArgumentException(
                        "%s takes %s; found also \"%s\"".formatted(template, String.join(", ", taken), shown(name)));
            }
        }
    }

    static void checkPort(int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port is %d; 1 to 65535 is expected".formatted(port));
        }
    }

    static void checkPath(String path) {
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    "path is \"%s\"; expected is a / and at most 199 more of the characters of an address"
                            .formatted(shown(path)));
        }
    }

    static void checkName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "%s is \"%s\"; expected are at most 63 letters, digits and _ . $ - with a letter or _ in front"
                            .formatted(what, shown(name)));
        }
    }

    /** Of foreign text as much as fits into a message. */
    static String shown(String text) {
        String plain = text.substring(0, Math.min(200, text.length())).replaceAll("[^ -~]", "?");
        return plain.length() <= 60 ? plain : plain.substring(0, 57) + "...";
    }
}
