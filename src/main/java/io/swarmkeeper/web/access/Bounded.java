package io.swarmkeeper.web.access;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map of no more than so many entries: the longest untouched one is forgotten first. Not for several threads. */
final class Bounded<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1L;

    private final int most;

    Bounded(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > most;
    }
}
