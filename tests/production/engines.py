"""Starts the production engines from the installed binaries, each on a free port with a folder of its own.

A missing engine is an error, never a reason to skip. Debian's places are searched beside PATH.
"""

import http.client
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.site.tree import ROOT

START_SECONDS = 60
VCL = ROOT / "deploy/varnish/default.vcl"
SOCKET = '.path = "/srv/campaign/site/http.sock";'


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def binary(name: str, *places: str) -> str:
    """Return the path of a program. Raises FileNotFoundError that says which engine is missing."""
    folders = [folder for place in places for folder in sorted(map(str, Path("/").glob(place)), reverse=True)]
    found = shutil.which(name, path=os.pathsep.join([*folders, os.environ.get("PATH", ""), "/usr/sbin"]))
    if found is None:
        raise FileNotFoundError(f"{name} is not installed, and the production tests need it (see .ci/run)")
    return found


def listens(port: int) -> bool:
    """Whether something answers on this port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers(port: int) -> bool:
    """Whether an application process answers there. One that is starting takes connections, and drops them."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_for(
    ready: Callable[[], object],
    process: subprocess.Popen | None = None,
    *,
    seconds: float = START_SECONDS,
    pause: float = 0.1,
) -> None:
    """Wait until `ready`, looking again after each pause. Every test that waits for something waits by this.

    Raises RuntimeError when the process ended, or so many seconds had gone by when it was asked for the last time.
    """
    deadline = time.monotonic() + seconds
    while True:
        asked = time.monotonic()
        if ready():
            return
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"{process.args} ended with {process.returncode}")
        if asked > deadline:
            raise RuntimeError(f"{process.args if process else ready} is not ready after {seconds} s")
        time.sleep(pause)


class Program:
    """A program that may be stopped and started again where it was; `with` starts and stops it."""

    def __init__(self, arguments: list[str], ready: Callable[[], bool], *, end=signal.SIGTERM, **options):
        self.arguments, self.ready, self.end, self.options = arguments, ready, end, options
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it, and wait until `ready` says so."""
        self.process = subprocess.Popen(self.arguments, stdin=subprocess.DEVNULL, **self.options)
        wait_for(self.ready, self.process)

    def stop(self) -> None:
        """Have it end; kill it when it takes longer than 15 seconds."""
        self.process.send_signal(self.end)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *raised):
        self.stop()


def granian(
    port: int,
    *options: str,
    workers: int = 2,
    threads: int = 3,
    application: str = "campaign_site.wsgi:application",
) -> list[str]:
    """Return the command that serves an application at a port of this machine, as `make run` does."""
    return [
        str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", str(workers), "--blocking-threads", str(threads),
        "--log-level", "warning", *options, application,
    ]  # fmt: skip


@contextmanager
def running(arguments: list[str], ready: Callable[[], bool], **options) -> Iterator[subprocess.Popen]:
    """Run a program until the block ends; the block begins when `ready` says so."""
    with Program(arguments, ready, **options) as program:
        yield program.process


@contextmanager
def folder(owner: str | None = None) -> Iterator[Path]:
    """A folder of its own under the system's temporary one, removed at the end."""
    path = Path(tempfile.mkdtemp(prefix="campaign-engine-"))
    path.chmod(0o755)
    if owner:
        shutil.chown(path, owner)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str]:
    """A fresh PostgreSQL; yields DATABASE_URL.

    Only a `durable` one waits for the disk at each commit, as PostgreSQL does where nobody says otherwise.
    """
    with postgresql_program(durable=durable) as (address, _program):
        yield address


@contextmanager
def postgresql_program(*, durable: bool = False) -> Iterator[tuple[str, Program]]:
    """The same, for a test that stops it: whoever is connected is cut off. Yields DATABASE_URL and the program.

    initdb refuses root, so root becomes postgres or nobody.
    """
    places = ("usr/lib/postgresql/*/bin",)
    initdb, server = binary("initdb", *places), binary("postgres", *places)
    names = {entry.pw_name for entry in pwd.getpwall()}
    owner = next(name for name in ("postgres", "nobody") if name in names) if os.getuid() == 0 else None
    identity = {"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []} if owner else {}
    with folder(owner) as place:
        data, port = place / "data", free_port()
        subprocess.run(
            [initdb, "-D", data, "-U", "campaign", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd=place, **identity,
        )  # fmt: skip
        arguments = [server, "-D", data, "-p", str(port), "-k", place, "-h", "127.0.0.1",
                     "-c", "max_connections=120", "-c", "log_min_messages=panic"]  # fmt: skip
        if not durable:
            arguments += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        check = [binary("pg_isready", *places), "-q", "-U", "campaign", "-h", "127.0.0.1", "-p", str(port)]
        program = Program(
            arguments, lambda: subprocess.run(check).returncode == 0, end=signal.SIGINT, cwd=place, **identity
        )
        with program:
            yield f"postgres://campaign@127.0.0.1:{port}/postgres", program


@contextmanager
def redis() -> Iterator[str]:
    """A Redis that keeps nothing; yields CACHE_URL."""
    with redis_program() as (address, _program):
        yield address


@contextmanager
def redis_program() -> Iterator[tuple[str, Program]]:
    """A Redis that the test itself may stop; yields CACHE_URL and the program."""
    port = free_port()
    with folder() as place:
        arguments = [binary("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", "",
                     "--appendonly", "no", "--loglevel", "warning", "--dir", str(place)]  # fmt: skip
        with Program(arguments, lambda: listens(port)) as program:
            yield f"rediscache://127.0.0.1:{port}/0", program


@contextmanager
def object_storage(at: int | None = None) -> Iterator[str]:
    """An S3 endpoint with one bucket, on a free port or `at` one; yields MEDIA_URL_S3.

    What lies in it stays in this process when it ends, and is there again when another begins.
    """
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=at or free_port(), verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        boto3.client(
            "s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1",
            aws_access_key_id="key", aws_secret_access_key="secret",
        ).create_bucket(Bucket="media")  # fmt: skip
        yield f"http://key:secret@{host}:{port}/media"
    finally:
        server.stop()


@contextmanager
def varnish(backend: int | Path, at: int | None = None, token: str = "") -> Iterator[str]:
    """Varnish with deploy/varnish/default.vcl before a port or a Unix socket; yields its address.

    It listens on a free port or `at` one, and takes purges from whoever knows `token`; from nobody without one.
    """
    with varnish_program(backend, at, token) as (address, _program):
        yield address


@contextmanager
def varnish_program(backend: int | Path, at: int | None = None, token: str = "") -> Iterator[tuple[str, Program]]:
    """The same, for a test that stops it: what it kept is gone with it. Yields its address and the program."""
    port = at or free_port()
    with folder() as place:
        configuration = place / "default.vcl"
        configuration.write_text(edge_before(backend, VCL.read_text()))
        arguments = [binary("varnishd"), "-F", "-n", str(place / "work"), "-a", f"127.0.0.1:{port}",
                     "-f", str(configuration), "-s", "malloc,32m", "-j", "none"]  # fmt: skip
        environment = {**os.environ, "EDGE_PURGE_TOKEN": token}
        with Program(arguments, lambda: listens(port), stdout=subprocess.DEVNULL, env=environment) as program:
            yield f"http://127.0.0.1:{port}", program


def edge_before(backend: int | Path, text: str) -> str:
    """Return the edge's configuration with this port or socket in the place of the machine's own."""
    assert SOCKET in text
    here = f'.path = "{backend}";' if isinstance(backend, Path) else f'.host = "127.0.0.1"; .port = "{backend}";'
    return text.replace(SOCKET, here)
