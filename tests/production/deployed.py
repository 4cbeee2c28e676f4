"""The site as deploy/ installs it: the units' own commands, nginx and Varnish with their own files.

A folder of the test stands for `/`: what lies in /srv, /etc, /var/lib or /run on a machine lies below it there.
"""

import configparser
import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.certificates import self_signed
from tests.production import engines
from tests.production.doors import HOST, Door, SocketDoor, TlsDoor
from tests.site.tree import ROOT

DEPLOY = ROOT / "deploy"
SITE = "campaign-site@.service"
# Only at its beginning such a name is a place of the machine, not as a part of a longer one.
PLACES = re.compile(r"(?<![\w.>-])/(?:srv|etc|var/lib|usr/local/bin|tmp|run)(?=/)")
NGINX, PORTS = "etc/nginx/sites-enabled/campaign.conf", "run/ports.json"
EDGE = "127.0.0.1:6081"


def here(text: str, folder: Path) -> str:
    """Return a text with all places of a machine below the folder that stands for it."""
    return PLACES.sub(lambda found: f"{folder}{found.group()}", text)


def unit(name: str) -> dict[str, str]:
    """Return the directives of [Service] in a unit of deploy/systemd."""
    return directives(DEPLOY / "systemd" / name)


def directives(path: Path) -> dict[str, str]:
    """Return those of [Service] in a unit, continued lines joined; of those given twice the last."""
    parser = configparser.RawConfigParser(strict=False, delimiters="=", comment_prefixes="#")
    parser.optionxform = str
    parser.read_string(path.read_text().replace("\\\n", " "))
    return dict(parser["Service"])


def command(name: str, folder: Path, version: str = "tested") -> list[str]:
    """Return what a unit starts, with this interpreter's programs and all places below `folder`."""
    text = here(unit(name)["ExecStart"].replace("%i", version), folder)
    return shlex.split(
        text.replace(f"{folder}/srv/campaign/{version}/.venv/bin", str(Path(sys.executable).parent))
    )


class Site:
    """The process of campaign-site@.service; what systemd does by `ExecReload` does `reload()`."""

    def __init__(self, process: subprocess.Popen, at: Path):
        self.process, self.at = process, at
        self.door = SocketDoor(at)

    def workers(self) -> set[int]:
        """Return the process numbers of those that answer."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        children = {int(pid) for pid in path.read_text().split()}
        return {pid for pid in children if b"tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()}

    def reload(self) -> None:
        """Have the workers replaced."""
        assert unit(SITE)["ExecReload"] == "/bin/kill -HUP $MAINPID"
        self.process.send_signal(signal.SIGHUP)


def answers_at(at: Path) -> bool:
    """Whether a site answers at its Unix socket."""
    try:
        return SocketDoor(at).ask("/healthz").status == 200
    except OSError:
        return False


@contextmanager
def site(folder: Path, environment: dict[str, str], *more: str) -> Iterator[Site]:
    """Run the site; it writes `site.log`. `more` are options of the server that the unit leaves out."""
    at, led_to = folder / "run/campaign-site/tested.sock", folder / "srv/campaign/site"
    for place in (at.parent, led_to):
        place.mkdir(parents=True, exist_ok=True)
    (led_to / "http.sock").symlink_to(at)
    *arguments, application = command(SITE, folder)
    with (folder / "site.log").open("w") as log:
        process = subprocess.Popen(
            [*arguments, *more, application], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log,
            stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        engines.wait_for(lambda: answers_at(at), process)
        yield Site(process, at)
    finally:
        process.terminate()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Front(TlsDoor):
    """nginx as a reader meets it. `http`: without TLS; `inside`: what is for this machine only."""

    def __init__(self, https: int, http: int, inside: int, certificate: Path):
        super().__init__(https, certificate)
        self.http = Door(f"http://127.0.0.1:{http}", {"Host": HOST})
        self.inside = Door(f"http://127.0.0.1:{inside}", {})


@contextmanager
def nginx(folder: Path, edge: str | None = None, more: str = "") -> Iterator[Front]:
    """Run nginx with the machine's file, or deploy's own, before the site in the same folder; writes `nginx.log`.

    `edge`, an address, stands between them, as docs/operations.md has it. `more` are directives of a test's own.
    """
    ports = {name: engines.free_port() for name in ("https", "http", "inside")}
    (folder / "run").mkdir(exist_ok=True)
    (folder / "etc/campaign/tls").mkdir(parents=True, exist_ok=True)
    at = (edge or f"http://127.0.0.1:{engines.free_port()}").removeprefix("http://")
    (folder / PORTS).write_text(json.dumps({**ports, "edge": at}))
    certificate = self_signed(folder / "etc/campaign/tls", HOST)
    write_nginx(folder, through=edge, more=more)
    program = [engines.binary("nginx"), "-c", f"{folder}/nginx.conf", "-p", str(folder), "-e", "stderr"]
    tested = subprocess.run([*program, "-t"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert tested.returncode == 0 and "[warn]" not in tested.stderr, tested.stderr
    with (
        (folder / "nginx.log").open("w") as log,
        engines.running([*program, "-g", "daemon off;"], lambda: engines.listens(ports["https"]), stderr=log),
    ):
        yield Front(**ports, certificate=certificate)


def write_nginx(folder: Path, through: str | None = None, more: str = "") -> None:
    """Write what nginx reads: its own file, ports and places those of the test, and what a test adds."""
    ports = json.loads((folder / PORTS).read_text())
    installed = folder / NGINX
    text = (installed if installed.exists() else DEPLOY / "nginx/campaign.conf").read_text()
    text = "\n".join(line for line in text.splitlines() if "listen [::]" not in line)
    if through:
        text = behind_the_edge(text)
    for written, used in {
        "listen 443": f"listen 127.0.0.1:{ports['https']}",
        "listen 80": f"listen 127.0.0.1:{ports['http']}",
        "listen 127.0.0.1:8001": f"listen 127.0.0.1:{ports['inside']}",
    }.items():
        assert written in text, written
        text = text.replace(written, used)
    text = here(text, folder).replace(f"server {EDGE};", f"server {ports['edge']};")
    (folder / "campaign.conf").write_text(text)
    (folder / "nginx.conf").write_text(
        f"{'user root;' if os.getuid() == 0 else ''} worker_processes 1; pid {folder}/nginx.pid;\n"
        f"events {{ worker_connections 512; }}\nhttp {{ include /etc/nginx/mime.types;\n"
        f"{more} fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;\n"
        f"scgi_temp_path {folder}/s; include {folder}/campaign.conf; }}\n"
    )


def edge_of(folder: Path) -> str:
    """Return where the edge listens in this folder, in the place of its own address: host and port."""
    return json.loads((folder / PORTS).read_text())["edge"]


def behind_the_edge(text: str) -> str:
    """Return nginx's file as docs/operations.md changes it where Varnish stands in between."""
    (change,) = re.findall(r"sed --in-place '(s\|server unix[^']+)'", (ROOT / "docs/operations.md").read_text())
    _s, written, instead, _end = change.split("|")
    changed, count = re.subn(written, instead, text)
    assert count == 1
    return changed
