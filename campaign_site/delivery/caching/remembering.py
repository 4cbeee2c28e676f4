"""What a process remembers of the published content between requests, until anything that is published changes.

For what every page or every form asks for and few changes touch: which pages the footer names, which programmes
there are. It changes with the pages that show it (campaign_site/delivery/caching/publication.py), so no copy of a
page is made from something older than itself.
"""

from collections.abc import Callable, Hashable
from typing import Generic, NamedTuple, TypeVar

from django.db import DatabaseError, connection

from campaign_site.delivery.caching.publication import EPOCH

Value = TypeVar("Value")
_all: list["Remembered"] = []


class _Memory(NamedTuple, Generic[Value]):
    published: tuple
    value: Value


class Remembered(Generic[Value]):
    """Decorate a function of few different arguments, such as a language; nobody may alter what it returned.

    In a transaction it is asked anew: what stands there may yet be rolled back.
    """

    def __init__(self, ask: Callable[..., Value]):
        self._ask = ask
        self._memories: dict[tuple[Hashable, ...], _Memory[Value]] = {}
        _all.append(self)

    def __call__(self, *arguments: Hashable) -> Value:
        if connection.in_atomic_block:
            return self._ask(*arguments)
        try:
            published = EPOCH.current().published
        except DatabaseError:
            # Whoever can tell people what is the matter hears it from the question itself.
            return self._ask(*arguments)
        memory = self._memories.get(arguments)
        if memory is None or memory.published != published:
            memory = self._memories[arguments] = _Memory(published, self._ask(*arguments))
        return memory.value

    def last(self, *arguments: Hashable) -> Value | None:
        """Return what was remembered last, however old, without asking; None if that is nothing."""
        memory = self._memories.get(arguments)
        return memory.value if memory else None

    def forget(self) -> None:
        """Ask anew at the next call."""
        self._memories.clear()


def forget_all() -> None:
    """Forget what a database held that is another one now: for tests."""
    for remembered in _all:
        remembered.forget()
    EPOCH.distrust()
