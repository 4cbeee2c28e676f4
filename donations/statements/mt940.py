"""Reads MT940 (SWIFT, customer statement message), entry by entry, in a stream. Pure."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import BinaryIO

from donations.statements.balances import Balances
from donations.statements.entries import (
    Entry,
    StatementError,
    StatementHead,
    a_page,
    a_reference,
    exponent_of,
    minor_units,
)
from donations.statements.field86 import told

LONGEST_LINE = 4_000
MOST_LINES = 100

_TAG = re.compile(r":(\d{2}[A-Z]?):(.*)")
_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})(\d{1,15},\d*)")
# Value date, entry date, (reversal of) credit or debit, funds code, amount, type, references of owner and bank.
_LINE = re.compile(r"(\d{6})(\d{4})?(R?[CD])([A-Z])?(\d{1,15},\d*)[NFS][A-Z0-9]{3}(.*)", re.ASCII)


def read(file: BinaryIO) -> Iterator[StatementHead | Entry]:
    """Yield each statement's head, then its entries (not yet identified). Raises StatementError."""
    statement: _Statement | None = None
    for number, tag, value in _fields(file):
        try:
            if tag == "20":
                if statement:
                    yield from statement.finish()
                statement = _Statement()
            elif statement is None:
                raise StatementError("this is not MT940: it does not begin with field 20")
            else:
                yield from statement.take(tag, value)
        except StatementError as error:
            raise StatementError(f"line {number}: {error}") from error
    if statement is None:
        raise StatementError("this is not MT940: there is no field in it")
    yield from statement.finish()


def _fields(file: BinaryIO) -> Iterator[tuple[int, str, list[str]]]:
    """Yield line number, tag and lines of each field."""
    begins, tag, value = 0, "", [""]
    number = 0
    while raw := file.readline(LONGEST_LINE):
        number += 1
        line = _decoded(raw)
        field = _TAG.match(line)
        if field:
            if tag:
                yield begins, tag, value
            begins, tag, value = number, field[1], [field[2]]
        elif line.startswith(("-}", "{")) or line.strip() == "-":
            continue  # where SWIFT's own envelope begins and ends
        elif tag:
            value.append(line)
            if len(value) > MOST_LINES:
                raise StatementError(f"line {number}: a field has more lines than any bank makes")
    if tag:
        yield begins, tag, value


def _decoded(raw: bytes) -> str:
    # A byte of nothing is no part of any text, and PostgreSQL keeps none.
    line = raw.replace(b"\0", b"").rstrip(b"\r\n")
    # SWIFT knows ASCII only; banks write names as their system has them.
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


class _Statement:
    """One message: fields 25, 28C, 60, then 61 with its 86, then 62."""

    def __init__(self) -> None:
        self._account, self._number, self._page, self._currency = "", "", 1, ""
        self._balances = Balances()
        self._is_begun = False
        self._line: re.Match[str] | None = None
        self._supplement = ""
        self._is_closed = False

    def take(self, tag: str, value: list[str]) -> Iterator[StatementHead | Entry]:
        """Take one field; yield what is complete with it."""
        if tag == "86" and self._line:
            yield from self._entry(value)
            return
        yield from self._entry([])
        if tag == "25":
            self._account = value[0].strip()
        elif tag == "28C":
            number, _, page = value[0].strip().partition("/")
            self._number, self._page = number, a_page(page)
        elif tag in {"60F", "60M"}:
            self._balance(value[0], self._balances.open)
            yield from self._begin()
        elif tag in {"62F", "62M"}:
            self._balance(value[0], self._balances.close)
            self._is_closed = True
        elif tag == "61":
            if not self._is_begun:
                raise StatementError("an entry comes before the opening balance (field 60)")
            self._line = _LINE.fullmatch(value[0].strip())
            if not self._line:
                raise StatementError("an entry (field 61) cannot be read")
            self._supplement = " ".join(value[1:])

    def finish(self) -> Iterator[StatementHead | Entry]:
        """Yield the last entry, and check that the message is whole."""
        yield from self._entry([])
        if not self._is_closed:
            raise StatementError("the file ends in the middle of a statement")
        self._balances.check()

    def _begin(self) -> Iterator[StatementHead]:
        if not self._account:
            raise StatementError("a statement names no account (field 25)")
        self._is_begun = True
        yield StatementHead(self._account, self._number, self._currency, self._page)

    def _balance(self, value: str, note: Callable[..., None]) -> None:
        balance = _BALANCE.fullmatch(value.strip())
        if not balance:
            raise StatementError("a balance cannot be read")
        if self._currency and balance[3] != self._currency:
            raise StatementError("the balances of one statement are in two currencies")
        self._currency = balance[3]
        note(minor_units(balance[4], self._currency), self._currency, is_credit=balance[1] == "C")

    def _entry(self, information: list[str]) -> Iterator[Entry]:
        line, self._line = self._line, None
        if line is None:
            return
        valued, booked, mark, _funds, amount, references = line.groups()
        owners, _, banks = (part.strip() for part in references.partition("//"))
        minor = minor_units(amount, self._currency)
        # "RD", the reversal of a debit, brings money; "RC" takes it.
        is_credit = mark in {"C", "RD"}
        self._balances.move(minor, self._currency, is_credit=is_credit)
        if not minor:
            return
        words = told(information)
        yield Entry(
            account=self._account,
            currency=self._currency,
            exponent=exponent_of(self._currency),
            minor=minor,
            is_credit=is_credit,
            booked_on=_day(valued, booked),
            is_reversal=mark.startswith("R") or words.is_returned,
            bank_reference=a_reference(banks),
            end_to_end=a_reference(words.end_to_end or owners),
            structured=words.structured,
            text=(*words.text, *([self._supplement] if self._supplement else ())),
            payer=words.payer,
        )


def _day(valued: str, booked: str | None) -> date:
    """Return the day of booking: month and day as given, in the year that is nearest to the value date."""
    try:
        value_date = date(2000 + int(valued[:2]), int(valued[2:4]), int(valued[4:]))
        if not booked:
            return value_date
        years = (value_date.year - 1, value_date.year, value_date.year + 1)
        days = [date(year, int(booked[:2]), int(booked[2:])) for year in years if _exists(year, booked)]
        return min(days, key=lambda day: abs(day - value_date))
    except ValueError as error:
        raise StatementError("a date is none") from error


def _exists(year: int, month_and_day: str) -> bool:
    return month_and_day != "0229" or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
