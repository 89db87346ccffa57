package io.swarmkeeper.wire;

/**
 * Sockets of one container with the same far end. Whose addresses they are, the server knows.
 *
 * @param protocol {@code tcp} or {@code udp}
 * @param side CLIENT: the container opened them, to remoteAddress and port. SERVER: remoteAddress opened them, to this
 *     container's port
 * @param localAddress of the container, textual, without a prefix length; likewise remoteAddress
 * @param port at the serving end
 * @param opened sockets first seen in this interval; 0 if all were seen before
 */
public record Connection(
        String containerId,
        String taskId,
        String serviceId,
        String protocol,
        Side side,
        String localAddress,
        String remoteAddress,
        int port,
        int opened) {

    /** Which end this container is. */
    public enum Side {
        CLIENT,
        SERVER
    }
}
