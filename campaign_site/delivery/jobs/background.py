"""Threads beside the requests, for work after a commit that nobody should wait for.

Mail has one of its own: a mail server that does not answer must not keep a take-down waiting. So has what takes
minutes. In each thread one piece is done after the other. What is lost with the process is not lost: each piece is
an outbox row, which the periodic command tries again.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from enum import StrEnum
from functools import cache
from threading import Lock

from django.conf import settings
from django.db import connections

logger = logging.getLogger(__name__)


class Lane(StrEnum):
    """What waits for each other."""

    MAIL = "mail"
    LONG = "long"
    OTHER = "other"


_waiting: dict[Lane, set[Future]] = {lane: set() for lane in Lane}
_guard = Lock()


def later(work: Callable[..., object], *args, lane: Lane = Lane.OTHER) -> None:
    """Have `work(*args)` done in the lane's thread; at once where settings.WORK_IN_BACKGROUND is off, as in tests.

    In the thread an error is logged by its kind and place, and goes no further.
    """
    if not settings.WORK_IN_BACKGROUND:
        work(*args)
        return
    with _guard:
        future = _thread(lane).submit(_do, lane, work, args)
        _waiting[lane].add(future)
    future.add_done_callback(lambda done: _let_go(lane, done))


def finish(*lanes: Lane) -> None:
    """Wait until all of these lanes is done, or of each; what is added meanwhile too. For commands that report."""
    while waiting := _undone(lanes or tuple(Lane)):
        wait(waiting)


def _undone(lanes: tuple[Lane, ...]) -> list[Future]:
    with _guard:
        return [future for lane in lanes for future in _waiting[lane] if not future.done()]


def _let_go(lane: Lane, future: Future) -> None:
    with _guard:
        _waiting[lane].discard(future)


@cache
def _thread(lane: Lane) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix=f"background {lane}")


def _do(lane: Lane, work: Callable[..., object], args: tuple) -> None:
    try:
        work(*args)
    except Exception:
        logger.exception("background: %s failed", getattr(work, "__qualname__", "work"))
    finally:
        with _guard:
            is_last = len(_waiting[lane]) == 1
        # A connection costs as much as a mail: it stays open while there is more to do.
        if is_last:
            connections.close_all()
