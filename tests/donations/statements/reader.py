"""Reads bytes as a file would be read."""

import io

from donations.statements.entries import Entry, StatementHead
from donations.statements.reading import read


def entries(content: bytes) -> list[Entry]:
    """Return the entries of a file."""
    return [item for item in read(io.BytesIO(content), len(content)) if isinstance(item, Entry)]


def heads(content: bytes) -> list[StatementHead]:
    """Return the heads of a file."""
    return [item for item in read(io.BytesIO(content), len(content)) if isinstance(item, StatementHead)]
