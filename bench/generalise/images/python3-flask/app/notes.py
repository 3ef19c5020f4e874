"""A notebook: pages, an API, exports. What a request seldom asks for is imported when it is asked."""
import importlib
import os

from flask import Flask, Response, abort, jsonify, render_template, request, session

app = Flask(__name__)
app.secret_key = os.environ.get("SECRET_KEY", "for the bench only")
DATA = os.environ.get("NOTES_DATA", "/data")


def database():
    import sqlite3

    connection = sqlite3.connect(os.path.join(DATA, "notes.db"), isolation_level=None)
    connection.execute("create table if not exists notes (id integer primary key, title text unique, body text)")
    connection.create_function("shout", 1, str.upper)
    return connection


@app.get("/")
def index():
    return render_template("index.html", title="Notes")


@app.get("/about")
def about():
    return render_template("about.html", title="About")


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.post("/notes")
def add_note():
    note = request.get_json()
    with database() as connection:
        connection.execute("insert or replace into notes (title, body) values (?, ?)", (note["title"], note["body"]))
    return jsonify(note), 201


@app.get("/notes")
def list_notes():
    rows = database().execute("select shout(title), body from notes order by title").fetchall()
    return jsonify(rows)


@app.get("/search")
def search():
    connection = database()
    connection.execute("create virtual table temp.found using fts5(title, body)")
    connection.execute("insert into temp.found select title, body from notes")
    rows = connection.execute("select title from temp.found where found match ?", (request.args["q"],)).fetchall()
    return jsonify([row[0] for row in rows])


@app.get("/lookup")
def lookup():
    import socket

    return socket.getaddrinfo(request.args["host"], 80, socket.AF_INET, socket.SOCK_STREAM)[0][4][0]


@app.get("/fetch")
def fetch():
    import requests

    answer = requests.get(request.args["url"], timeout=10)
    answer.raise_for_status()
    return answer.text


@app.get("/fetch-plain")
def fetch_plain():
    from urllib.request import urlopen

    return urlopen(request.args["url"], timeout=10).read()


@app.get("/time")
def time_in_zone():
    from datetime import datetime, timezone
    from zoneinfo import ZoneInfo

    moment = datetime.fromtimestamp(int(request.args["at"]), timezone.utc)
    return moment.astimezone(ZoneInfo(request.args["zone"])).isoformat()


@app.post("/convert")
def convert():
    return Response(request.get_data().decode("utf-8").encode(request.args["to"]), mimetype="application/octet-stream")


@app.get("/price")
def price():
    from babel.dates import format_date
    from babel.numbers import format_currency
    from datetime import date

    locale = request.args["locale"]
    return f"{format_currency(1234567.5, 'EUR', locale=locale)} {format_date(date(2024, 3, 9), 'long', locale=locale)}"


@app.post("/render")
def render_markdown():
    import markdown

    return markdown.markdown(request.get_data(as_text=True), extensions=["tables", "fenced_code"])


@app.post("/yaml")
def from_yaml():
    import yaml

    return jsonify(yaml.safe_load(request.get_data(as_text=True)))


@app.post("/feed")
def feed():
    from xml.etree import ElementTree

    root = ElementTree.fromstring(request.get_data())
    return jsonify([item.findtext("title") for item in root.iter("item")])


@app.get("/export/<kind>")
def export(kind):
    if kind not in ("zip", "tar", "csv"):
        abort(404)
    body, mimetype = importlib.import_module(f"exporters.as_{kind}").export(["first", "zweite – ½"])
    return Response(body, mimetype=mimetype)


@app.post("/upload")
def upload():
    import hashlib

    file = request.files["file"]
    return jsonify(name=file.filename, blake2=hashlib.blake2b(file.read(), digest_size=8).hexdigest())


@app.get("/password")
def password():
    import hashlib
    import secrets

    from werkzeug.security import check_password_hash, generate_password_hash

    word = request.args["word"]
    derived = hashlib.scrypt(word.encode(), salt=secrets.token_bytes(16), n=1024, r=8, p=1).hex()
    return jsonify(ok=check_password_hash(generate_password_hash(word), word), length=len(derived))


@app.get("/login")
def login():
    session["user"] = request.args["user"]
    return "welcome"


@app.get("/me")
def me():
    return session.get("user") or abort(403)


@app.get("/disk")
def disk():
    import subprocess

    return subprocess.run("df -P / | tail -n 1 | awk '{print $6}'", shell=True, check=True, capture_output=True, text=True).stdout


@app.get("/primes")
def primes():
    from concurrent.futures import ProcessPoolExecutor

    from work import is_prime

    with ProcessPoolExecutor(2) as pool:
        return jsonify(sum(pool.map(is_prime, range(1000), chunksize=100)))


@app.get("/mail")
def mail():
    from email.message import EmailMessage

    message = EmailMessage()
    message["Subject"] = "Grüße"
    message["To"] = "someone@example.org"
    message.set_content("See the attachment — bye")
    with open(os.path.join(app.root_path, "data", "logo.png"), "rb") as logo:
        message.add_attachment(logo.read(), maintype="image", subtype="png", filename="logo.png")
    return Response(message.as_bytes(), mimetype="message/rfc822")


@app.get("/report")
def report():
    return render_template("report.html", title="Report", rows=[("Äpfel", 3, 2.5), ("Birnen", 11, 0.75)])


@app.get("/fold")
def fold():
    import unicodedata

    text = unicodedata.normalize("NFKD", request.args["text"])
    return "".join(c for c in text if not unicodedata.combining(c)).casefold() + " " + unicodedata.name(request.args["text"][0])


@app.get("/sum")
def exact_sum():
    from decimal import Decimal
    from fractions import Fraction
    import statistics

    numbers = request.args["numbers"].split(",")
    return f"{sum(map(Decimal, numbers))} {sum(map(Fraction, numbers))} {statistics.median(map(float, numbers))}"


@app.get("/diff")
def diff():
    import difflib

    return difflib.HtmlDiff().make_table(["one", "two"], ["one", "three"])


@app.get("/divide")
def divide():
    return str(1 / int(request.args["by"]))


@app.errorhandler(404)
def missing(_):
    return render_template("404.html", title="Not found"), 404


@app.after_request
def compress(response):
    if "gzip" in request.headers.get("Accept-Encoding", "") and response.status_code == 200 and not response.direct_passthrough:
        import gzip

        response.set_data(gzip.compress(response.get_data()))
        response.headers["Content-Encoding"] = "gzip"
    return response


@app.cli.command("purge")
def purge():
    """Forgets all notes."""
    with database() as connection:
        print(f"forgot {connection.execute('delete from notes').rowcount} notes")
