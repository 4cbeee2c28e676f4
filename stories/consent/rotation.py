"""Wraps and seals everything anew with the newest master key, so that an older one may be taken away.

What is sealed with a person's own key stays as it is: only that key is wrapped anew. Each thing is replaced on its
own and whole, so a rotation that was killed is simply run again.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.db import models

from stories.consent import keyring, ledger_file, withdrawals
from stories.consent.envelope import Unreadable
from stories.consent.models import Takedown

# What `stories.takedown` seals fingerprints for; a test takes a story down and rotates.
FINGERPRINT = "takedown"


class SealedForSite(NamedTuple):
    """A column that `keyring.seal_for_site` fills, and the purpose it gives."""

    model: type[models.Model]
    column: str
    purpose: str


SEALED_FOR_SITE = (SealedForSite(Takedown, "fingerprint", FINGERPRINT),)


class Step(NamedTuple):
    """One thing that was looked at: what it is, and whether it was "current", "rotated" or "unreadable"."""

    what: str
    result: str


def rotate(*, dry_run: bool = False) -> Iterator[Step]:
    """Look at each key and sealed column in turn, and replace what an older master key sealed."""
    for path in keyring.wrapped_key_files():
        yield Step(f"key {path.stem}", _attempt(lambda path=path: _rotate_key(path, dry_run)))
    for place in SEALED_FOR_SITE:
        rows = place.model._default_manager.exclude(**{place.column: None}).order_by("pk")
        for pk in list(rows.values_list("pk", flat=True)):
            what = f"{place.model._meta.model_name} {pk}"
            yield Step(what, _attempt(lambda place=place, pk=pk: _rotate_row(place, pk, dry_run)))
    if ledger_file.path().exists():
        yield Step("withdrawal ledger", _attempt(lambda: _sign_ledger(dry_run)))


def keys_in_use() -> set[str]:
    """Return the names of the master keys without which a key, a sealed column or the ledger cannot be read."""
    sealed = [path.read_bytes() for path in keyring.wrapped_key_files()]
    for place in SEALED_FOR_SITE:
        rows = place.model._default_manager.exclude(**{place.column: None})
        sealed += map(bytes, rows.values_list(place.column, flat=True).iterator())
    return {keyring.sealed_by(one) for one in sealed} | ledger_file.signed_by()


def count(steps: Iterator[Step]) -> Counter[str]:
    """Run to the end and return how many things had which result."""
    return Counter(step.result for step in steps)


def _attempt(replace: Callable[[], bool]) -> str:
    try:
        return "rotated" if replace() else "current"
    except Unreadable:
        return "unreadable"


def _rotate_key(path, dry_run: bool) -> bool:
    return keyring.rewrap(path, dry_run=dry_run)


def _sign_ledger(dry_run: bool) -> bool:
    contents = ledger_file.read()
    if not contents.is_whole or contents.cut_off:
        raise Unreadable("a line of the ledger is damaged, or signed with a key that is not in VAULT_KEYS")
    if contents.is_by_newest_key:
        return False
    if not dry_run and not withdrawals.resign():
        raise Unreadable("the ledger is ahead of the database: it is replayed first")
    return True


def _rotate_row(place: SealedForSite, pk: int, dry_run: bool) -> bool:
    rows = place.model._default_manager.filter(pk=pk)
    sealed = rows.values_list(place.column, flat=True).first()
    if sealed is None or keyring.is_newest(sealed):
        return False
    plain = keyring.unseal_for_site(place.purpose, sealed)
    if not dry_run:
        # Only as long as it is what was read: whoever wrote meanwhile, wrote with the newest key or emptied it.
        rows.filter(**{place.column: sealed}).update(**{place.column: keyring.seal_for_site(place.purpose, plain)})
    return True
