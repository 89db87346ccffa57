package io.swarmkeeper.web.page;

import io.swarmkeeper.telemetry.Flow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who talks to whom, drawn: services as boxes in columns, each to the left of those it calls as far as circles allow.
 * Sizes in pixels. Text is as the Swarm has it, clipped; the template escapes it.
 *
 * @param left pairs of services that are not drawn because there are too many; the table has them
 */
record FlowMap(int width, int height, List<Box> boxes, List<Edge> edges, int left) {

    private static final int MOST_EDGES = 120;
    private static final int BOX_WIDTH = 156;
    private static final int BOX_HEIGHT = 40;
    /** From one column to the next: as far as suits the eye, or as near as the page needs. */
    private static final int WIDEST_COLUMN = 252;

    private static final int NEAREST_COLUMN = 196;
    /** What a page of 1280 pixels has room for. */
    private static final int PAGE = 992;

    private static final int ROW = 56;
    private static final int MARGIN = 14;
    /** For the curve of one that calls itself. */
    private static final int LOOP = 24;

    private static final int NAME = 19;
    private static final int PORTS = 22;
    private static final int PASSES = 4;
    /** A flow that was not seen for so long is drawn as a quiet one. */
    static final Duration QUIET = Duration.ofHours(24);

    /** @param ports it is talked to on; empty if nobody does */
    record Box(int x, int y, String name, String fullName, String ports, String href, boolean gone) {

        public int nameX() {
            return x + 10;
        }

        public int nameY() {
            return ports.isEmpty() ? y + 25 : y + 17;
        }

        public int portsY() {
            return y + 32;
        }
    }

    /**
     * @param path the {@code d} of an SVG path
     * @param text who, whom, over which network and ports
     */
    record Edge(String path, boolean quiet, String text) {}

    private record Pair(String client, String server) {}

    private record Point(int x, int y) {}

    /** @param hrefs by service name; a service that is not in it is gone */
    static FlowMap of(List<Flow> flows, Map<String, String> hrefs, Map<String, String> shortNames, Instant now) {
        Map<Pair, List<Flow>> pairs = new LinkedHashMap<>();
        flows.stream()
                .sorted(Comparator.comparing(Flow::lastSeen).reversed())
                .forEach(f -> pairs.computeIfAbsent(new Pair(f.client(), f.server()), p -> new ArrayList<>())
                        .add(f));
        List<Pair> drawn = pairs.keySet().stream()
                .limit(MOST_EDGES)
                .sorted(Comparator.comparing(Pair::client).thenComparing(Pair::server))
                .toList();
        List<List<String>> columns = columns(drawn);
        int step = Math.clamp(
                (PAGE - 2 * MARGIN - BOX_WIDTH - LOOP) / Math.max(1, columns.size() - 1),
                NEAREST_COLUMN,
                WIDEST_COLUMN);
        Map<String, Box> boxes = new LinkedHashMap<>();
        Map<String, Point> bends = new HashMap<>();
        int most = columns.stream().mapToInt(List::size).max().orElse(0);
        for (int column = 0; column < columns.size(); column++) {
            List<String> names = columns.get(column);
            int top = MARGIN + (most - names.size()) * ROW / 2;
            for (int row = 0; row < names.size(); row++) {
                String name = names.get(row);
                int y = top + row * ROW + 4;
                if (name.indexOf('\n') >= 0) {
                    bends.put(name, new Point(MARGIN + column * step, y + BOX_HEIGHT / 2));
                    continue;
                }
                boxes.put(
                        name,
                        new Box(
                                MARGIN + column * step,
                                y,
                                Wording.clip(shortNames.getOrDefault(name, name), NAME),
                                Wording.name(name),
                                Wording.clip(ports(name, drawn, pairs), PORTS),
                                hrefs.getOrDefault(name, ""),
                                !hrefs.containsKey(name)));
            }
        }
        List<Edge> edges = drawn.stream()
                .map(p -> edge(p, pairs.getOrDefault(p, List.of()), boxes, bends, now))
                .toList();
        return new FlowMap(
                2 * MARGIN + Math.max(0, columns.size() - 1) * step + BOX_WIDTH + LOOP,
                2 * MARGIN + Math.max(1, most) * ROW,
                List.copyOf(boxes.values()),
                edges,
                pairs.size() - drawn.size());
    }

