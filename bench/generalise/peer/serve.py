"""The peer: answers "peer ok" on http 80 and https 443 and 8443; /echo repeats the request."""
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Peer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = b"peer ok\n"
        if self.path.startswith("/echo"):
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = f"{self.requestline}\n{self.headers}".encode() + sent
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_HEAD = answer

    def log_message(self, *_):
        pass


def serve(port, tls):
    server = ThreadingHTTPServer(("", port), Peer)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("/etc/peer/peer.crt", "/etc/peer/peer.key")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


for port, tls in ((443, True), (8443, True)):
    threading.Thread(target=serve, args=(port, tls), daemon=True).start()
serve(80, False)
