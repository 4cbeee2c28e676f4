"""Readers of the live site, in a process of their own: each opens a page, reads for a while, opens another."""

import http.client
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from threading import Thread
from urllib.parse import urlsplit


@contextmanager
def reading(address: str, paths: list[str], *, readers: int, seconds_a_page: float) -> Iterator[Counter]:
    """Let readers read these pages until the block ends; then the counter says how many answers of a kind came.

    A kind is a status, or "none" where nobody answered.
    """
    context = get_context("spawn")
    ends, answers, counted = context.Event(), context.Queue(), Counter()
    arguments = (address, paths, readers, seconds_a_page, ends, answers)
    process = context.Process(target=_read_all, args=arguments)
    process.start()
    try:
        yield counted
    finally:
        ends.set()
        counted.update(answers.get(timeout=120))
        process.join(30)


def _read_all(address, paths, readers, seconds_a_page, ends, answers) -> None:
    counts = Counter()
    threads = [Thread(target=_read, args=(address, paths, seconds_a_page, ends, counts)) for _ in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.put(dict(counts))


def _read(address, paths, seconds_a_page, ends, counts) -> None:
    # Nobody begins at the same moment.
    pause = random.uniform(0, seconds_a_page)
    while not ends.wait(pause):
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        try:
            connection.request("GET", random.choice(paths))
            answer = connection.getresponse()
            answer.read()
            counts[str(answer.status)] += 1
        except (OSError, http.client.HTTPException):
            counts["none"] += 1
        finally:
            connection.close()
        pause = random.uniform(0.5, 1.5) * seconds_a_page
