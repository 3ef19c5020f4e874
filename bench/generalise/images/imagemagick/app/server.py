"""A picture service: thumbnails and conversions by ImageMagick's programs, a few things by Pillow."""
import json
import signal
import subprocess
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

HERE = Path(__file__).parent
TYPES = {"png": "image/png", "jpeg": "image/jpeg", "json": "application/json", "txt": "text/plain; charset=utf-8"}


def run(*command, data=b""):
    done = subprocess.run(command, input=data, capture_output=True, timeout=50, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def sample(name):
    path = HERE / "samples" / Path(name).name
    if not path.is_file():
        raise FileNotFoundError(f"no sample {name}")
    return str(path)


def page(ask, data):
    return "text/html; charset=utf-8", (HERE / "index.html").read_bytes()


def health(ask, data):
    return TYPES["json"], json.dumps({"status": "ok"}).encode()


def thumbnail(ask, data):
    return TYPES["png"], run("convert", sample(ask("name", "logo.png")), "-resize", "32x32", "png:-")


def convert(ask, data):
    """The body, or a sample, through `convert` to a format (`to`); settings (`set`) come before the picture, operators (`arg`) after it."""
    source = f"{ask('from', '')}:-".lstrip(":") if data else ask("source") or sample(ask("name", "logo.png"))
    to = ask("to", "png")
    return TYPES.get(to, "application/octet-stream"), run("convert", *ask.all("set"), source, *ask.all("arg"), f"{to}:-", data=data)


def identify(ask, data):
    return TYPES["txt"], run("identify", "-format", ask("format", "%m %wx%h"), "-", data=data)


def compare(ask, data):
    done = subprocess.run(["compare", "-metric", ask("metric", "RMSE"), "-", sample("logo.png"), "null:"], input=data, capture_output=True, check=False)
    return TYPES["txt"], done.stderr


def montage(ask, data):
    return TYPES["png"], run("montage", "-label", "%f", *[sample("logo.png")] * 4, "-tile", "2x2", "-geometry", "40x40+2+2", "png:-")


def composite(ask, data):
    return TYPES["png"], run("composite", "-dissolve", "40", "-gravity", "center", sample("logo.png"), "xc:navy[64x64!]", "png:-")


def stream(ask, data):
    return "application/octet-stream", run("stream", "-map", "rgb", "-storage-type", "char", "-extract", "4x4+0+0", sample("logo.png"), "-")


def pillow(ask, data):
    import pillow_jobs

    kind, body = getattr(pillow_jobs, ask("job"))(data, ask)
    return TYPES.get(kind, "application/octet-stream"), body


ROUTES = {f"/{f.__name__}": f for f in (health, thumbnail, convert, identify, compare, montage, composite, stream, pillow)} | {"/": page}


class Pictures(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        where = urlsplit(self.path)
        query = parse_qs(where.query)
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))

        def ask(name, default=None):
            return query.get(name, [default])[0]

        ask.all = lambda name: query.get(name, [])
        status = 200
        try:
            if where.path not in ROUTES:
                raise FileNotFoundError(where.path)
            kind, body = ROUTES[where.path](ask, data)
        except FileNotFoundError as error:
            status, kind, body = 404, TYPES["txt"], f"not found: {error}\n".encode()
        except Exception as error:
            traceback.print_exc()
            status, kind, body = 500, TYPES["txt"], f"failed: {error}\n".encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer


server = ThreadingHTTPServer(("", 8080), Pictures)
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
print("listening on 8080")
server.serve_forever()
print("closed")
sys.exit(0)
