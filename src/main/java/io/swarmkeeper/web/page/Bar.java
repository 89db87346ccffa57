package io.swarmkeeper.web.page;

import java.util.OptionalLong;

/**
 * A capacity bar, drawn as SVG because the content security policy allows no inline style.
 *
 * @param width of the filled part, 0 to 100
 * @param look class of the filled part
 * @param text what it says, which is also its label: {@code 2.0 of 4.0 cores held, 50 %}
 */
record Bar(int width, String look, String text) {

    static Bar held(long held, long capacity, String heldText, String capacityText) {
        if (capacity <= 0) {
            return new Bar(0, "held", "capacity unknown");
        }
        long percent = Math.round(100.0 * held / capacity);
        return new Bar(
                (int) Math.min(100, percent),
                percent > 90 ? "over" : "held",
                "%s of %s held, %d %%".formatted(heldText, capacityText, percent));
    }

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

    static Bar done(int done, int of) {
        return new Bar(of == 0 ? 0 : 100 * done / of, "done", done + " of " + of);
    }
}
