package io.swarmkeeper.web.page;

import io.swarmkeeper.analysis.Findings;
import io.swarmkeeper.analysis.Severity;
import io.swarmkeeper.change.Change;
import io.swarmkeeper.change.ChangeState;
import io.swarmkeeper.change.Changes;
import io.swarmkeeper.collector.Connection;
import io.swarmkeeper.swarm.Network;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.telemetry.AgentState;
import io.swarmkeeper.telemetry.Measurements;
import io.swarmkeeper.web.access.Role;
import io.swarmkeeper.web.access.SignedIn;
import io.swarmkeeper.web.access.Viewer;
import io.swarmkeeper.web.page.Shell.Agents;
import io.swarmkeeper.web.page.Shell.Notice;
import io.swarmkeeper.web.page.Shell.Place;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Gives every page its frame: navigation with counts, how fresh all this is, and what everyone must know. */
@ControllerAdvice(basePackageClasses = ShellAdvice.class)
class ShellAdvice {

    private final SwarmView view;
    private final Changes changes;
    private final SignedIn signedIn;
    private final LiveState state;

    ShellAdvice(SwarmView view, Changes changes, SignedIn signedIn, LiveState state) {
        this.state = state;
        this.view = view;
        this.signedIn = signedIn;
        this.changes = changes;
    }

    @ModelAttribute("shell")
    Shell shell(HttpServletRequest request) {
        boolean part = request.getHeader("HX-Request") != null;
        Optional<Viewer> viewer = signedIn.viewer();
        Optional<Snapshot> snapshot = view.findSnapshot();
        boolean live = view.connection() instanceof Connection.Connected && snapshot.isPresent();
        return new Shell(
                viewer,
                part,
                state.mark(state.version()),
                viewer.map(v -> places(request.getServletPath(), snapshot, v)).orElse(List.of()),
                snapshot.map(s -> "Engine " + s.cluster().engineVersion() + " · API "
                                + s.cluster().apiVersion())
                        .orElse("No engine"),
                snapshot.map(s -> view.when(s.collectedAt())),
                snapshot.flatMap(s -> agents(s, view.measurements())),
                PageCache.isMeasured(request.getServletPath()),
                live,
                notices(snapshot));
    }

    private static Optional<Agents> agents(Snapshot snapshot, Measurements measurements) {
        if (!measurements.asked()) {
            return Optional.empty();
        }
        long heard = snapshot.nodes().stream()
                .flatMap(n -> measurements.agentOf(n.id()).stream())
                .filter(AgentState::isHeard)
                .count();
        int nodes = snapshot.nodes().size();
        return Optional.of(
                new Agents("%d of %s".formatted(heard, Wording.count(nodes, "agent")), heard < nodes ? "bad" : ""));
    }

    private List<Place> places(String path, Optional<Snapshot> snapshot, Viewer viewer) {
        Findings findings = view.findings();
        int critical = findings.open(Severity.CRITICAL).size();
        List<Change> open = changes.open();
        boolean waits = open.stream().anyMatch(c -> waitsFor(c, viewer));
        List<Place> places = new ArrayList<>();
        places.add(place("Overview", "/", "o", "", "", path));
        places.add(place(
                "Findings",
                "/findings",
                "f",
                count(snapshot.map(s -> findings.open().size())),
                critical > 0 ? "bad" : "",
                path));
        places.add(place(
                "Changes",
                "/changes",
                "c",
                open.isEmpty() ? "" : Integer.toString(open.size()),
                waits ? "waits" : "",
                path));
        places.add(place(
                "Services",
                "/services",
                "s",
                count(snapshot.map(s -> s.services().size())),
                "",
                path));
        places.add(
                place("Nodes", "/nodes", "n", count(snapshot.map(s -> s.nodes().size())), "", path));
        places.add(place(
                "Networks",
                "/networks",
                "w",
                count(snapshot.map(s ->
                        (int) s.networks().stream().filter(Network::isOverlay).count())),
                "",
                path));
        places.add(place(
                "Storage", "/storage", "v", count(snapshot.map(s -> s.volumes().size())), "", path));
        places.add(
                place("Stack files", "/stack-files", "t", "", "", path.startsWith("/stacks/") ? "/stack-files" : path));
        places.add(place("Audit", "/audit", "a", "", "", path));
        places.add(place("Report", "/report", "r", "", "", path));
        if (viewer.may(Role.ADMIN)) {
            places.add(new Place("Accounts", "/accounts", "u", "", "", path.startsWith("/accounts"), true));
        }
        return places;
    }

    private static Place place(String title, String href, String key, String count, String look, String path) {
        boolean current = href.equals("/") ? path.equals("/") : path.equals(href) || path.startsWith(href + "/");
        return new Place(title, href, key, count, look, current, false);
    }

    private static String count(Optional<Integer> count) {
        return count.map(String::valueOf).orElse("");
    }

    /** True if this viewer can move it on: approve what another asked for, or judge what is inconclusive. */
    static boolean waitsFor(Change change, Viewer viewer) {
        boolean undecided = change.state() == ChangeState.REQUESTED || change.state() == ChangeState.INCONCLUSIVE;
        return undecided && viewer.may(Role.APPROVER) && !change.requestedBy().equals(viewer.name());
    }

    private List<Notice> notices(Optional<Snapshot> snapshot) {
        List<Notice> notices = new ArrayList<>();
        switch (view.connection()) {
            case Connection.Connecting connecting ->
                notices.add(new Notice(
                        "info",
                        "Looking for the Swarm. The first reading began",
                        Optional.of(view.when(connecting.since())),
                        List.of(),
                        Optional.empty()));
            case Connection.Connected connected -> {}
            case Connection.Lost lost ->
                notices.add(new Notice(
                        "bad",
                        snapshot.isPresent()
                                ? "The engine does not answer. What you see is as it was"
                                : "No Swarm was read yet.",
                        snapshot.map(s -> view.when(s.collectedAt())),
                        List.of(lost.cause().found(), lost.cause().advice()),
                        Optional.of(view.when(lost.nextTry()))));
        }
        snapshot.filter(s -> !s.missing().isEmpty())
                .ifPresent(s -> notices.add(Notice.of(
                        "warn", "Not everything could be read; findings about it are undecided.", s.missing())));
        if (!changes.fourEyes()) {
            notices.add(Notice.of(
                    "warn",
                    "Own requests may be approved here.",
                    List.of("swarmkeeper.change.four-eyes is false; each audit entry says so too.")));
        }
        return notices;
    }
}
