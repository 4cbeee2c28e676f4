"""Checks a receipt against a statement, and statements against each other, with nothing but their files. Pure.

A file is JSON with integers and texts only. What is in it is believed once the signature, the way up the tree and
the sums at its top all fit; until then it could be anybody's.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from donations.transparency.merkle import Node, canonical, climb, leaf
from donations.transparency.signing import digest, is_signed

STATEMENT, RECEIPT = "anyone-a-victim statement 1", "anyone-a-victim receipt 1"
LONGEST = 16 * 1024 * 1024
# Far above any total; far below where anything would overflow.
LARGEST = 10**18
# ISO 4217 knows no more.
MOST_DECIMALS = 4
# What is printed of a file that a forger may have signed: nothing that writes over what stands beside it.
_WEEK, _RECEIPT, _CURRENCY = (re.compile(form, re.ASCII) for form in (r"\d{4}-W\d{2}", r"\d{16}", r"[A-Z]{3}"))


class Refused(Exception):
    """The files prove nothing; the text says why."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement whose signature fits. `root` is the top of its tree, `sequence` where the ledger ended."""

    number: int
    week: str
    public_key: str
    previous: str
    digest: str
    sequence: int
    root: Node
    count: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt whose place in a statement is proved; amounts in minor units."""

    number: str
    currency: str
    exponent: int
    received: int
    returned: int


def sums_name(programme: str, currency: str) -> str:
    """Return the name under which gifts for a programme in a currency are summed."""
    return f"{programme}/{currency}"


def receipt_leaf(content: Mapping[str, Any]) -> Node:
    """Return the leaf of a receipt: what was received and not returned is what it adds to the sums."""
    name = sums_name(content["programme"], content["currency"])
    return leaf(content, {name: content["received"] - content["returned"]})


def read(text: str) -> Any:
    """Return what a file holds. Raises Refused for what is no JSON, or holds a name twice or other numbers."""
    if len(text) > LONGEST:
        raise Refused("the file is too large")
    try:
        return json.loads(text, object_pairs_hook=_once, parse_float=_no_number, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Refused("the file is no JSON that we write") from error


def check_statement(document: Any, known_key: str = "") -> Statement:
    """Return the statement in a file. Raises Refused unless it is signed, by `known_key` where one is given."""
    try:
        content, signature = document["statement"], _text(document["signature"])
        body = canonical(content)
        ledger, receipts = content["ledger"], content["receipts"]
        statement = Statement(
            number=_number(content["number"]),
            week=_formed(content["week"], _WEEK),
            public_key=_text(content["public_key"]),
            previous=_text(content["previous"]),
            digest=digest(body),
            sequence=_number(ledger["sequence"]),
            root=Node(_text(receipts["root"]), _sums_of(content["totals"])),
            count=_number(receipts["count"]),
        )
        is_ours = content["format"] == STATEMENT
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused("this is no statement of ours") from error
    if not is_ours or not is_signed(body, signature, statement.public_key):
        raise Refused("the statement is not signed, or was changed after it was")
    if known_key and statement.public_key != known_key:
        raise Refused("the statement is signed by another key than the one you gave")
    return statement


def check_receipt(document: Any, statement: Statement) -> Receipt:
    """Return the receipt in a file. Raises Refused unless it is one of those that the statement counts."""
    try:
        content, proof = document["receipt"], document["proof"]
        receipt = Receipt(
            number=_formed(content["number"], _RECEIPT),
            currency=_formed(content["currency"], _CURRENCY),
            exponent=_exponent(content["exponent"]),
            received=_number(content["received"]),
            returned=_number(content["returned"]),
        )
        number, index, count = (_number(proof[name]) for name in ("statement", "index", "count"))
        beside = [Node(_text(node["hash"]), _sums(node["sums"])) for node in proof["path"]]
        is_ours = content["format"] == RECEIPT and receipt.returned <= receipt.received
        start = receipt_leaf(content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused("this is no receipt file of ours") from error
    if not is_ours:
        raise Refused("this is no receipt file of ours")
    if (number, count) != (statement.number, statement.count):
        raise Refused(f"the receipt belongs to statement {number}, and this is statement {statement.number}")
    try:
        top = climb(start, index, count, beside)
    except ValueError as error:
        raise Refused("the receipt is not among those that the statement counts") from error
    if (top.hash, top.sums) != (statement.root.hash, statement.root.sums):
        raise Refused("the receipt is not among those that the statement counts")
    return receipt


def check_history(statements: Iterable[Statement]) -> None:
    """Raise Refused unless each statement names the one before it, and none is missing between them."""
    ordered = sorted(statements, key=lambda statement: statement.number)
    for before, after in pairwise(ordered):
        if after.number != before.number + 1:
            raise Refused(f"between statements {before.number} and {after.number} one is missing")
        if after.previous != before.digest or after.sequence < before.sequence:
            raise Refused(f"statement {after.number} does not follow from this statement {before.number}")


def _sums_of(totals: Any) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in totals:
        name = sums_name(_text(row["programme"]), _text(row["currency"]))
        if name in sums:
            raise ValueError("a total twice")
        sums[name] = _number(row["receipts"])
    return {name: minor for name, minor in sums.items() if minor}


def _sums(value: Any) -> dict[str, int]:
    return {_text(name): _number(minor) for name, minor in value.items()}


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise ValueError("no whole number")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _formed(value: Any, form: re.Pattern[str]) -> str:
    if not form.fullmatch(_text(value)):
        raise ValueError("no text of this form")
    return str(value)


def _exponent(value: Any) -> int:
    if _number(value) > MOST_DECIMALS:
        raise ValueError("no currency has so many decimals")
    return int(value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _no_number(text: str) -> None:
    raise ValueError("no whole number")
