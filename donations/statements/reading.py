"""Opens a bank's file: which format it is in, whether it is small enough, and whether all of it can be read."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from donations.statements import camt053, mt940
from donations.statements.entries import Entry, Identities, StatementError, StatementHead

LARGEST = 50 * 1024 * 1024
CAMT053, MT940 = "camt.053", "MT940"

_BEGINNING = 4_096
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read(file: BinaryIO, size: int) -> Iterator[StatementHead | Entry]:
    """Yield heads and identified entries of a seekable file of `size` bytes, in a stream.

    Raises StatementError for what is too large, is no statement, or breaks off; what was yielded before may
    be part of a file that nobody should trust: see `check`.
    """
    reader = _reader(file, size)
    identities = Identities()
    for item in reader(file):
        if isinstance(item, StatementHead):
            identities.begin(item)
            yield item
        else:
            yield identities.identify(item)


def check(path: Path, progress: Callable[[int], None] = lambda count: None) -> int:
    """Read a file to its end, so that nothing of a broken one is booked; return how many entries it has.

    `progress` is told their number. Raises StatementError, and OSError.
    """
    count = 0
    with path.open("rb") as file:
        for item in read(file, path.stat().st_size):
            if isinstance(item, Entry):
                count += 1
                progress(count)
    return count


def format_of(beginning: bytes) -> str:
    """Return which format a file with this beginning is in. Raises StatementError when it is neither."""
    plain = beginning
    for mark in _BYTE_ORDER_MARKS:
        plain = plain.removeprefix(mark)
    plain = plain.replace(b"\x00", b"").lstrip()
    if plain.startswith(b"<"):
        return CAMT053
    if plain.startswith((b":20:", b"{1:")) or b"\n:20:" in plain:
        return MT940
    raise StatementError("this is neither camt.053 nor MT940")


def _reader(file: BinaryIO, size: int) -> Callable[[BinaryIO], Iterator[StatementHead | Entry]]:
    if size > LARGEST:
        raise StatementError(
            f"the file has {size / 1024 / 1024:,.0f} MB, and {LARGEST // 1024 // 1024} MB is the most that is "
            "read at once. Ask the bank for shorter periods"
        )
    file.seek(0)
    kind = format_of(file.read(_BEGINNING))
    file.seek(0)
    return camt053.read if kind == CAMT053 else mt940.read
