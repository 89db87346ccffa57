package io.swarmkeeper.web.api;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One list, rendered when what it is made of has changed, for all viewers together. What comes out the same keeps its
 * tag and its packed bytes.
 */
final class RenderedOnce {

    private record Made(List<Object> of, Rendered rendered) {}

    private final JsonMapper json;
    private volatile @Nullable Made last;

    RenderedOnce(JsonMapper json) {
        this.json = json;
    }

    /** @param madeOf the objects it is made of: rendered anew when one of them is another than last time */
    Rendered get(List<Object> madeOf, Supplier<? extends Object> views) {
        Made known = last;
        if (known != null && same(known.of(), madeOf)) {
            return known.rendered();
        }
        synchronized (this) {
            known = last;
            if (known != null && same(known.of(), madeOf)) {
                return known.rendered();
            }
            Rendered fresh = new Rendered(json.writeValueAsBytes(views.get()));
            Rendered kept = known != null && known.rendered().tag().equals(fresh.tag()) ? known.rendered() : fresh;
            last = new Made(List.copyOf(madeOf), kept);
            return kept;
        }
    }

    /** Identity on purpose: unchanged parts of a snapshot are the very same lists. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean same(List<Object> before, List<Object> now) {
        for (int i = 0; i < now.size(); i++) {
            if (before.get(i) != now.get(i)) {
                return false;
            }
        }
        return before.size() == now.size();
    }
}
