"""How many requests of a campaign's first day the edge answers alone.

Visitors come with empty caches and load a page and its files: all of them one of the same twelve, or every tenth
any other. Links carry what social networks add to them, browsers send cookies.
"""

import os
import re
import statistics
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from tests.bench.asking import get, text
from tests.bench.site import fill
from tests.bench.table import Limit, NotMeasured, Row, at_least, exactly, say
from tests.bench.visitors import SECONDS, SECRET, visited
from tests.production import engines
from tests.site.demonstration import page_addresses
from tests.site.tree import ROOT

POPULAR = 12
# Not a recording: browsers load one only for whoever plays it.
FILE = re.compile(r'(?:src|href)="(/(?:static|media/images)/[^" ]+)"')


def measure() -> list[Row]:
    """Serve the demonstration behind Varnish, let visitors come, and count what the edge had."""
    fill()
    files = {path: _files(path) for path in page_addresses()}
    with ExitStack() as stack:
        try:
            address = _serve(stack)
        except FileNotFoundError as missing:
            raise NotMeasured(str(missing)) from missing
        say(f"{len(files)} pages, {len({file for some in files.values() for file in some})} files …")
        return [
            *_rows("all open the same twelve pages", visited(address, files, POPULAR, 10), at_least(99)),
            *_rows(f"every tenth opens any of {len(files)}", visited(address, files, POPULAR, 9), None),
        ]


def _rows(mix: str, visits: tuple[Counter, list[float]], limit: Limit | None) -> list[Row]:
    (counts, waits), asked = visits, visits[0].total()
    rate = f"{asked / SECONDS:,.0f} requests, {len(waits) / SECONDS:,.0f} visits a second"
    return [
        Row(f"edge, {mix}: % answered without the application", 100 * counts["hit"] / asked, limit, rate),
        Row(f"edge, {mix}: ms of a page and its files, median", statistics.median(waits) * 1000),
        Row(f"edge, {mix}: answers that were no page", counts["broken"], exactly(0)),
    ]


def _files(path: str) -> list[str]:
    return list(dict.fromkeys(FILE.findall(text(get(path)))))


def _serve(stack: ExitStack) -> str:
    """Start the application as `make run` does, and Varnish before it; return the edge's address."""
    port = engines.free_port()
    command = [
        str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1", "--port",
        str(port), "--workers", "2", "--blocking-threads", "3", "--log-level", "warning",
        "campaign_site.wsgi:application",
    ]  # fmt: skip
    stack.enter_context(
        engines.running(command, lambda: engines.listens(port), cwd=ROOT, env=os.environ, stdout=sys.stderr)
    )
    return stack.enter_context(engines.varnish(port, at=int(os.environ["PORT"]), token=SECRET))
