"""What one request costs: queries, and processor time of this process and of the database that serves it."""

import gzip
import statistics
import time
from functools import cache
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

ROUNDS = 30
# A browser's words; the middle of the site compresses as it would for one.
CLIENT = Client(SERVER_NAME="127.0.0.1", headers={"accept-encoding": "gzip, deflate"})


def get(address: str):
    """Return the answer. Raises AssertionError unless the page opens."""
    response = CLIENT.get(address)
    assert response.status_code == 200, f"{address} answered {response.status_code}"
    return response


def text(answer) -> str:
    """Return the words of an answer, whether compressed or not, at once or piece by piece."""
    body = b"".join(answer)
    return (gzip.decompress(body) if answer.get("Content-Encoding") == "gzip" else body).decode()


def queries(address: str) -> int:
    """Return how many queries a page takes in a process that has served it once."""
    get(address)
    with CaptureQueriesContext(connection) as captured:
        get(address)
    return len(captured)


def milliseconds(address: str) -> float:
    """Return the median of the processor's milliseconds for a page, uncached, in a process that is warm."""
    get(address)
    spent = []
    for _round in range(ROUNDS):
        began = processor_seconds()
        get(address)
        spent.append((processor_seconds() - began) * 1000)
    return statistics.median(spent)


def processor_seconds() -> float:
    """This process, and PostgreSQL's process behind our connection (Linux counts it in nanoseconds)."""
    spent = time.process_time()
    if connection.vendor == "postgresql":
        spent += int(_backend().read_text().split()[0]) / 1e9
    return spent


@cache
def _backend() -> Path:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