    private static String ports(String server, List<Pair> drawn, Map<Pair, List<Flow>> pairs) {
        Set<String> ports = new TreeSet<>();
        drawn.stream()
                .filter(p -> p.server().equals(server))
                .flatMap(p -> pairs.getOrDefault(p, List.of()).stream())
                .forEach(f -> ports.add(port(f)));
        return String.join(", ", ports);
    }

    static String port(Flow flow) {
        return flow.port() + "/" + Wording.clip(flow.protocol(), 8);
    }

    /** Longest way from those that nobody calls; then each column in the order of those that call it. */
    private static List<List<String>> columns(List<Pair> pairs) {
        Map<String, Set<String>> calls = new TreeMap<>();
        Map<String, Set<String>> calledBy = new TreeMap<>();
        for (Pair pair : pairs) {
            calls.computeIfAbsent(pair.client(), c -> new LinkedHashSet<>());
            calls.computeIfAbsent(pair.server(), c -> new LinkedHashSet<>());
            if (!pair.client().equals(pair.server())) {
                calls.getOrDefault(pair.client(), Set.of()).add(pair.server());
                calledBy.computeIfAbsent(pair.server(), c -> new LinkedHashSet<>())
                        .add(pair.client());
            }
        }
        Map<String, Integer> depth = new TreeMap<>();
        List<String> first = calls.keySet().stream()
                .sorted(Comparator.comparing((String s) -> calledBy.containsKey(s)))
                .toList();
        first.forEach(s -> {
            if (!depth.containsKey(s)) {
                sink(s, 0, calls, depth, new HashSet<>());
            }
        });
        List<List<String>> columns = new ArrayList<>();
        calls.keySet().forEach(s -> {
            int column = depth.getOrDefault(s, 0);
            while (columns.size() <= column) {
                columns.add(new ArrayList<>());
            }
            columns.get(column).add(s);
        });
        pairs.forEach(p -> bends(p, depth).forEach(bend -> {
            if (!columns.get(bend.column()).contains(bend.name())) {
                columns.get(bend.column()).add(bend.name());
            }
            link(calls, bend.before(), bend.name());
            link(calledBy, bend.name(), bend.before());
            link(calls, bend.name(), bend.after());
            link(calledBy, bend.after(), bend.name());
        }));
        for (int pass = 0; pass < PASSES; pass++) {
            Map<String, Double> place = places(columns);
            Map<String, Set<String>> neighbours = pass % 2 == 0 ? calledBy : calls;
            columns.forEach(c -> c.sort(Comparator.comparingDouble((String s) -> middle(s, neighbours, place))
                    .thenComparing(Comparator.naturalOrder())));
        }
        return columns;
    }

    /** Where an edge crosses a column on its way: it needs a place of its own there, or it would run behind a box. */
    private record Bend(String before, String name, String after, int column) {}

    private static List<Bend> bends(Pair pair, Map<String, Integer> depth) {
        List<Bend> bends = new ArrayList<>();
        int from = depth.getOrDefault(pair.client(), 0);
        int to = depth.getOrDefault(pair.server(), 0);
        for (int column = from + 1; column < to; column++) {
            bends.add(new Bend(
                    column == from + 1 ? pair.client() : bendName(pair.server(), column - 1),
                    bendName(pair.server(), column),
                    column == to - 1 ? pair.server() : bendName(pair.server(), column + 1),
                    column));
        }
        return bends;
    }

    /** No service is called so. All who call one server share its lane. */
    private static String bendName(String server, int column) {
        return server + '\n' + column;
    }

