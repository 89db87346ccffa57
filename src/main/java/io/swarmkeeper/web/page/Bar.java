package io.swarmkeeper.web.page;

import java.util.OptionalLong;

/**
 * A bar with one part, drawn as SVG because the content security policy allows no inline style.
 *
 * @param width of the filled part, 0 to 100
 * @param look class of the filled part
 * @param text what it says, which is also its label: {@code 19 of 256, 7 %}
 */
record Bar(int width, String look, String text) {

    /** @param size empty if the subnet cannot be read */
    static Bar addresses(long used, OptionalLong size) {
        if (size.isEmpty()) {
            return new Bar(0, "held", used + " needed, no subnet");
        }
        long of = size.getAsLong();
        long percent = Math.round(100.0 * used / of);
        return new Bar(
                (int) Math.min(100, percent),
                percent > 80 ? "over" : "held",
                "%d of %d, %s".formatted(used, of, used > 0 && percent == 0 ? "under 1 %" : percent + " %"));
    }

    /** @param share used, 0 to 1 */
    static Bar full(double share, String of) {
        double used = Math.clamp(share, 0, 1);
        return new Bar(
                (int) Math.round(100 * used),
                used > 0.8 ? "over" : "used",
                "%s of %s used".formatted(Measured.percent(used), of));
    }

    static Bar done(int done, int of) {
        return new Bar(of == 0 ? 0 : 100 * done / of, "done", done + " of " + of);
    }
}
