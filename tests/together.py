"""Acts of several people at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def together(*acts: Callable, refusals: tuple[type[Exception], ...] = ()) -> list:
    """Run the acts, each in a thread with a connection of its own, all from the same moment on.

    Returns what each gave, in their order: the exception itself for one of `refusals`; any other is raised. Wants
    a database of real transactions.
    """
    begin = Barrier(len(acts), timeout=30)

    def alone(act: Callable):
        try:
            begin.wait()
            return act()
        except refusals as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(alone, acts))
