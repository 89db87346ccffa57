package io.swarmkeeper.web.page;

import io.swarmkeeper.web.access.Viewer;
import java.util.List;
import java.util.Optional;

/**
 * The frame around every page.
 *
 * @param viewer who looks; empty before sign-in
 * @param part true if only the living part of the page is asked for, without the document around it
 * @param mark of the version that the page shows, or of an older one
 * @param seen when the latest snapshot was taken; empty if there never was one
 * @param agents how many of the nodes' agents are heard; empty if none are asked
 * @param measured true if the page shows what agents measured
 * @param live true while the engine answers; nothing is shown as live otherwise
 * @param notices what is true of the whole Swarm and belongs on every page
 */
record Shell(
        Optional<Viewer> viewer,
        boolean part,
        String mark,
        List<Place> places,
        String engine,
        Optional<When> seen,
        Optional<Agents> agents,
        boolean measured,
        boolean live,
        List<Notice> notices) {

    /** @param look class of the words; empty if all are heard */
    record Agents(String text, String look) {}

    /**
     * One entry of the navigation.
     *
     * @param key letter that goes there after {@code g}
     * @param count beside the name; empty for none
     * @param look class of the count
     * @param apart starts a new group
     */
    record Place(String title, String href, String key, String count, String look, boolean current, boolean apart) {}

    /**
     * @param look {@code bad}, {@code warn} or {@code info}
     * @param age ends the title: how long ago that was; empty if it is of now
     * @param next when it may change by itself; empty if that is not known
     */
    record Notice(String look, String title, Optional<When> age, List<String> lines, Optional<When> next) {

        static Notice of(String look, String title, List<String> lines) {
            return new Notice(look, title, Optional.empty(), lines, Optional.empty());
        }
    }
}
