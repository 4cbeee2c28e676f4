"""What each process keeps after very many requests: cached pages, and some that are rendered anew each time.

`MEMORY_REQUESTS` in the environment makes it smaller.
"""

import http.client
import os
import re
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from time import perf_counter

from campaign_site.delivery.monitoring.metrics import bytes_of
from tests.bench.site import fill
from tests.bench.table import Row, at_most, exactly, say
from tests.production import engines
from tests.site.demonstration import page_addresses
from tests.site.tree import ROOT

REQUESTS = int(os.environ.get("MEMORY_REQUESTS", 100_000))
CLIENTS, WORKERS = 4, 2
# Two of so many are rendered: a search that nobody sent before, and an address that is not there.
UNCACHED_ONE_OF = 50
MOST_MB, MOST_GROWTH_MB = 150, 5
UNIT = ROOT / "deploy/systemd/campaign-site@.service"


def measure() -> list[Row]:
    """Serve the demonstration as production does, ask in four parts, and weigh the workers after each."""
    fill()
    port = engines.free_port()
    environment = {**os.environ, **dict(re.findall(r"(MALLOC_\w+|PYTHON\w+)=(\d+)", UNIT.read_text()))}
    with ExitStack() as stack:
        arguments = engines.granian(port, workers=WORKERS)
        arguments[0] = _as_installed(stack.enter_context(engines.folder()))
        server = stack.enter_context(
            engines.running(arguments, lambda: engines.listens(port), cwd=ROOT, env=environment)
        )
        paths, answers = list(page_addresses()), Counter()
        _ask(port, paths, len(paths) * WORKERS * 4, answers, 0)
        weights, began = [_weight(server.pid)], perf_counter()
        answers.clear()
        for part in range(4):
            _ask(port, paths, REQUESTS // 4, answers, part + 1)
            weights.append(_weight(server.pid))
            say(f"{sum(answers.values()):,} requests, {weights[-1]:.0f} MB")
        rate = sum(answers.values()) / (perf_counter() - began)
    broken = sum(count for status, count in answers.items() if status not in {200, 404})
    return [
        Row(f"memory: MB of the larger of {WORKERS} processes, each page seen", weights[0]),
        Row(f"memory: MB after {REQUESTS // 2:,} requests", weights[2], at_most(MOST_MB)),
        Row(f"memory: MB after {REQUESTS:,} requests", weights[4], at_most(MOST_MB), f"{rate:,.0f} requests/s"),
        Row("memory: MB more than half way", weights[4] - weights[2], at_most(MOST_GROWTH_MB)),
        Row("memory: answers that were neither a page nor a 404", broken, exactly(0)),
    ]


def _as_installed(folder: Path) -> str:
    """Return granian of an environment without what only tests need: some packages load what they find."""
    say("installing what production installs …")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    command = [
        str(folder / "bin/python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "-r",
        str(ROOT / "requirements.lock"),
    ]
    subprocess.run(command, check=True, stdout=sys.stderr)
    return str(folder / "bin/granian")


def _ask(port: int, paths: list[str], number: int, answers: Counter, part: int) -> None:
    threads = [
        Thread(target=_read, args=(port, paths, range(client, number, CLIENTS), answers, part))
        for client in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _read(port: int, paths: list[str], numbers: range, answers: Counter, part: int) -> None:
    connection, mine = http.client.HTTPConnection("127.0.0.1", port, timeout=60), Counter()
    for number in numbers:
        path = paths[number % len(paths)]
        if number % UNCACHED_ONE_OF == 0:
            path = f"/en/search/?q=word{part}x{number}"
        elif number % UNCACHED_ONE_OF == 1:
            path = f"{path}{part}-{number}/"
        connection.request("GET", path, headers={"Accept-Encoding": "br"})
        answer = connection.getresponse()
        answer.read()
        mine[answer.status] += 1
    connection.close()
    answers.update(mine)


def _weight(pid: int) -> float:
    """Return the MB of the largest of a process's children, each with its part of what they share."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return max(bytes_of(child) for child in children) / 1e6
