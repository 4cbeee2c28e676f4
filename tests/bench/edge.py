"""How many requests of a campaign's first day the edge answers alone.

Visitors come with empty caches and load a page and its files; nine of ten open one of the same twelve. Links carry
what social networks add to them, browsers send cookies.
"""

import http.client
import os
import random
import re
import statistics
import sys
import time
from collections import Counter
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from campaign_site.delivery.edge.purges import TOKEN
from tests.bench.asking import get, text
from tests.bench.site import ROOT, fill
from tests.bench.table import NotMeasured, Row, at_least, exactly, say
from tests.production import engines
from tests.site.demonstration import page_addresses

SECONDS, VISITORS, PROCESSES = 20, 8, 2
POPULAR, OF_TEN = 12, 9
# With it the edge says whether it had a copy (X-Varnish then has two numbers); it only asks for more if it purges.
SECRET = "x" * 40
ENCODINGS = {"gzip, deflate, br, zstd": 90, "gzip, deflate": 8, "identity": 2}
FILE = re.compile(r'(?:src|href)="(/(?:static|media)/[^" ]+)"')


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
        counts, waits = _visited(address, files)
    hits, misses = counts["hit"], counts["miss"]
    rate = f"{(hits + misses) / SECONDS:,.0f} requests a second, {len(files)} pages"
    return [
        Row("edge: % of a campaign's requests answered alone", 100 * hits / (hits + misses), at_least(99), rate),
        Row("edge: ms of a page and its files, median", statistics.median(waits) * 1000),
        Row("edge: answers that were no page", counts["broken"], exactly(0)),
    ]  # fmt: skip


def _files(path: str) -> list[str]:
    return list(dict.fromkeys(FILE.findall(text(get(path)))))


def _serve(stack: ExitStack) -> str:
    """Start the application as `make run` does, and Varnish before it; return the edge's address."""
    port = engines.free_port()
    command = [
        str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1", "--port",
        str(port), "--workers", "2", "--blocking-threads", "4", "--log-level", "warning",
        "campaign_site.wsgi:application",
    ]  # fmt: skip
    stack.enter_context(
        engines.running(command, lambda: engines.listens(port), cwd=ROOT, env=os.environ, stdout=sys.stderr)
    )
    return stack.enter_context(engines.varnish(port, at=int(os.environ["PORT"]), token=SECRET))


def _visited(address: str, files: dict[str, list[str]]) -> tuple[Counter, list[float]]:
    """Return what became of the requests (hit, miss, broken), and how long each visit took, in seconds."""
    context = get_context("spawn")
    answers, counts, waits = context.Queue(), Counter(), []
    processes = [context.Process(target=_visit_all, args=(address, files, answers)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    for _process in processes:
        counted, waited = answers.get(timeout=SECONDS + 120)
        counts.update(counted)
        waits += waited
    for process in processes:
        process.join(30)
    return counts, waits


def _visit_all(address: str, files: dict[str, list[str]], answers) -> None:
    counts, waits = Counter(), []
    popular, end = list(files)[:POPULAR], time.monotonic() + SECONDS
    threads = [
        Thread(target=_visit, args=(address, files, popular, end, counts, waits))
        for _visitor in range(VISITORS // PROCESSES)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.put((dict(counts), waits))


def _visit(address, files, popular, end, counts, waits) -> None:
    while time.monotonic() < end:
        path = random.choice(popular if random.randrange(10) < OF_TEN else list(files))
        headers = {
            "Accept-Encoding": random.choices(list(ENCODINGS), list(ENCODINGS.values()))[0],
            "Cookie": f"_ga={random.random()}",
            TOKEN: SECRET,
        }
        began, connection = time.monotonic(), http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        for asked in (f"{path}?utm_source=social&fbclid={random.randrange(10**9)}", *files[path]):
            connection.request("GET", asked, headers=headers)
            answer = connection.getresponse()
            answer.read()
            was_there = " " in answer.headers["X-Varnish"]
            counts["broken" if answer.status != 200 else "hit" if was_there else "miss"] += 1
        connection.close()
        waits.append(time.monotonic() - began)
