"""The file of the withdrawal ledger: it lies outside the database, so that a restored backup cannot forget.

One line each: position, kind, record, time (ISO 8601, UTC), hash of the chain, name of the key, HMAC-SHA-256.
Lines are added under a lock and flushed to the disk; a new file takes the place of the old one in one step.
"""

import fcntl
import hmac
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import UUID

from django.conf import settings

from stories.consent.envelope import derive
from stories.consent.keyring import master_keys
from stories.consent.models.audit import NO_HASH

PURPOSE = "withdrawals"

logger = logging.getLogger(__name__)


class Line(NamedTuple):
    """One withdrawal. `record_id` is the consent's record or the erased person's uid; `at` is aware UTC."""

    position: int
    kind: str
    record_id: UUID
    at: datetime
    hash: str


class End(NamedTuple):
    """The last line. A broken file ends at a line that no database has."""

    position: int
    hash: str


class Contents(NamedTuple):
    """Every line that we signed; whether these are all lines, in one chain; what a crash left of one more."""

    lines: tuple[Line, ...]
    is_whole: bool
    is_by_newest_key: bool
    cut_off: bytes

    @property
    def end(self) -> End | None:
        """The last of the lines, None when there is none."""
        return End(self.lines[-1].position, self.lines[-1].hash) if self.lines else None


BROKEN = End(0, "broken")
_ends: dict[str, tuple[tuple[int, int, int], End | None]] = {}


def path() -> Path:
    """Return where the file of this machine is."""
    return Path(settings.WITHDRAWAL_LEDGER)


def line_hash(previous: str, position: int, kind: str, record_id: UUID, at: datetime) -> str:
    """Return the SHA-256 (hex) over a line and the hash of the one before."""
    return sha256(f"{previous} {position} {kind} {record_id} {_time(at)}".encode()).hexdigest()


def read() -> Contents:
    """Return what the file holds; nothing when there is none. Raises OSError when it cannot be opened."""
    try:
        with _open(os.O_RDONLY, fcntl.LOCK_SH) as file:
            return _parse(file.read())
    except FileNotFoundError:
        return _parse(b"")


def read_copy(file: Path) -> Contents:
    """Return what a copy of such a file holds, in a backup or a mirror. Raises OSError."""
    return _parse(file.read_bytes())


def signed_by() -> set[str]:
    """Return the names of the master keys that the lines of the file are signed with."""
    try:
        rows = path().read_bytes().splitlines()
    except FileNotFoundError:
        return set()
    words = [row.rsplit(b" ", 2) for row in rows]
    return {found[1].decode("ascii", "replace") for found in words if len(found) == 3}


def end() -> End | None:
    """Return the last line, None when there is none. Parsed once for each state of the file."""
    where = path()
    try:
        state = _state(where.stat())
        kept = _ends.get(str(where))
        if kept is None or kept[0] != state:
            with _open(os.O_RDONLY, fcntl.LOCK_SH) as file:
                kept = _ends[str(where)] = (_state(os.fstat(file.fileno())), _end_of(_parse(file.read())))
        return kept[1]
    except FileNotFoundError:
        return None
    except OSError as error:
        logger.error("withdrawals: the ledger cannot be read (%s): stories are hidden", type(error).__name__)
        return BROKEN


@contextmanager
def locked() -> Iterator[BinaryIO]:
    """Hold the file, made when there is none, while nobody else adds to it."""
    path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _open(os.O_RDWR | os.O_CREAT, fcntl.LOCK_EX) as file:
        yield file


def read_held(file: BinaryIO) -> Contents:
    """Return what a file that is held has in it."""
    file.seek(0)
    return _parse(file.read())


def append(file: BinaryIO, lines: Iterable[Line], *, cut_off: bytes = b"") -> int:
    """Add lines to a file that is held, in the place of what a crash cut off; return how many."""
    written = _render(lines)
    file.truncate(file.seek(-len(cut_off), os.SEEK_END))
    file.write(written)
    file.flush()
    os.fsync(file.fileno())
    return written.count(b"\n")


def replace(file: BinaryIO, lines: Iterable[Line], *, keep_as: str = "") -> None:
    """Put a new file in the place of the one that is held; `keep_as` is the suffix that the old one gets."""
    where = path()
    new = where.with_name(f"{where.name}.{os.urandom(6).hex()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
        append(output, lines)
    if keep_as:
        os.link(where, where.with_name(f"{where.name}.{keep_as}"))
    new.replace(where)
    folder = os.open(where.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def starts_like(line: Line, cut_off: bytes) -> bool:
    """Whether what a crash left of a line can only be the beginning of this one."""
    return any(_sign(line, *key).startswith(cut_off) for key in _keys().items())


def _open(flags: int, lock: int) -> BinaryIO:
    """Open and lock the file that is there now. Only this user reads it, also while it is made."""
    while True:
        descriptor = os.open(path(), flags, 0o600)
        try:
            fcntl.flock(descriptor, lock)
            if path().stat().st_ino == os.fstat(descriptor).st_ino:
                return os.fdopen(descriptor, "r+b" if flags & os.O_RDWR else "rb")
        except FileNotFoundError:
            pass
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # another file took its place while we waited


def _state(stat: os.stat_result) -> tuple[int, int, int]:
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _end_of(contents: Contents) -> End | None:
    if not contents.is_whole or contents.cut_off:
        logger.error("withdrawals: the ledger is damaged: stories are hidden until somebody has looked at it")
        return BROKEN
    return contents.end


def _parse(content: bytes) -> Contents:
    *rows, cut_off = content.split(b"\n")
    keys = _keys()
    newest = next(iter(keys), "")
    lines, previous, is_whole, is_by_newest_key = [], NO_HASH, True, True
    for number, row in enumerate(rows, start=1):
        line, key_id = _read_line(row, keys)
        if line is None:
            is_whole = False
            continue
        expected = line_hash(previous, line.position, line.kind, line.record_id, line.at)
        is_whole = is_whole and line.position == number and line.hash == expected
        is_by_newest_key = is_by_newest_key and key_id == newest
        previous = line.hash
        lines.append(line)
    return Contents(tuple(lines), is_whole, is_by_newest_key, cut_off)


def _read_line(row: bytes, keys: dict[str, bytes]) -> tuple[Line | None, str]:
    try:
        text, key_id, signature = row.decode().rsplit(" ", 2)
        position, kind, record_id, at, chain = text.split(" ")
        line = Line(int(position), kind, UUID(record_id), datetime.fromisoformat(at), chain)
        signed = key_id in keys and hmac.compare_digest(
            signature.encode(), _signature(text, key_id, keys[key_id]).encode()
        )
    except ValueError:
        return None, ""
    return (line, key_id) if signed else (None, "")


def _render(lines: Iterable[Line]) -> bytes:
    key_id, key = next(iter(_keys().items()))
    return b"".join(_sign(line, key_id, key) for line in lines)


def _sign(line: Line, key_id: str, key: bytes) -> bytes:
    text = f"{line.position} {line.kind} {line.record_id} {_time(line.at)} {line.hash}"
    return f"{text} {key_id} {_signature(text, key_id, key)}\n".encode()


def _signature(text: str, key_id: str, key: bytes) -> str:
    return hmac.new(key, f"{text} {key_id}".encode(), sha256).hexdigest()


def _keys() -> dict[str, bytes]:
    """Return the keys by name, the one that new lines are signed with first."""
    return {master.id.decode(): derive(master.key, PURPOSE) for master in master_keys()}


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
