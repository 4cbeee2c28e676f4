"""Everybody's terms, ready to be looked for: read from the vaults with an audit event, kept for minutes at most.

Whoever writes a story has it looked at every second; opening every vault each time would be slower, and no safer,
since the terms would be in this process's memory nearly always. They go when the time is over, used or not.
"""

import threading
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max

from stories.consent import vault
from stories.consent.choices import ContributorStatus
from stories.consent.models import VaultPart
from stories.identity.matching import Term, Terms

KEEP_SECONDS = 300


class Everybody(NamedTuple):
    """The terms of all whose vault opens, and the people whose vault does not."""

    terms: Terms
    unreadable: frozenset[int]


_lock = threading.Lock()
_kept: tuple[tuple, Everybody, threading.Timer] | None = None


def everybody(actor=None) -> Everybody:
    """Return everybody's terms as they are now; `actor` is the user on whose behalf, None for the site itself.

    Reads the vaults when they were changed or not read for minutes; each reading is one audit event.
    """
    global _kept
    state = _state()
    with _lock:
        if _kept and _kept[0] == state:
            return _kept[1]
    read = _read(actor)
    if connection.in_atomic_block:  # its audit event may still be undone
        return read
    timer = threading.Timer(KEEP_SECONDS, forget)
    timer.daemon = True
    with _lock:
        if _kept:
            _kept[2].cancel()
        _kept = (state, read, timer)
        timer.start()
    return read


def forget() -> None:
    """Drop the terms."""
    global _kept
    with _lock:
        if _kept:
            _kept[2].cancel()
        _kept = None


def _read(actor) -> Everybody:
    people = vault.match_terms_of_everybody(actor)
    terms = Terms(
        Term(person, term["kind"], term["value"]) for person, theirs in people.items() for term in theirs or ()
    )
    return Everybody(terms, frozenset(person for person, theirs in people.items() if theirs is None))


def _state() -> tuple:
    """Return what changes whenever a vault does, or the keys that open it."""
    parts = VaultPart.objects.filter(contributor__status=ContributorStatus.ACTIVE)
    rows = parts.aggregate(Count("pk"), Max("pk"), Max("changed_at"))
    keys = sha256(b"".join(settings.VAULT_KEYS)).hexdigest()
    return (*rows.values(), keys, str(settings.VAULT_KEYRING))
