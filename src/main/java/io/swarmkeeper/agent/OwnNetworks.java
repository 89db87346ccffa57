package io.swarmkeeper.agent;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The interfaces of this process's own network namespace. */
final class OwnNetworks {

    private OwnNetworks() {}

    static Set<String> addresses() throws SocketException {
        Set<String> addresses = new HashSet<>();
        NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .forEach(a -> addresses.add(a.getHostAddress()));
        return addresses;
    }

    /** MTU of the interface whose subnet holds the peer. */
    static Optional<Integer> mtuTo(InetAddress peer) throws SocketException {
        for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
            for (InterfaceAddress address : one.getInterfaceAddresses()) {
                if (sameSubnet(address, peer)) {
                    return Optional.of(one.getMTU());
                }
            }
        }
        return Optional.empty();
    }

    /** Name of the container's network whose address on our side is in the peer's subnet. */
    static Optional<String> networkTo(InetAddress peer, Map<String, String> addressByNetwork) throws SocketException {
        for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
            for (InterfaceAddress address : one.getInterfaceAddresses()) {
                if (sameSubnet(address, peer)) {
                    String own = address.getAddress().getHostAddress();
                    return addressByNetwork.entrySet().stream()
                            .filter(e -> e.getValue().equals(own))
                            .map(Map.Entry::getKey)
                            .findFirst();
                }
            }
        }
        return Optional.empty();
    }

    private static boolean sameSubnet(InterfaceAddress own, InetAddress peer) {
        byte[] a = own.getAddress().getAddress();
        byte[] b = peer.getAddress();
        if (a.length != b.length) {
            return false;
        }
        for (int bit = 0; bit < own.getNetworkPrefixLength(); bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((a[bit / 8] & mask) != (b[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
