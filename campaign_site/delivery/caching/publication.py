"""The publication epoch: whether anything that the public can see has changed since a page was rendered.

Apps say in `ready()` which tables the public's pages are made from (`watch`), what changes by the clock alone
(`register_clock`), and what lies outside the database (`register_witness`). Triggers move the epoch with the
tables, in the same transaction, whoever writes. What a page was rendered under is kept beside its copy; a process
trusts its idea of the epoch for a second, so no copy outlives what it shows for longer.
"""

import threading
import time
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import NamedTuple

from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Sum

from campaign_site.delivery.monitoring import metrics

# All that is published; and the public numbers, which may move many times in a second.
CONTENT, NUMBERS = "content", "numbers"
SCOPES = (CONTENT, NUMBERS)
LANES = 16
TRUST_SECONDS = 1.0
# For so long somebody waits for the thread that asks. Once it had no answer, nobody does.
PATIENCE_SECONDS = 2.0
# Nothing is kept for longer, whatever was forgotten in `register_clock`.
LONGEST_SECONDS = 60 * 60.0
DAY_SECONDS = 24 * 60 * 60.0

_watched: dict[str, str] = {}
_clocks: list[Callable[[], datetime | None]] = []
_witnesses: list[Callable[[], Hashable]] = []
_listeners: list[Callable[[], None]] = []


class State(NamedTuple):
    """What copies are compared with. `until` is Unix time: then something changes though nobody writes."""

    content: int
    numbers: int
    witnesses: tuple[Hashable, ...]
    until: float

    @property
    def published(self) -> tuple:
        """All of it but the numbers: what is remembered under an equal one still holds."""
        return (self.content, self.witnesses, self.until)


def watch(scope: str, *tables: str) -> None:
    """Move the epoch of `scope` with every row of these tables that is added, changed or deleted."""
    for table in tables:
        _watched[table] = scope


def watched() -> dict[str, str]:
    """Return the scope of each table that is watched."""
    return dict(_watched)


def register_clock(next_change: Callable[[], datetime | None]) -> None:
    """Add a function that returns when something next appears or disappears by the clock alone."""
    _clocks.append(next_change)


def register_witness(witness: Callable[[], Hashable]) -> None:
    """Add a function that returns at once a value which changes with something outside the database.

    It is asked at every request, so that what is said there counts at once.
    """
    _witnesses.append(witness)


def register_listener(listener: Callable[[], None]) -> None:
    """Add a function that is told when this process hears that the published content has changed.

    It must return at once, and may be told more than once of the same change.
    """
    _listeners.append(listener)


class Epoch:
    """This process's idea of what is published, never older than a second."""

    def __init__(self):
        self._lock = threading.Lock()
        self._state: State | None = None
        self._read_at = self._read_on = 0.0
        self._is_away = False

    def current(self, since: float = 0.0) -> State:
        """Return the state. Raises DatabaseError when it is too old and the database cannot be asked.

        One that was read before `since` (of the monotonic clock) is too old as well.
        """
        if state := self._trusted(since):
            return state
        if not self._lock.acquire(timeout=0 if self._is_away else PATIENCE_SECONDS):
            raise DatabaseError("Somebody else asks for the epoch, and is not answered.")
        try:
            known = self._state
            state = self._trusted(since) or self._ask()
        finally:
            self._lock.release()
        if known is None or known.content != state.content:
            _tell()
        return state

    def _ask(self) -> State:
        # The time before it is asked: an answer is as old as its question.
        began, on = time.monotonic(), time.time()
        # What is to change by the clock is not known any more when somebody puts the clock back.
        known = self._state if on >= self._read_on else None
        try:
            self._state = _read(known)
        except DatabaseError:
            self._is_away = True
            raise
        self._read_at, self._read_on, self._is_away = began, on, False
        return self._state

    def _trusted(self, since: float) -> State | None:
        state = self._state
        is_fresh = self._read_at >= since and time.monotonic() < self._read_at + TRUST_SECONDS
        if state and is_fresh and self._read_on <= time.time() < state.until:
            return state if state.witnesses == _witnessed() else None
        return None

    def is_still(self, state: State) -> bool:
        """Whether nothing newer than `state` has been heard of."""
        return self._state == state

    def distrust(self) -> None:
        """Ask again at the next request: this process has just written something."""
        self._read_at = 0.0


# Of this process: a page and what is remembered for it must not be told different things.
EPOCH = Epoch()


def hear(sender, **_signal) -> None:
    """What this process itself publishes counts at its next request. Receiver of each save and deletion."""
    if _watched.get(sender._meta.db_table) == CONTENT:
        transaction.on_commit(_after_commit)


def _after_commit() -> None:
    EPOCH.distrust()
    _tell()


def _tell() -> None:
    for listener in _listeners:
        listener()


def _read(known: State | None) -> State:
    try:
        return _read_once(known)
    except DatabaseError:
        if connection.in_atomic_block:
            raise
        # The database may have been started anew since this thread last asked it.
        connection.close()
        return _read_once(known)


def _read_once(known: State | None) -> State:
    from campaign_site.delivery.models import PublicationEpoch

    metrics.epoch_read()
    rows = PublicationEpoch.objects.values("scope").annotate(sum=Sum("number"), lanes=Count("pk"))
    found = {row["scope"]: row["sum"] for row in rows if row["lanes"] == LANES}
    if len(found) < len(SCOPES):
        raise DatabaseError("The publication epoch has lost rows; nothing is kept without it.")
    content, witnesses, now = found[CONTENT], _witnessed(), time.time()
    if known and known.content == content and now < known.until:
        return State(content, found[NUMBERS], witnesses, known.until)
    changes = [moment.timestamp() for clock in _clocks if (moment := clock())]
    # Dates on pages are those of UTC.
    midnight = (now // DAY_SECONDS + 1) * DAY_SECONDS
    until = min([now + LONGEST_SECONDS, midnight, *(at for at in changes if at > now)])
    return State(content, found[NUMBERS], witnesses, until)


def _witnessed() -> tuple[Hashable, ...]:
    return tuple(witness() for witness in _witnesses)
