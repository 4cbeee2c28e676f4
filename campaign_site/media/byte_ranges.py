"""Parts of a file, for players that seek in a recording (RFC 9110, section 14).

Safari plays nothing from a server that gives no parts.
"""

import io
import re
from typing import NamedTuple

SINGLE_RANGE = re.compile(r"bytes=(?:([0-9]+)-([0-9]*)|-([0-9]+))")
# More digits than any file has bytes; so many that they would take long to read are no range.
LONGEST_NUMBER = 18


class Part(NamedTuple):
    """The bytes from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes that is."""
        return self.last - self.first + 1


class Unsatisfiable(ValueError):
    """The range lies beyond the end of the file."""


def find_part(header: str, size: int) -> Part | None:
    """Return the part of `size` bytes that a Range header asks for, or None where it is to be ignored.

    Several ranges at once may be ignored (14.2), and so are units other than bytes and what cannot be read.
    Raises Unsatisfiable.
    """
    asked = SINGLE_RANGE.fullmatch(header.strip().lower())
    if not asked or any(len(number) > LONGEST_NUMBER for number in asked.groups(default="")):
        return None
    first, last, from_end = (int(number) if number else None for number in asked.groups())
    if from_end is not None:
        first, last = max(0, size - from_end), size - 1
    elif last is None or last >= size:
        last = size - 1
    elif last < first:
        return None
    if first >= size or from_end == 0:
        raise Unsatisfiable
    return Part(first, last)


class PartOfFile:
    """An open file that begins and ends where the part does."""

    def __init__(self, file, part: Part):
        file.seek(part.first)
        self._file, self._left = file, part.length
        self.close = file.close

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes; none at the end of the part."""
        data = self._file.read(min(size, self._left))
        self._left -= len(data)
        return data


def open_part(file, part: Part):
    """Return a file to read the part from, given a file of the default storage.

    Of object storage only the part is fetched, all of it before the answer begins.
    """
    if stored := getattr(file, "obj", None):
        file.close()
        return io.BytesIO(stored.get(Range=f"bytes={part.first}-{part.last}")["Body"].read())
    return PartOfFile(file, part)
