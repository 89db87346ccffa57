package io.swarmkeeper.web.page;

import java.util.List;
import java.util.Locale;

/** Small pieces of English that many pages need. */
final class Wording {

    /** Longest name shown in a list; whoever wants all of it finds it on the detail page. */
    static final int NAME = 120;

    private Wording() {}

    /** {@code 1 service}, {@code 7 services}, {@code no services}. */
    static String count(long n, String noun) {
        return (n == 0 ? "no" : Long.toString(n)) + " " + (n == 1 ? noun : plural(noun));
    }

    private static String plural(String noun) {
        if (noun.startsWith("service of ")) {
            return "services" + noun.substring("service".length());
        }
        if (noun.matches(".*[^aeiou]y")) {
            return noun.substring(0, noun.length() - 1) + "ies";
        }
        return noun + (noun.endsWith("s") || noun.endsWith("x") ? "es" : "s");
    }

    /** Kebab or enum name as words: {@code UNDO_FAILED} becomes {@code undo failed}. */
    static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String kebab(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** At most {@code max} code points, the rest cut with an ellipsis. */
    static String clip(String text, int max) {
        if (text.length() <= max || text.codePointCount(0, text.length()) <= max) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, max - 1)) + "…";
    }

    static String name(String name) {
        return clip(name, NAME);
    }

    /** {@code m1, w1 and w2}; beyond {@code max} names {@code m1, w1 and 7 more}. */
    static String list(List<String> names, int max) {
        if (names.isEmpty()) {
            return "";
        }
        if (names.size() == 1) {
            return names.getFirst();
        }
        if (names.size() > max) {
            return String.join(", ", names.subList(0, max - 1)) + " and " + (names.size() - max + 1) + " more";
        }
        return String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }

    static String sentence(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** An image reference as people read it: without registry and digest. */
    static String image(String reference) {
        int digest = reference.indexOf('@');
        String bare = digest < 0 ? reference : reference.substring(0, digest);
        int slash = bare.indexOf('/');
        String first = slash < 0 ? "" : bare.substring(0, slash);
        boolean registry = first.contains(".") || first.contains(":") || first.equals("localhost");
        String path = registry ? bare.substring(slash + 1) : bare;
        return clip(path.startsWith("library/") ? path.substring("library/".length()) : path, 64);
    }
}
