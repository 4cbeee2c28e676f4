"""One thread beside the requests, for work after a commit that nobody should wait for: one piece after the other.

What is lost with the process is not lost: each piece is an outbox row, which the periodic command tries again.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

from django.conf import settings
from django.db import connections

_waiting: list[Future] = []


def later(work: Callable[..., object], *args) -> None:
    """Have `work(*args)` done in the thread; at once where settings.WORK_BESIDE is off, as in tests."""
    if not settings.WORK_BESIDE:
        work(*args)
        return
    _waiting[:] = [future for future in _waiting if not future.done()]
    _waiting.append(_thread().submit(_do, work, args))


def finish() -> None:
    """Wait until all of it is done: for commands, which report on it."""
    for future in list(_waiting):
        future.result()


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="beside")


def _do(work: Callable[..., object], args: tuple) -> None:
    try:
        work(*args)
    finally:
        # A connection costs as much as a mail: it stays open while there is more to do.
        if all(future.done() or future.running() for future in reversed(_waiting)):
            connections.close_all()
