"""What people took back stays taken back, whatever backup is put in: apps note it, and say how it is done again.

The notes lie in the withdrawal ledger (`stories.consent.withdrawals`), outside the database and all its backups.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID


class Ledger(Protocol):
    """Who keeps the notes. A note is a kind and the number of a record; it names nobody."""

    def record(self, kind: str, record_id: UUID, at: datetime | None = None) -> object:
        """Note it in the caller's transaction. Twice is once."""

    def records_in(self, file: Path, *, whole: bool = False) -> set[tuple[str, UUID]]:
        """Return what can be read in such a file. Raises ValueError when a `whole` one is damaged or empty."""


_ledgers: list[Ledger] = []
_again: dict[str, Callable[[UUID], object]] = {}


def register_ledger(ledger: Ledger) -> None:
    """Say who keeps the notes of all apps."""
    _ledgers[:] = [ledger]


def register(kind: str, do_again: Callable[[UUID], object]) -> None:
    """Add what is done for a note of this kind after a restore. It is safe to repeat, and knows no record too."""
    _again[kind] = do_again


def note(kind: str, record_id: UUID) -> None:
    """Note in the caller's transaction that this record was taken back for good. Twice is once."""
    _ledgers[0].record(kind, record_id)


def do_again(kind: str, record_id: UUID) -> None:
    """Take it back once more. Raises KeyError for a kind that nobody knows."""
    _again[kind](record_id)


def records_in(file: Path, *, whole: bool = False) -> set[tuple[str, UUID]]:
    """Return the notes in a ledger's file. Raises ValueError when a `whole` one is damaged or empty."""
    return _ledgers[0].records_in(file, whole=whole)
