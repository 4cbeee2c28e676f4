"""Answers a second of each rung, beside a static file of nginx: the same page, one run, one machine.

Rungs take turns, round by round, so that whatever else the machine does meets all of them; medians are compared.
`wrk` asks as a browser does: what can be packed comes packed, also the file. nginx and Varnish are the installed
ones. Absolute rates say nothing about another machine; ratios do.
"""

import gzip
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.asking import get, text
from tests.bench.site import fill
from tests.bench.table import NotMeasured, Row, at_least, say
from tests.production import engines
from tests.site.demonstration import page_addresses
from tests.site.tree import ROOT

ROUNDS, SECONDS, CONNECTIONS = 5, 3, 16
ENCODINGS = "Accept-Encoding: gzip, deflate, br, zstd"
RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
FAULTS = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.+)")
NGINX = """daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/errors;
events {{ worker_connections 512; }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; default_type text/html;
  gzip_static on;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; root {folder}; }} }}
"""
HELLO = """from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="none", MIDDLEWARE=[])
urlpatterns = [path("", lambda request: HttpResponse("hello"))]
application = get_wsgi_application()
"""
# Of the same ladder for others, measured on two processors (docs/performance.md).
HELLO_OF_PEER, CACHED_OF_PEER, EDGE_OF_PEER, PAGE_OF_PEER = 0.17, 0.070, 0.62, 0.0007
UNCACHED = "story, made anew for each reader"


def measure() -> list[Row]:
    """Serve one story on each rung, ask each in turn, and compare."""
    if missing := [name for name in ("wrk", "nginx", "varnishd") if not _is_there(name)]:
        raise NotMeasured(f"{', '.join(missing)} not installed")
    fill()
    story = next(address for address, kind in page_addresses().items() if kind == "StoryPage")
    page = text(get(story)).encode()
    with ExitStack() as stack:
        cached = stack.enter_context(granian("campaign_site.wsgi:application"))
        anew = stack.enter_context(granian("django.core.wsgi:get_wsgi_application", "--factory"))
        rungs = {
            "static": stack.enter_context(nginx(page)),
            "edge": stack.enter_context(engines.varnish(urlsplit(cached).port)) + story,
            "hello": stack.enter_context(hello()),
            "cached": cached + story,
            "anew": anew + story,
        }
        rates: dict[str, list[float]] = {name: [] for name in rungs}
        for number in range(ROUNDS):
            say(f"round {number + 1} of {ROUNDS}: {', '.join(rungs)} …")
            for name, address in rungs.items():
                rates[name].append(rate(address))
    median = {name: statistics.median(found) for name, found in rates.items()}
    static = median["static"]
    said = {name: f"{found:,.0f} a second" for name, found in median.items()}
    return [
        Row("nginx, this story as a file", 1.0, None, f"{said['static']}, {len(page):,} bytes before packing"),
        Row("edge (Varnish), hit, of that", median["edge"] / static, at_least(0.60),
            f"{said['edge']}; peer {EDGE_OF_PEER}"),
        Row("kept page from the application, of that", median["cached"] / static, at_least(0.17),
            f"{said['cached']}; Django's cache middleware {CACHED_OF_PEER}"),
        Row("kept page, in answers of an empty Django view", median["cached"] / median["hello"], at_least(1),
            f"{said['hello']}; {HELLO_OF_PEER} of a file at the peer's"),
        Row(f"{UNCACHED}, in pages of Wagtail's bakerydemo", median["anew"] / static / PAGE_OF_PEER, at_least(8),
            f"{said['anew']}; bakerydemo {PAGE_OF_PEER} of a file"),
    ]  # fmt: skip


def rate(address: str) -> float:
    """Return the answers a second that `wrk` counts. Raises RuntimeError when one was not a page."""
    command = ["wrk", "-t1", "--timeout", "10s", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", ENCODINGS, address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if fault := FAULTS.search(said):
        raise RuntimeError(f"{address}: {fault[0]}")
    return float(RATE.search(said)[1])


def _is_there(name: str) -> bool:
    return shutil.which(name) is not None or Path("/usr/sbin", name).exists()


@contextmanager
def nginx(page: bytes) -> Iterator[str]:
    """A file with this page behind nginx; yields its address."""
    port = engines.free_port()
    with engines.folder() as folder:
        (folder / "story").write_bytes(page)
        (folder / "story.gz").write_bytes(gzip.compress(page, 9))
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
        command = [engines.binary("nginx"), "-c", str(folder / "nginx.conf"), "-e", str(folder / "errors")]
        with engines.running(command, lambda: engines.listens(port)):
            yield f"http://127.0.0.1:{port}/story"


@contextmanager
def hello() -> Iterator[str]:
    """The least that Django can answer, served as we are; yields its address."""
    with engines.folder() as folder:
        (folder / "hello.py").write_text(HELLO)
        with granian("hello:application", "--working-dir", str(folder)) as address:
            yield f"{address}/"


@contextmanager
def granian(application: str, *options: str) -> Iterator[str]:
    """An application under granian as `make run` starts it; yields its address without a path."""
    port = engines.free_port()
    command = engines.granian(port, *options, application=application)
    with engines.running(command, lambda: engines.listens(port), cwd=ROOT, stdout=sys.stderr):
        yield f"http://127.0.0.1:{port}"
