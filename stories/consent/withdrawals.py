"""The withdrawal ledger: what a person took back stays taken back, whatever backup is put in.

The database is written first, in the transaction that withdraws; the file outside follows after its commit, on
this machine at once and on every other with its periodic work. So the database is ahead of a file or equal to it,
unless an older database was put back: then no story is served until `stories.replay` has done it all again.
"""

import logging
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import BooleanField, Exists, Q
from django.utils import timezone

from campaign_site.delivery.database.compiled_once import WhenAsked
from stories.consent import audit, ledger_file
from stories.consent.choices import TAKEN_BACK, LedgerKind
from stories.consent.ledger_file import End, Line, line_hash
from stories.consent.models import Consent, WithdrawalEntry

KEPT_AS = "%Y%m%dT%H%M%S.%f"

logger = logging.getLogger(__name__)


@transaction.atomic
def record(kind: str, record_id: UUID, at: datetime | None = None) -> WithdrawalEntry:
    """Add one line of a LedgerKind in the caller's transaction; the file follows after its commit. Twice is once.

    `record_id` is the consent's, the uid of the contributor who was erased, the code's (`codes.record_id`), or the
    `public_id` of a commitment or pledge.
    """
    audit.lock_end()
    if entry := WithdrawalEntry.objects.filter(kind=kind, record_id=record_id).first():
        return entry
    position, previous = _last()
    at = at or timezone.now()
    line = Line(position + 1, str(kind), record_id, at, line_hash(previous, position + 1, kind, record_id, at))
    transaction.on_commit(keep_file, robust=True)
    return WithdrawalEntry.objects.create(**line._asdict())


def record_if_taken_back(consent: Consent) -> None:
    """Record a consent that ended by the person's word; a narrowed one too, or a backup would show more again."""
    if consent.status in TAKEN_BACK:
        record(LedgerKind.WITHDRAWN, consent.record_id)


def ledger_in_step():
    """Return the condition under which stories may be served: the database knows the file's last line.

    For a question that is compiled once; the file is read whenever it is asked.
    """
    entry = WithdrawalEntry._meta
    position = WhenAsked(_end, entry.get_field("position"), lambda end: end and end.position)
    last = WhenAsked(_end, entry.get_field("hash"), lambda end: end and end.hash)
    there_is_none = WhenAsked(_end, BooleanField(), lambda end: end is None)
    return Q(there_is_none) | Exists(WithdrawalEntry.objects.filter(position=position, hash=last))


def _end() -> End | None:
    return ledger_file.end()


def is_in_step() -> bool:
    """Whether the database knows all that the file of this machine says."""
    return _knows(ledger_file.end())


def keep_file() -> int:
    """Append to the file of this machine what only the database has, and sign with the newest key; count lines.

    Leaves a file alone that is damaged or ahead of the database: `stories.replay` comes first.
    """
    if not ledger_file.path().exists() and not WithdrawalEntry.objects.exists():
        return 0
    with ledger_file.locked() as file:
        contents = ledger_file.read_held(file)
        if not contents.is_whole or not _knows(contents.end):
            return 0
        missing = _lines_after(len(contents.lines))
        if contents.cut_off and not (missing and ledger_file.starts_like(missing[0], contents.cut_off)):
            return 0
        if contents.is_by_newest_key:
            return ledger_file.append(file, missing, cut_off=contents.cut_off) if missing else 0
        ledger_file.replace(file, [*contents.lines, *missing])
        return len(contents.lines) + len(missing)


def records_in(file: Path, *, whole: bool = False) -> set[tuple[str, UUID]]:
    """Return kind and record of each line that can be read in a ledger's file, here or in a copy.

    Raises OSError, and ValueError when a `whole` one is damaged or empty.
    """
    contents = ledger_file.read_copy(file)
    if whole and not (contents.lines and contents.is_whole and not contents.cut_off):
        raise ValueError(f"{file} is no whole withdrawal ledger that a key of VAULT_KEYS has signed.")
    return {(line.kind, line.record_id) for line in contents.lines}


def resign() -> int:
    """Sign every line of this machine's file with the newest master key; return how many lines were written.

    The periodic work does the same on every machine, as long as the old key is still among VAULT_KEYS.
    """
    return keep_file()


def begin_new_file() -> None:
    """Write a file that went another way anew, from the database, which knows all of it; keep the old one too."""
    with ledger_file.locked() as file:
        contents = ledger_file.read_held(file)
        if not contents.is_whole or contents.cut_off or _knows(contents.end):
            return
        known = set(WithdrawalEntry.objects.values_list("kind", "record_id"))
        if all((line.kind, line.record_id) in known for line in contents.lines):
            ledger_file.replace(file, _lines_after(0), keep_as=timezone.now().strftime(KEPT_AS))
            logger.warning("withdrawals: the ledger had gone another way than the database and was written anew")


@transaction.atomic
def insert(line: Line) -> bool:
    """Add a line of the file, at its place where the chain has it; return False when the database knows it."""
    audit.lock_end()
    if WithdrawalEntry.objects.filter(kind=line.kind, record_id=line.record_id).exists():
        return False
    position, previous = _last()
    if line.position == position + 1 and line.hash == line_hash(previous, *line[:-1]):
        WithdrawalEntry.objects.create(**line._asdict())
    else:
        record(LedgerKind(line.kind), line.record_id, line.at)
    return True


def _knows(end: End | None) -> bool:
    return end is None or WithdrawalEntry.objects.filter(position=end.position, hash=end.hash).exists()


def _last() -> tuple[int, str]:
    last = WithdrawalEntry.objects.order_by("-position").values_list("position", "hash").first()
    return last or (0, ledger_file.NO_HASH)


def _lines_after(position: int) -> list[Line]:
    rows = WithdrawalEntry.objects.filter(position__gt=position).order_by("position")
    return [Line(*row) for row in rows.values_list(*Line._fields)]
