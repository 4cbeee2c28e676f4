"""Visitors of a campaign's first day, in processes of their own: with empty caches, each loads a page whole."""

import http.client
import random
import time
from collections import Counter
from multiprocessing import get_context
from threading import Thread
from urllib.parse import urlsplit

# What is asked for in the first seconds is not counted: then the edge has hardly a copy.
SETTLING, SECONDS, VISITORS, PROCESSES = 6, 20, 8, 2
ENCODINGS = {"gzip, deflate, br, zstd": 90, "gzip, deflate": 8, "identity": 2}
# Whoever knows it is told by the edge whether it had a copy: X-Varnish then has two numbers.
SECRET = "x" * 40

Files = dict[str, list[str]]


def visited(address: str, files: Files, popular: int, of_ten: int) -> tuple[Counter, list[float]]:
    """Let them visit pages (`files` by path) for a while: so many of ten one of the first, popular ones.

    Return what became of the requests ("hit", "miss", "broken"), and how long each visit took, in seconds.
    """
    context = get_context("spawn")
    answers, counts, waits = context.Queue(), Counter(), []
    processes = [
        context.Process(target=_visit_all, args=(address, files, popular, of_ten, answers))
        for _ in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    for _process in processes:
        counted, waited = answers.get(timeout=SETTLING + SECONDS + 120)
        counts.update(counted)
        waits += waited
    for process in processes:
        process.join(30)
    return counts, waits


def _visit_all(address: str, files: Files, popular: int, of_ten: int, answers) -> None:
    counts, waits, began = Counter(), [], time.monotonic()
    arguments = (address, files, popular, of_ten, began, counts, waits)
    threads = [Thread(target=_visit, args=arguments) for _visitor in range(VISITORS // PROCESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.put((dict(counts), waits))


def _visit(address: str, files: Files, popular: int, of_ten: int, start: float, counts, waits) -> None:
    paths = list(files)
    while (began := time.monotonic()) < start + SETTLING + SECONDS:
        path = random.choice(paths[:popular] if random.randrange(10) < of_ten else paths)
        headers = {
            "Accept-Encoding": random.choices(list(ENCODINGS), list(ENCODINGS.values()))[0],
            "Cookie": f"_ga={random.random()}",
            "Edge-Purge-Token": SECRET,
        }
        connection, became = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30), Counter()
        for asked in (f"{path}?utm_source=social&fbclid={random.randrange(10**9)}", *files[path]):
            connection.request("GET", asked, headers=headers)
            answer = connection.getresponse()
            answer.read()
            was_there = " " in answer.headers["X-Varnish"]
            became["broken" if answer.status != 200 else "hit" if was_there else "miss"] += 1
        connection.close()
        if began > start + SETTLING:
            counts.update(became)
            waits.append(time.monotonic() - began)
