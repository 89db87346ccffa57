package io.swarmkeeper.scheduler;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One IP address or a CIDR block, as {@code node.ip} constraints name them. Never asks a name server.
 *
 * @param prefix leading bits that count
 */
record AddressRange(InetAddress address, int prefix) {

    /** Four decimal numbers; the JDK would also take shorter forms that Go refuses. */
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    /** Empty if it is neither an address nor a block. */
    static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return address(text).map(a -> new AddressRange(a, a.getAddress().length * 8));
        }
        String digits = text.substring(slash + 1);
        if (!digits.matches("\\d{1,3}")) {
            return Optional.empty();
        }
        int prefix = Integer.parseInt(digits);
        return address(text.substring(0, slash))
                .filter(a -> prefix <= a.getAddress().length * 8)
                .map(a -> new AddressRange(a, prefix));
    }

    /** False for what is no address at all, like a node's that the managers do not know. */
    boolean contains(String candidate) {
        return address(candidate).map(this::contains).orElse(false);
    }

    private boolean contains(InetAddress candidate) {
        byte[] wanted = address.getAddress();
        byte[] found = candidate.getAddress();
        if (wanted.length != found.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((wanted[bit / 8] & mask) != (found[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<InetAddress> address(String text) {
        if (!IPV4.matcher(text).matches() && text.indexOf(':') < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
