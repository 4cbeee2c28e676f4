"""The site as deploy/ installs it: the unit's own command, nginx with its own file, in a folder of a test."""

import configparser
import os
import shlex
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from socket import AF_UNIX, create_connection, socket

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.production import engines

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
HOST = "campaign.example"


def unit(name: str) -> dict[str, str]:
    """Return the directives of [Service] in a unit of deploy/systemd."""
    return directives(DEPLOY / "systemd" / name)


def directives(path: Path) -> dict[str, str]:
    """Return those of [Service] in a unit, continued lines joined."""
    parser = configparser.RawConfigParser(strict=False, delimiters="=", comment_prefixes="#")
    parser.optionxform = str
    parser.read_string(path.read_text().replace("\\\n", " "))
    return dict(parser["Service"])


def command(name: str, folder: Path) -> list[str]:
    """Return what a unit starts, with this interpreter's programs and places below `folder`."""
    text = unit(name)["ExecStart"].replace("/srv/campaign/site/.venv/bin", str(Path(sys.executable).parent))
    return shlex.split(text.replace("/run/", f"{folder}/run/"))


class Site:
    """The process of campaign-site.service; what systemd does by `ExecReload` does `reload()`."""

    def __init__(self, process: subprocess.Popen, at: Path):
        self.process, self.at = process, at

    def workers(self) -> set[int]:
        """Return the process numbers of those that answer."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        children = {int(pid) for pid in path.read_text().split()}
        return {pid for pid in children if b"tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()}

    def reload(self) -> None:
        """Have the workers replaced."""
        assert unit("campaign-site.service")["ExecReload"] == "/bin/kill -HUP $MAINPID"
        self.process.send_signal(signal.SIGHUP)

    def answers(self) -> bool:
        """Whether somebody answers at the socket."""
        try:
            return ask_socket(self.at, "/healthz") == 200
        except OSError:
            return False


@contextmanager
def site(folder: Path, environment: dict[str, str], *more: str) -> Iterator[Site]:
    """Run the site; it writes `site.log`. `more` are options of the server that the unit leaves out."""
    (folder / "run/campaign-site").mkdir(parents=True, exist_ok=True)
    *arguments, application = command("campaign-site.service", folder)
    at = folder / "run/campaign-site/http.sock"
    with (folder / "site.log").open("w") as log:
        process = subprocess.Popen(
            [*arguments, *more, application], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log,
            stderr=log, start_new_session=True,
        )  # fmt: skip
    running = Site(process, at)
    try:
        engines.wait_for(running.answers, process)
        yield running
    finally:
        process.terminate()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def ask_socket(at: Path, path: str) -> int:
    """Return the status of an answer at a Unix socket."""
    connection = HTTPConnection("127.0.0.1", timeout=30)
    connection.sock = unix_socket(at)
    try:
        connection.request("GET", path, headers={"Host": HOST, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status
    finally:
        connection.close()


def unix_socket(at: Path) -> socket:
    """Open a connection to the site itself."""
    connection = socket(AF_UNIX)
    connection.settimeout(30)
    connection.connect(str(at))
    return connection


class Front:
    """nginx before the site at a socket. Ports of https, of http and of what is for this machine only."""

    def __init__(self, at: Path, https: int, http: int, inside: int, certificate: Path):
        self.at, self.https, self.http, self.inside = at, https, http, inside
        self._context = ssl.create_default_context(cafile=str(certificate))

    def connect(self, name: str = HOST, source: str = "127.0.0.1") -> socket:
        """Open a connection as a browser does that asks for this host, from this address."""
        plain = create_connection(("127.0.0.1", self.https), 30, source_address=(source, 0))
        return self._context.wrap_socket(plain, server_hostname=name)

    def ask(
        self, method: str, path: str, body: bytes | None = None, *, source: str = "127.0.0.1", **headers: str
    ) -> tuple[HTTPResponse, bytes]:
        """Send one request on a connection of its own; header names are written with underscores."""
        connection = HTTPConnection(HOST, timeout=60)
        connection.sock = self.connect(source=source)
        try:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, given)
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()


@contextmanager
def nginx(folder: Path, static: Path | None = None) -> Iterator[Front]:
    """Run nginx with deploy/nginx/campaign.conf before the site in the same folder; it writes `nginx.log`."""
    ports = {name: engines.free_port() for name in ("https", "http", "inside")}
    text = "\n".join(
        line for line in (DEPLOY / "nginx/campaign.conf").read_text().splitlines() if "listen [::]" not in line
    )
    for written, here in {
        "listen 443": f"listen 127.0.0.1:{ports['https']}",
        "listen 80": f"listen 127.0.0.1:{ports['http']}",
        "listen 127.0.0.1:8001": f"listen 127.0.0.1:{ports['inside']}",
        "/etc/campaign/tls": str(folder),
        "root /srv/campaign;": f"root {static or folder};",
        "/run/": f"{folder}/run/",
    }.items():
        assert written in text, written
        text = text.replace(written, here)
    certificate = _certificate(folder)
    (folder / "run").mkdir(exist_ok=True)
    (folder / "campaign.conf").write_text(text)
    main = folder / "nginx.conf"
    main.write_text(
        f"{'user root;' if os.getuid() == 0 else ''} worker_processes 1; pid {folder}/nginx.pid;\n"
        f"events {{ worker_connections 512; }}\nhttp {{ include /etc/nginx/mime.types;\n"
        f"proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;\n"
        f"scgi_temp_path {folder}/s; include {folder}/campaign.conf; }}\n"
    )
    program = [engines.binary("nginx"), "-c", str(main), "-p", str(folder), "-e", "stderr"]
    tested = subprocess.run([*program, "-t"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert tested.returncode == 0 and "[warn]" not in tested.stderr, tested.stderr
    with (
        (folder / "nginx.log").open("w") as log,
        engines.running([*program, "-g", "daemon off;"], lambda: engines.listens(ports["https"]), stderr=log),
    ):
        yield Front(folder / "run/campaign-site/http.sock", **ports, certificate=certificate)


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(secret)
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return folder / "fullchain.pem"
