"""Reads camt.053.001.02 to .08 (ISO 20022, bank to customer statement), entry by entry, in a stream. Pure.

Expat, told to refuse every document type: without one there is no entity to expand, and none to fetch.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from donations.statements.camt_statement import CamtStatement, Values
from donations.statements.entries import Entry, StatementError, StatementHead

STEP = 64 * 1024
DEEPEST = 40
LONGEST_TEXT = 4_000
# Expat reads an unfinished tag again from its beginning with each step: one of 50 MB would take minutes.
LONGEST_TAG = 256 * 1024
# Texts of the same element inside one other, and kinds of elements there.
MOST_ALIKE = 1_000
TOO_LONG = "an element is longer than any bank makes it"
NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.0[2-8]")
# Each of these elements gathers the values inside it, as far as none of them is nearer.
GATHERING = frozenset({"Stmt", "Bal", "Ntry", "TxDtls"})


def read(file: BinaryIO) -> Iterator[StatementHead | Entry]:
    """Yield each statement's head, then its booked entries (not yet identified). Raises StatementError.

    A statement whose balances and entries do not add up raises once it has been read to its end.
    """
    reader = _Reader()
    while step := file.read(STEP):
        reader.feed(step)
        yield from reader.taken()
    reader.feed(b"", is_end=True)
    yield from reader.taken()


class _Reader:
    """Expat's handlers; what is complete waits in `_done`."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.ExternalEntityRefHandler = self._refuse_to_fetch
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._fed = 0
        self._space = ""
        self._path: list[str] = []
        self._text: list[str] = []
        self._length = 0
        # The open collections: where each begins in the path, and its values by path from there.
        self._open: list[tuple[int, Values]] = []
        self._statement: CamtStatement | None = None
        self._done: list[StatementHead | Entry] = []

    def feed(self, step: bytes, *, is_end: bool = False) -> None:
        """Read on. Raises StatementError, with the line."""
        self._fed += len(step)
        try:
            self._parser.Parse(step, is_end)
            if self._fed - self._parser.CurrentByteIndex > LONGEST_TAG and not is_end:
                raise StatementError(TOO_LONG)
        except expat.ExpatError as error:
            raise StatementError(f"line {error.lineno}: this is not whole XML") from error
        except (StatementError, LookupError) as error:
            what = error if isinstance(error, StatementError) else "its character encoding is not known"
            raise StatementError(f"line {self._parser.CurrentLineNumber}: {what}") from error

    def taken(self) -> list[StatementHead | Entry]:
        """Return what is complete, once."""
        done, self._done = self._done, []
        return done

    def _refuse(self, *of_what: object) -> None:
        raise StatementError("the file declares a document type or entities; no bank's statement does")

    def _refuse_to_fetch(self, *of_what: object) -> int:
        self._refuse()
        return 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not self._path:
            if local != "Document" or not NAMESPACE.fullmatch(space):
                raise StatementError("this is not camt.053.001.02 to .08")
            self._space = space
        if len(self._path) >= DEEPEST:
            raise StatementError("elements lie too deep in each other")
        # What a bank adds in a namespace of its own is no part of the message.
        local = local if space == self._space else "?"
        self._path.append(local)
        self._text, self._length = [], 0
        if local in GATHERING:
            values: Values = {}
            if local == "Stmt":
                self._statement = CamtStatement(values)
            self._open.append((len(self._path), values))
        elif self._open and "Ccy" in attributes:
            self._keep("@Ccy", attributes["Ccy"])

    def _characters(self, text: str) -> None:
        if self._open:
            self._length += len(text)
            if self._length > LONGEST_TEXT:
                raise StatementError(TOO_LONG)
            self._text.append(text)

    def _keep(self, attribute: str, text: str) -> None:
        begins, values = self._open[-1]
        alike = values.setdefault("/".join(self._path[begins:]) + attribute, [])
        if len(alike) >= MOST_ALIKE or len(values) > MOST_ALIKE:
            raise StatementError(TOO_LONG)
        alike.append(text)

    def _end(self, name: str) -> None:
        local = self._path[-1]
        if self._open and self._statement:
            begins, values = self._open[-1]
            if len(self._path) == begins:
                self._open.pop()
                self._done += self._statement.take(local, values)
            elif text := "".join(self._text).strip():
                self._keep("", text)
        self._text, self._length = [], 0
        self._path.pop()