    private static void link(Map<String, Set<String>> links, String from, String to) {
        links.computeIfAbsent(from, f -> new LinkedHashSet<>()).add(to);
    }

    /** Each call goes one column to the right, but one that would close a circle. */
    private static void sink(
            String service, int to, Map<String, Set<String>> calls, Map<String, Integer> depth, Set<String> above) {
        if (depth.getOrDefault(service, -1) >= to || !above.add(service)) {
            return;
        }
        depth.put(service, to);
        calls.getOrDefault(service, Set.of()).forEach(s -> {
            if (!above.contains(s)) {
                sink(s, to + 1, calls, depth, above);
            }
        });
        above.remove(service);
    }

    private static Map<String, Double> places(List<List<String>> columns) {
        Map<String, Double> place = new TreeMap<>();
        for (List<String> column : columns) {
            for (int row = 0; row < column.size(); row++) {
                place.put(column.get(row), row - column.size() / 2.0);
            }
        }
        return place;
    }

    private static double middle(String service, Map<String, Set<String>> neighbours, Map<String, Double> place) {
        return neighbours.getOrDefault(service, Set.of()).stream()
                .mapToDouble(n -> place.getOrDefault(n, 0.0))
                .average()
                .orElse(place.getOrDefault(service, 0.0));
    }

    private static Edge edge(
            Pair pair, List<Flow> flows, Map<String, Box> boxes, Map<String, Point> bends, Instant now) {
        Box from = boxes.get(pair.client());
        Box to = boxes.get(pair.server());
        String path = from == null || to == null ? "" : path(from, to, crossed(pair, from, to, bends));
        boolean quiet = flows.stream().allMatch(f -> f.lastSeen().isBefore(now.minus(QUIET)));
        Set<String> over = new TreeSet<>();
        flows.forEach(f -> over.add(port(f) + " over " + Wording.clip(f.network(), 60)));
        return new Edge(
                path,
                quiet,
                Wording.name(pair.client()) + " → " + Wording.name(pair.server()) + ": "
                        + Wording.list(List.copyOf(over), 6));
    }

    private static List<Point> crossed(Pair pair, Box from, Box to, Map<String, Point> bends) {
        return bends.entrySet().stream()
                .filter(e -> e.getKey().startsWith(pair.server() + '\n'))
                .map(Map.Entry::getValue)
                .filter(p -> p.x() > from.x() && p.x() < to.x())
                .sorted(Comparator.comparingInt(Point::x))
                .toList();
    }

    private static String path(Box from, Box to, List<Point> crossed) {
        int y1 = from.y() + BOX_HEIGHT / 2;
        int y2 = to.y() + BOX_HEIGHT / 2;
        int x1 = from.x() + BOX_WIDTH;
        int x2 = to.x() - 2;
        if (from.equals(to)) {
            return "M%d %dc26 -14 26 26 2 14".formatted(x1, y1 - 8);
        }
        if (to.x() > from.x()) {
            StringBuilder path = new StringBuilder("M%d %d".formatted(x1, y1));
            Point at = new Point(x1, y1);
            for (Point point : crossed) {
                path.append(curve(at, point)).append('h').append(BOX_WIDTH);
                at = new Point(point.x() + BOX_WIDTH, point.y());
            }
            return path.append(curve(at, new Point(x2, y2))).toString();
        }
        // Back, or within a column: out to the right and in from the right.
        int side = to.x() + BOX_WIDTH + 2;
        int out = Math.max(x1, side) + 40;
        return "M%d %dC%d %d %d %d %d %d".formatted(x1, y1 + 6, out, y1 + 6, out, y2 - 6, side, y2 - 6);
    }

    private static String curve(Point from, Point to) {
        int bend = (to.x() - from.x()) / 2;
        return "C%d %d %d %d %d %d".formatted(from.x() + bend, from.y(), to.x() - bend, to.y(), to.x(), to.y());
    }
}
