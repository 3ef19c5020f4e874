"""Opens a web socket, sends one text, prints the first answer: HOST PORT PATH TEXT."""
import base64
import os
import socket
import sys

host, port, path, text = sys.argv[1:]
with socket.create_connection((host, int(port)), timeout=10) as peer:
    key = base64.b64encode(os.urandom(16)).decode()
    peer.sendall(
        f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    stream = peer.makefile("rb")
    status = stream.readline()
    while stream.readline().strip():
        pass
    if b"101" not in status:
        sys.exit(f"no web socket: {status!r}")
    mask = os.urandom(4)
    data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(text.encode()))
    peer.sendall(bytes((0x81, 0x80 | len(data))) + mask + data)
    _, length = stream.read(2)
    print(stream.read(length).decode())
