package io.swarmkeeper.stackfile;

import io.swarmkeeper.stackfile.StackService.PlacedPort;
import io.swarmkeeper.stackfile.yaml.MapView;
import io.swarmkeeper.stackfile.yaml.StackFileException;
import io.swarmkeeper.stackfile.yaml.YamlNode;
import io.swarmkeeper.stackfile.yaml.YamlNode.Mapping;
import io.swarmkeeper.swarm.Service.Port;
import io.swarmkeeper.swarm.Service.PublishMode;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads published ports, short ({@code 8080:80/tcp}, {@code 3000-3005}) and long. */
final class PortReader {

    /** Numbers behind the address, as the docker client parts them: at the last two colons. */
    private static final Pattern SHORT = Pattern.compile(
            "(?:(?:(?<address>[^/]*):)?(?<from>0*\\d{1,5})?(?:-(?<to>0*\\d{1,5}))?:)?(?<first>0*\\d{1,5})(?:-(?<last>0*\\d{1,5}))?(?:/(?<protocol>(?i:tcp|udp|sctp)?))?");

    private static final Pattern FOUR =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.|$)){4}(?<!\\.)");
    private static final Pattern SIX = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final int HIGHEST = 65535;

    /** Of a whole file: a line of twenty characters stands for up to {@value #HIGHEST} of them. */
    private static final int MOST = 200_000;

    private final Reader reader;
    private int read;

    /** One for a whole file. */
    PortReader(Reader reader) {
        this.reader = reader;
    }

    List<PlacedPort> read(MapView fields) {
        List<PlacedPort> ports = new ArrayList<>();
        for (YamlNode item : reader.items(fields, "ports")) {
            if (item.meant() instanceof Mapping mapping) {
                MapView map = MapView.of(mapping);
                PublishMode mode = reader.word(map, "mode", List.of("ingress", "host"))
                                .orElse("ingress")
                                .equals("host")
                        ? PublishMode.HOST
                        : PublishMode.INGRESS;
                ports.add(new PlacedPort(
                        item,
                        new Port(
                                reader.text(map, "protocol").orElse("tcp"),
                                number(map, "target"),
                                number(map, "published"),
                                mode)));
            } else {
                readShort(item, ports);
            }
        }
        return ports;
    }

    /** 0 if it is absent or open. */
    private int number(MapView map, String name) {
        long number = reader.number(map, name).orElse(0);
        if (number > HIGHEST) {
            YamlNode at = map.find(name).map(MapView.Field::written).orElse(map.mapping());
            throw new StackFileException(
                    reader.file().place(at),
                    "%s is %s, but must be %d or less".formatted(name, Reader.shown(at), HIGHEST));
        }
        return (int) number;
    }

    /** None at all is every address. */
    private static boolean isAddress(@Nullable String written) {
        if (written == null || written.isEmpty()) {
            return true;
        }
        String address =
                written.startsWith("[") && written.endsWith("]") ? written.substring(1, written.length() - 1) : written;
        if (address.isEmpty() || FOUR.matcher(address).matches()) {
            return true;
        }
        try {
            return SIX.matcher(address).matches() && Inet6Address.ofLiteral(address) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Published ports as the short form has them. @param from 0 if the engine chooses */
    private record Ports(int from, int to, int first, int last, String protocol) {

        boolean isRight() {
            return first <= last
                    && last <= HIGHEST
                    && to <= HIGHEST
                    && (from == 0 || to - from == last - first || first == last && from <= to);
        }
    }

    /** Empty if it is not of that form; the numbers may be none that go together. */
    private static Optional<Ports> parse(String text) {
        Matcher matcher = SHORT.matcher(text);
        if (!matcher.matches() || !isAddress(matcher.group("address"))) {
            return Optional.empty();
        }
        int first = Integer.parseInt(matcher.group("first"));
        int from = matcher.group("from") == null ? 0 : Integer.parseInt(matcher.group("from"));
        String written = matcher.group("protocol");
        return Optional.of(new Ports(
                from,
                matcher.group("to") == null ? from : Integer.parseInt(matcher.group("to")),
                first,
                matcher.group("last") == null ? first : Integer.parseInt(matcher.group("last")),
                written == null || written.isEmpty() ? "tcp" : written.toLowerCase(Locale.ROOT)));
    }

    /** True if a deploy takes that text as a port. */
    static boolean isShort(String text) {
        return parse(text).filter(Ports::isRight).isPresent();
    }

    private void readShort(YamlNode item, List<PlacedPort> ports) {
        Optional<Ports> parsed = parse(reader.text(item));
        // What hangs on a variable that is not set is said elsewhere.
        boolean open =
                item.meant() instanceof YamlNode.Scalar s && reader.unset(s).isPresent();
        if (open && parsed.filter(Ports::isRight).isEmpty()) {
            return;
        }
        Ports written = parsed.orElseThrow(() -> new StackFileException(
                reader.file().place(item), "port %s is none; 8080:80 is expected".formatted(Reader.shown(item))));
        if (!written.isRight()) {
            throw new StackFileException(
                    reader.file().place(item),
                    "ports %s do not go together, or are above 65535".formatted(Reader.shown(item)));
        }
        read += written.last() - written.first() + 1;
        if (read > MOST) {
            throw new StackFileException(
                    reader.file().place(item), "with these the file has more than %,d ports".formatted(MOST));
        }
        for (int target = written.first(); target <= written.last(); target++) {
            int published = written.from() == 0 ? 0 : written.from() + target - written.first();
            ports.add(new PlacedPort(item, new Port(written.protocol(), target, published, PublishMode.INGRESS)));
        }
    }
}
