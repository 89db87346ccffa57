"""forward.py NETNS ADDRESS PORT AT: listens on this machine's loopback, connects inside a namespace."""

import ctypes
import os
import socket
import sys
import threading

netns, address, port, at = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
server = socket.create_server(("127.0.0.1", at), backlog=512)  # made out here, kept after the move below
if ctypes.CDLL(None).setns(os.open(netns, os.O_RDONLY), 0) != 0:
    sys.exit(f"cannot enter {netns}")
threading.stack_size(256 * 1024)
print("ready", flush=True)


def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    try:
        sink.shutdown(socket.SHUT_WR)  # only this direction is over: attach and exec half-close
    except OSError:
        pass


def serve(client):
    with client:
        try:
            remote = socket.create_connection((address, port), 10)
        except OSError:
            return
        with remote:
            remote.settimeout(None)
            for end in (client, remote):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            up = threading.Thread(target=pump, args=(client, remote), daemon=True)
            up.start()
            pump(remote, client)
            up.join()


while True:
    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
